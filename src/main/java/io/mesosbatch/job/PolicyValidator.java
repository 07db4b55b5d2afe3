package io.mesosbatch.job;

import io.mesosbatch.resources.MesosId;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.RetryPolicy;
import io.mesosbatch.v1.TaskPolicy;

/** Checks what a list says beyond Mesos's own schema. */
final class PolicyValidator {
  /** In bytes of UTF-8: it is a part of every attempt's task id, which has 255. */
  static final int MAX_JOB_ID = 200;

  private PolicyValidator() {}

  static void check(Job header, FieldProblems problems) {
    if (header.hasId()) {
      id(header.getId(), problems.in("id"));
    }
    if (header.hasRetry()) {
      check(header.getRetry(), problems.in("retry"));
    }
    if (header.hasKillAfter()) {
      positive(header.getKillAfter(), problems.in("kill_after"));
    }
  }

  static void check(TaskPolicy policy, FieldProblems problems) {
    if (policy.hasRetry()) {
      check(policy.getRetry(), problems.in("retry"));
    }
    if (policy.hasKillAfter()) {
      positive(policy.getKillAfter(), problems.in("kill_after"));
    }
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

  private static void check(RetryPolicy retry, FieldProblems problems) {
    if (retry.hasMaxAttempts() && retry.getMaxAttempts() < 1) {
      problems.found(
          "max_attempts",
          Integer.toUnsignedString(retry.getMaxAttempts())
              + " is not possible; 1 means no retry, and "
              + Integer.MAX_VALUE
              + " is the most");
    }
    if (retry.hasBackoff()) {
      duration(retry.getBackoff(), problems.in("backoff"));
    }
    if (retry.hasMaxBackoff()) {
      duration(retry.getMaxBackoff(), problems.in("max_backoff"));
    }
  }

  private static void positive(String text, FieldProblems problems) {
    if (duration(text, problems) == 0) {
      problems.found("", "must be longer than 0; leave it out for no limit");
    }
  }

  /** In nanoseconds; -1 if it cannot be read, which has been reported. */
  private static long duration(String text, FieldProblems problems) {
    try {
      return MesosDuration.parse(text).toNanos();
    } catch (IllegalArgumentException e) {
      problems.found("", e.getMessage());
      return -1;
    }
  }
}
