package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.v1.Condition;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Jobs that come after other jobs. */
final class JobOrder {
  /** How many ended jobs are remembered, for jobs that come after them and arrive later. */
  private static final int REMEMBERED = 10_000;

  /** How many jobs of a circle are named. */
  private static final int NAMED = 10;

  private final Map<String, JobRun> underWay;
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

  /**
   * @param underWay by their ids
   */
  JobOrder(
      Map<String, JobRun> underWay, Consumer<JobRun> ready, BiConsumer<JobRun, String> mustNotRun) {
    this.underWay = underWay;
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
    if (waiting.containsKey(job.plan.id()) && !job.stopped()) {
      List<String> circle = circle(job);
      if (!circle.isEmpty()) {
        mustNotRun.accept(job, said(circle));
      }
    }
  }

  /**
   * From a job that it waits for, each followed by one that that waits for, to the job itself;
   * empty if it does not wait for itself.
   */
  private List<String> circle(JobRun job) {
    String self = job.plan.id();
    Map<String, String> waits = new HashMap<>();
    ArrayDeque<JobRun> open = new ArrayDeque<>(List.of(job));
    while (!open.isEmpty() && !waits.containsKey(self)) {
      JobRun next = open.remove();
      for (String before : next.waitingForJobs.keySet()) {
        JobRun run = underWay.get(before);
        if (run != null && waits.putIfAbsent(before, next.plan.id()) == null) {
          open.add(run);
        }
      }
    }
    LinkedList<String> circle = new LinkedList<>();
    if (waits.containsKey(self)) {
      String id = self;
      do {
        circle.addFirst(id);
        id = waits.get(id);
      } while (!id.equals(self));
    }
    return circle;
  }

  private static String said(List<String> circle) {
    String named =
        String.join(", which comes after ", circle.subList(0, Math.min(NAMED, circle.size())));
    String more = circle.size() > NAMED ? ", and so on" : "";
    return "it comes after the job " + named + more + ": none of them could ever start";
  }

  /** How a job ended, as the store knew it a moment ago; what is known here is newer. */
  void endedBefore(String id, Phase outcome) {
    if (!underWay.containsKey(id) && !outcomes.containsKey(id)) {
      ended(id, outcome);
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
