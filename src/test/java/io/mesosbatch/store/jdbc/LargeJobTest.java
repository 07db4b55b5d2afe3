package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dmesosbatch.store.tasks=1000000} for the whole million. */
class LargeJobTest {
  private static final int TASKS = Integer.getInteger("mesosbatch.store.tasks", 60_000);

  @TempDir Path directory;

  /** As objects the tasks would take about a kilobyte each. */
  private static void fitsInLittleMemory(StoreConfig config) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx40m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            LargeJob.class.getName(),
            Integer.toString(TASKS),
            config.url(),
            config.user());
    builder.environment().put("STORE_PASSWORD", config.password());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains(TASKS + " tasks, " + TASKS / 10 + " attempts");
  }

  @Test
  void inH2() throws Exception {
    fitsInLittleMemory(StoreConfig.inDirectory(directory));
  }

  @Test
  void inPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      fitsInLittleMemory(server.createDatabase());
    }
  }
}
