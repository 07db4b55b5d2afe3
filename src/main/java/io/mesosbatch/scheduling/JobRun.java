package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import java.util.Arrays;

/** One job under way: for each task what must be remembered, in arrays. */
final class JobRun {
  private static final Phase[] PHASES = Phase.values();

  final JobPlan plan;
  final Lane[] lanes;
  private final byte[] phases;
  private final int[] launches;
  private final byte[] failures;
  private final int[] counts = new int[PHASES.length];
  private Change.JobStopped stop;

  JobRun(JobPlan plan) {
    this.plan = plan;
    phases = new byte[plan.tasks()];
    launches = new int[plan.tasks()];
    failures = new byte[plan.tasks()];
    counts[Phase.PENDING.ordinal()] = plan.tasks();
    lanes = new Lane[plan.shapes().size()];
    Arrays.setAll(lanes, i -> new Lane(this, i));
  }

  Phase phase(int index) {
    return PHASES[phases[index]];
  }

  void phase(int index, Phase phase) {
    counts[phases[index]]--;
    counts[phase.ordinal()]++;
    phases[index] = (byte) phase.ordinal();
  }

  int count(Phase phase) {
    return counts[phase.ordinal()];
  }

  int launches(int index) {
    return launches[index];
  }

  int launched(int index) {
    return ++launches[index];
  }

  int failures(int index) {
    return failures[index];
  }

  int failed(int index) {
    if (failures[index] < Byte.MAX_VALUE) {
      failures[index]++;
    }
    return failures[index];
  }

  void restore(RestoredTask task) {
    launches[task.index()] = task.launches();
    failures[task.index()] = (byte) Math.min(task.failures(), Byte.MAX_VALUE);
    phase(task.index(), task.phase());
  }

  Shape shapeOf(int index) {
    return plan.shapes().get(plan.shapeOf()[index]);
  }

  Lane laneOf(int index) {
    return lanes[plan.shapeOf()[index]];
  }

  boolean stopped() {
    return stop != null;
  }

  /** Null unless stopped. */
  Change.JobStopped stop() {
    return stop;
  }

  void stop(Change.JobStopped stop) {
    this.stop = stop;
  }

  TaskKey key(int index) {
    return new TaskKey(plan.number(), index);
  }

  boolean ended() {
    return counts[Phase.PENDING.ordinal()] == 0
        && counts[Phase.LAUNCHED.ordinal()] == 0
        && counts[Phase.RUNNING.ordinal()] == 0;
  }

  JobProgress progress() {
    return new JobProgress(
        plan.id(),
        count(Phase.PENDING),
        count(Phase.LAUNCHED),
        count(Phase.RUNNING),
        count(Phase.FINISHED),
        count(Phase.FAILED),
        count(Phase.KILLED),
        count(Phase.SKIPPED));
  }

  /** FINISHED only if every task is. */
  Phase outcome() {
    if (count(Phase.FINISHED) == plan.tasks()) {
      return Phase.FINISHED;
    }
    return count(Phase.FAILED) == 0 ? Phase.KILLED : Phase.FAILED;
  }
}
