package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TaskFlagsTest {
  @ParameterizedTest
  @CsvSource({"0secs, 0", "1ns, 1", "500us, 1", "1ms, 1", "2mins, 120000"})
  void aLimitBelowAMillisecondIsALimit(String duration, long millis) throws Exception {
    BatchCommand command = new BatchCommand();
    new CommandLine(command).parseArgs("--kill_after=" + duration);

    assertThat(command.tasks.defaults().killAfterMillis()).isEqualTo(millis);
  }
}
