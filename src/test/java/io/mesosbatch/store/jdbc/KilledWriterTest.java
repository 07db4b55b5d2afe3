package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final Map<Long, Integer> jobs = new HashMap<>();
  private final Map<Long, Integer> lastFrames = new HashMap<>();

  @Test
  void nothingThatWasStoredIsLost() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      writeAndKill(random.nextLong(), 5 + random.nextInt(100), random.nextInt(20_000));
      try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(directory))) {
        check(store, "round " + round + " of -Dcrash.seed=" + SEED);
      }
    }
    assertThat(lastFrames).isNotEmpty();
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
        hear(line);
      }
      long until = System.nanoTime() + micros * 1_000L;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      // Process.destroyForcibly would close the stream, with lines that are still to be read.
      writer.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        hear(line);
      }
    } finally {
      writer.destroyForcibly().onExit().join();
    }
  }

  private void hear(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("job")) {
      jobs.put(Long.valueOf(words[1]), Integer.valueOf(words[2]));
    } else if (words[0].equals("frame") && words.length == 3) {
      lastFrames.put(Long.valueOf(words[1]), Integer.valueOf(words[2]));
    }
  }

  private void check(JobStore store, String when) {
    Map<Long, JobRecord> stored = new HashMap<>();
    store.unfinished().forEach(job -> stored.put(job.number(), job));
    assertThat(stored.keySet()).as(when).containsAll(jobs.keySet());
    jobs.forEach((job, tasks) -> assertThat(stored.get(job).tasks()).as(when).isEqualTo(tasks));
    for (JobRecord job : stored.values()) {
      check(store, job, when + ", job " + job.number());
    }
  }

  private void check(JobStore store, JobRecord job, String when) {
    List<Phase> phases = new ArrayList<>();
    store.forEachTask(
        job.number(),
        task -> {
          assertThat(task.spec().id()).as(when).isEqualTo("t" + phases.size());
          assertThat(task.attempts()).hasSize(task.phase() == Phase.PENDING ? 0 : 1);
          phases.add(task.phase());
        });
    assertThat(phases).as(when).hasSize(job.tasks());
    Map<Phase, Integer> counts = new HashMap<>();
    phases.forEach(phase -> counts.merge(phase, 1, Integer::sum));
    assertThat(store.counts(job.number())).as(when).isEqualTo(counts);

    int frames =
        (counts.getOrDefault(Phase.FINISHED, 0) + counts.getOrDefault(Phase.LAUNCHED, 0))
            / CrashingWriter.TASKS_A_FRAME;
    int heard = lastFrames.getOrDefault(job.number(), -1) + 1;
    assertThat(frames).as(when).isBetween(heard, heard + 1);
    for (int i = 0; i < phases.size(); i++) {
      int frame = i / CrashingWriter.TASKS_A_FRAME;
      Phase expected =
          frame >= frames ? Phase.PENDING : frame == frames - 1 ? Phase.LAUNCHED : Phase.FINISHED;
      assertThat(phases.get(i)).as(when).isEqualTo(expected);
    }
    lastFrames.put(job.number(), frames - 1);
  }
}
