package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Unavailability;

/**
 * The time for which an agent will be away (Mesos, "Maintenance primitives"). Times in ms since the
 * epoch.
 *
 * @param end {@link Long#MAX_VALUE} if it is not known
 */
record PlannedMaintenance(long start, long end, MaintenancePolicy policy) {
  private static final long NANOS = 1_000_000;

  static PlannedMaintenance of(Unavailability unavailability, MaintenancePolicy policy) {
    long start = unavailability.getStart().getNanoseconds() / NANOS;
    long length = unavailability.getDuration().getNanoseconds() / NANOS;
    long end = unavailability.hasDuration() ? start + length : Long.MAX_VALUE;
    return new PlannedMaintenance(start, end, policy);
  }

  /** An agent that still makes offers when its time is up has been forgotten in the schedule. */
  boolean over(long now) {
    return now >= end;
  }

  /** Whether a task may be launched there now. */
  boolean allows(Shape shape, long deadlineAt, long now) {
    if (over(now)) {
      return true;
    }
    long longest = shape.longestMillis();
    if (longest > 0 && now + shape.launchTimeoutMillis() + longest + policy.lead() <= start) {
      return true;
    }
    if (deadlineAt > 0 && deadlineAt + policy.lead() <= start) {
      return true;
    }
    return longest == 0 && now + policy.horizon() <= start;
  }

  /** Whether it is known that the attempt will have ended when it begins. */
  boolean comesAfter(ActiveAttempt attempt) {
    long deadlineAt = attempt.job.plan.rules().deadlineAt();
    if (deadlineAt > 0 && deadlineAt <= start) {
      return true;
    }
    Shape shape = attempt.job.shapeOf(attempt.index);
    long longest = shape.longestMillis();
    if (longest == 0) {
      return false;
    }
    return attempt.runningAt != 0
        ? attempt.runningAt + longest <= start
        : attempt.launchedAt + shape.launchTimeoutMillis() + longest + policy.lead() <= start;
  }

  /** Whether it is time to empty the agent. */
  boolean near(long now) {
    return now >= start - policy.lead() && !over(now);
  }
}
