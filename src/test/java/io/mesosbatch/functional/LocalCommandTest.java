package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.functional.Program.Ended;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded Mesos alone, as a user starts it. */
class LocalCommandTest {
  @TempDir Path directory;

  @Test
  void aPortInUseIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = Program.run(directory, "local", "--port=" + taken.getLocalPort());

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err())
          .contains("127.0.0.1:" + taken.getLocalPort(), "--port=N")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void resourcesThatNobodyCanReadAreSaid() throws Exception {
    Ended ended = Program.run(directory, "local", "--port=0", "--resources=cpus:many");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("cpus:many").doesNotContain("\tat ");
  }
}
