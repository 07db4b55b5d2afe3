package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.functional.Program.Ended;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A framework that says who it is, to a master that wants to know. */
class SecretTest {
  @TempDir Path directory;
  private LocalMesos mesos;

  @BeforeEach
  void startMesos() throws Exception {
    mesos =
        LocalMesos.start(
            LocalConfig.defaults()
                .withWorkDirectory(directory.resolve("work"))
                .withCredentials(Map.of("op", "{{se#same}}")));
  }

  @AfterEach
  void stopMesos() {
    mesos.close();
  }

  private Ended run(String secret) throws Exception {
    return Program.run(
        directory,
        "--master=" + mesos.uri().getAuthority(),
        "--principal=op",
        "--secret=" + secret,
        "--framework_name=#1 of {{all}}",
        "--verbose",
        "--task_list=" + list(task("a", "true")));
  }

  @Test
  void isTakenAsItIsOrOutOfAFileAndNeverShown() throws Exception {
    Path file = Files.writeString(directory.resolve("the secret"), "{{se#same}}\n");
    for (String secret : new String[] {"{{se#same}}", "file://" + file}) {
      Ended ended = run(secret);

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out() + ended.err()).contains("Subscribed").doesNotContain("se#same");
    }
  }

  @Test
  void aWrongOneIsRefusedAndNotShown() throws Exception {
    Ended ended = run("poppy-seed");

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
    assertThat(ended.out() + ended.err()).doesNotContain("poppy-seed", "\tat ");
  }
}
