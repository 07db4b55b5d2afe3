package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.store.JobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program is killed (SIGKILL) while it writes to its H2 file, again and again on the same file:
 * what it has said to be stored is there, and of what it was storing all or nothing.
 *
 * <p>System properties: {@code crash.seed}, {@code crash.rounds}.
 */
class KilledWriterTest {
  private static final long SEED = Long.getLong("crash.seed", 1);
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 5);

  @TempDir Path directory;

  private final WrittenJobs written = new WrittenJobs();

  @Test
  void nothingThatWasStoredIsLost() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      writeAndKill(random.nextLong(), 5 + random.nextInt(100), random.nextInt(20_000));
      try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(directory))) {
        written.check(store, "round " + round + " of -Dcrash.seed=" + SEED);
      }
    }
    assertThat(written.frames()).isPositive();
  }

  /**
   * @param lines how many lines to hear of it
   * @param micros how long to wait then, so as not to kill always just after a commit
   */
  private void writeAndKill(long seed, int lines, int micros) throws IOException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                directory.toString(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = writer.inputReader()) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        assertThat(line).as("the writer ended by itself").isNotNull();
        written.hear(line);
      }
      long until = System.nanoTime() + micros * 1_000L;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      // Process.destroyForcibly would close the stream, with lines that are still to be read.
      writer.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        written.hear(line);
      }
    } finally {
      writer.destroyForcibly().onExit().join();
    }
  }
}
