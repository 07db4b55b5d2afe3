package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.v1.Condition;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Jobs that come after other jobs. */
final class JobOrder {
  /** How many ended jobs are remembered, for jobs that come after them and arrive later. */
  private static final int REMEMBERED = 10_000;

  private final Consumer<JobRun> ready;
  private final BiConsumer<JobRun, String> mustNotRun;
  private final Map<String, Set<JobRun>> waiting = new HashMap<>();
  private final ArrayDeque<Ended> news = new ArrayDeque<>();
  private boolean telling;

  private record Ended(String id, Phase outcome) {}

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
      Phase outcome = outcomes.get(before);
      if (outcome != null) {
        ended(job, before, outcome);
      } else if (!job.stopped()) {
        waiting.computeIfAbsent(before, id -> new LinkedHashSet<>()).add(job);
      }
    }
  }

  /** It is over, whatever it waited for. */
  void gone(JobRun job) {
    for (String before : job.waitingForJobs.keySet()) {
      waiting.computeIfPresent(
          before, (id, jobs) -> jobs.remove(job) && jobs.isEmpty() ? null : jobs);
    }
  }

  /** One after the other: by one end others come to theirs, and a chain of jobs may be long. */
  void ended(String id, Phase outcome) {
    outcomes.put(id, outcome);
    news.add(new Ended(id, outcome));
    if (telling) {
      return;
    }
    telling = true;
    for (Ended next = news.poll(); next != null; next = news.poll()) {
      Set<JobRun> after = waiting.remove(next.id);
      if (after != null) {
        for (JobRun job : after) {
          ended(job, next.id, next.outcome);
        }
      }
    }
    telling = false;
  }

  private void ended(JobRun job, String before, Phase outcome) {
    Condition condition = job.waitingForJobs.remove(before);
    if (condition == Condition.FINISHED && outcome != Phase.FINISHED) {
      mustNotRun.accept(job, "it comes after the job " + before + ", which is " + outcome);
    } else if (job.waitingForJobs.isEmpty()) {
      ready.accept(job);
    }
  }
}
