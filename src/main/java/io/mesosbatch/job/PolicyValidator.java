package io.mesosbatch.job;

import io.mesosbatch.resources.MesosId;
import io.mesosbatch.v1.FailureBudget;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.JobDependency;
import io.mesosbatch.v1.TaskPolicy;

/** Checks what a list says beyond Mesos's own schema. */
final class PolicyValidator {
  /** In bytes of UTF-8: it is a part of every attempt's task id, which has 255. */
  static final int MAX_JOB_ID = 200;

  private PolicyValidator() {}

  static void check(Job header, FieldProblems problems) {
    if (header.hasStored()) {
      problems.found("stored", "is set by this program alone; leave it out");
    }
    if (header.hasId()) {
      id(header.getId(), problems.in("id"));
    }
    if (header.hasRetry()) {
      RetryValidator.check(header.getRetry(), problems.in("retry"));
    }
    if (header.hasKillAfter()) {
      positive(header.getKillAfter(), problems.in("kill_after"));
    }
    if (header.hasLaunchTimeout()) {
      positive(header.getLaunchTimeout(), problems.in("launch_timeout"));
    }
    if (header.hasDeadline()) {
      positive(header.getDeadline(), problems.in("deadline"));
    }
    if (header.hasMaxRunning() && header.getMaxRunning() < 1) {
      problems.found(
          "max_running", "must be from 1 to " + Integer.MAX_VALUE + "; leave it out for no limit");
    }
    if (header.hasFailureBudget()) {
      check(header.getFailureBudget(), problems.in("failure_budget"));
    }
    ConstraintValidator.check(header.getConstraintsList(), problems);
    if (header.hasSchedule()) {
      ScheduleValidator.check(header, problems);
    }
    for (int i = 0; i < header.getAfterCount(); i++) {
      check(header.getAfter(i), header.getId(), problems.in("after[" + i + "]"));
    }
  }

  static void check(TaskPolicy policy, FieldProblems problems) {
    if (policy.hasRetry()) {
      RetryValidator.check(policy.getRetry(), problems.in("retry"));
    }
    if (policy.hasKillAfter()) {
      positive(policy.getKillAfter(), problems.in("kill_after"));
    }
    if (policy.hasLaunchTimeout()) {
      positive(policy.getLaunchTimeout(), problems.in("launch_timeout"));
    }
    ConstraintValidator.check(policy.getConstraintsList(), problems);
  }

  private static void id(String id, FieldProblems problems) {
    MesosId.problem(id).ifPresent(problem -> problems.found("", problem));
    if (MesosId.length(id) > MAX_JOB_ID) {
      problems.found(
          "", "a job id has at most " + MAX_JOB_ID + " bytes, this one " + MesosId.length(id));
    }
    if (id.indexOf('.') >= 0) {
      problems.found("", "a job id has no dot: the task ids are made of it with dots between");
    }
  }

  private static void check(FailureBudget budget, FieldProblems problems) {
    double percent = budget.getPercent();
    if (budget.hasPercent() && !(percent >= 0 && percent <= 100)) {
      problems.found("percent", "must be from 0 to 100, not " + percent);
    }
    if (!budget.hasPercent() && !budget.hasTasks()) {
      problems.found("", "says nothing; give tasks or percent");
    }
  }

  private static void check(JobDependency before, String id, FieldProblems problems) {
    if (before.getJob().isEmpty()) {
      problems.found("job", "is required: the id of the job that comes before");
    } else if (before.getJob().equals(id)) {
      problems.found("job", "a job cannot come after itself");
    }
  }

  private static void positive(String text, FieldProblems problems) {
    if (duration(text, problems) == 0) {
      problems.found("", "must be longer than 0; leave it out for no limit");
    }
  }

  /** In nanoseconds; -1 if it cannot be read, which has been reported. */
  static long duration(String text, FieldProblems problems) {
    try {
      return MesosDuration.parse(text).toNanos();
    } catch (IllegalArgumentException e) {
      problems.found("", e.getMessage());
      return -1;
    }
  }
}
