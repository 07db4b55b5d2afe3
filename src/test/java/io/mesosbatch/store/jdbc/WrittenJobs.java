package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a {@link CrashingWriter} has said to be stored, to be compared with what is. */
final class WrittenJobs {
  private final Map<Long, Integer> jobs = new HashMap<>();
  private final Map<Long, Integer> lastFrames = new HashMap<>();

  int frames() {
    return lastFrames.size();
  }

  void hear(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("job")) {
      jobs.put(Long.valueOf(words[1]), Integer.valueOf(words[2]));
    } else if (words[0].equals("frame") && words.length == 3) {
      lastFrames.put(Long.valueOf(words[1]), Integer.valueOf(words[2]));
    }
  }

  void check(JobStore store, String when) {
    Map<Long, JobRecord> stored = new HashMap<>();
    store.unfinished().forEach(job -> stored.put(job.number(), job));
    assertThat(stored.keySet()).as(when).containsAll(jobs.keySet());
    jobs.forEach((job, tasks) -> assertThat(stored.get(job).tasks()).as(when).isEqualTo(tasks));
    for (JobRecord job : stored.values()) {
      jobs.put(job.number(), job.tasks()); // once seen it must not vanish
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
