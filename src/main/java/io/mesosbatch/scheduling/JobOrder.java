package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.v1.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Jobs that come after other jobs. */
final class JobOrder {
  /** How many ended jobs are remembered, for jobs that come after them and arrive later. */
  private static final int REMEMBERED = 10_000;

  private final Consumer<JobRun> ready;
  private final BiConsumer<JobRun, String> mustNotRun;
  private final Map<String, List<JobRun>> waiting = new HashMap<>();
  private final Map<String, Phase> outcomes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Phase> eldest) {
          return size() > REMEMBERED;
        }
      };

  JobOrder(Consumer<JobRun> ready, BiConsumer<JobRun, String> mustNotRun) {
    this.ready = ready;
    this.mustNotRun = mustNotRun;
  }

  /** A new job, or one that runs again. */
  void waits(JobRun job) {
    outcomes.remove(job.plan.id());
    for (String before : List.copyOf(job.waitingForJobs.keySet())) {
      waiting.computeIfAbsent(before, id -> new ArrayList<>()).add(job);
      if (outcomes.containsKey(before)) {
        ended(before, outcomes.get(before));
      }
    }
  }

  void ended(String id, Phase outcome) {
    outcomes.put(id, outcome);
    List<JobRun> after = waiting.remove(id);
    if (after == null) {
      return;
    }
    for (JobRun job : after) {
      Condition condition = job.waitingForJobs.remove(id);
      if (condition == Condition.FINISHED && outcome != Phase.FINISHED) {
        mustNotRun.accept(job, "it comes after the job " + id + ", which is " + outcome);
      } else if (job.waitingForJobs.isEmpty()) {
        ready.accept(job);
      }
    }
  }
}
