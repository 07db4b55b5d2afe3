package io.mesosbatch.scheduling;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Says why pending tasks wait. */
final class Explanation {
  private final AgentReasons agents;
  private final DelayedTasks delayed;
  private final Predicate<String> jobKnown;
  private final int mostShapes;
  private final IntPredicate untold;
  private final long now;

  /**
   * @param jobKnown whether the job of that id is under way
   * @param mostShapes of each job: those with the most tasks; the rest is only counted
   * @param untold places of tasks of which it is not told that they come after others
   */
  Explanation(
      AgentReasons agents,
      DelayedTasks delayed,
      Predicate<String> jobKnown,
      int mostShapes,
      IntPredicate untold,
      long now) {
    this.untold = untold;
    this.jobKnown = jobKnown;
    this.agents = agents;
    this.delayed = delayed;
    this.mostShapes = mostShapes;
    this.now = now;
  }

  List<Waiting> of(Collection<JobRun> jobs) {
    Map<JobRun, DelayedTasks.Wait> waits = delayed.of(jobs);
    List<Waiting> all = new ArrayList<>();
    for (JobRun job : jobs) {
      shapes(job, all);
      if (waits.containsKey(job)) {
        all.add(backoff(job, waits.get(job)));
      }
      all.addAll(new Blocked(job, untold).waiting(mostShapes));
    }
    return all;
  }

  private void shapes(JobRun job, List<Waiting> all) {
    Map<Integer, List<Lane>> byShape = new TreeMap<>();
    for (Lane lane : job.lanes()) {
      if (lane.size() > 0) {
        byShape.computeIfAbsent(lane.shape, s -> new ArrayList<>(1)).add(lane);
      }
    }
    List<List<Lane>> shapes = new ArrayList<>(byShape.values());
    shapes.sort((a, b) -> Integer.compare(size(b), size(a)));
    for (List<Lane> lanes : shapes.subList(0, Math.min(mostShapes, shapes.size()))) {
      all.add(waiting(job, lanes));
    }
    int rest = 0;
    for (List<Lane> lanes : shapes.subList(Math.min(mostShapes, shapes.size()), shapes.size())) {
      rest += size(lanes);
    }
    if (rest > 0) {
      String why = "are of " + (shapes.size() - mostShapes) + " more shapes";
      all.add(new Waiting(job.plan.id(), rest, List.of(), "", List.of(why), List.of(), false));
    }
  }

  private static int size(List<Lane> lanes) {
    int size = 0;
    for (Lane lane : lanes) {
      size += lane.size() * lane.tasks;
    }
    return size;
  }

  private Waiting waiting(JobRun job, List<Lane> lanes) {
    Lane lane = lanes.get(0);
    List<String> limits = limits(job, lane.tasks);
    AgentReasons.Found found = limits.isEmpty() ? agents.of(lane) : null;
    return new Waiting(
        job.plan.id(),
        size(lanes),
        lane.first(Waiting.MOST_EXAMPLES),
        lane.shape().wanted(),
        found == null ? limits : found.reasons(),
        List.of(),
        found == null ? beyond(job.user, lane.tasks) : found.never());
  }

  private List<String> limits(JobRun job, int tasks) {
    if (!job.waitingForJobs.isEmpty()) {
      return List.of(
          job.waitingForJobs.keySet().stream()
              .map(before -> jobKnown.test(before) ? before : before + " (not known)")
              .collect(Collectors.joining(", ", "the job comes after ", "")));
    }
    if (job.room() >= tasks) {
      return List.of();
    }
    int most = job.plan.rules().maxRunning();
    int running = job.running();
    if (most > 0 && running + tasks > most) {
      String left = running == most ? "" : ", of at most " + most + "; " + needsRoom(tasks);
      return List.of("max_running: " + running + " of the job's tasks run" + left);
    }
    UserShare user = job.user;
    String may =
        "user " + job.plan.rules().user() + " may have " + user.maxRunning + " tasks at a time, ";
    return List.of(
        beyond(user, tasks)
            ? may + "fewer than the " + tasks + " of the group"
            : may
                + "and has"
                + (user.room() == 0 ? "" : " " + user.running + "; " + needsRoom(tasks)));
  }

  private static String needsRoom(int tasks) {
    return "the group needs room for " + tasks;
  }

  /** Whether the user could not even have them alone. */
  private static boolean beyond(UserShare user, int tasks) {
    return user.maxRunning > 0 && tasks > user.maxRunning;
  }

  private static Waiting backoff(JobRun job, DelayedTasks.Wait wait) {
    String why = "backoff until " + time(wait.firstDue());
    if (wait.lastDue() > wait.firstDue()) {
      why += ", the last until " + time(wait.lastDue());
    }
    return new Waiting(
        job.plan.id(), wait.tasks(), wait.first(), "", List.of(why), List.of(), false);
  }

  /** Up to the second, upwards. */
  static String time(long millis) {
    return Instant.ofEpochMilli(millis + 999).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
