package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How often a task is tried.
 *
 * @param maxAttempts attempts that may fail by the task's own fault, the first included; at least 1
 * @param backoffMillis the wait before the second attempt; doubles with each further one
 * @param maxBackoffMillis the longest wait
 * @param jitter each wait is longer or shorter by up to that part of it; 0 to 1
 * @param cases the first that matches decides whose fault an end was
 * @param avoidAgent whether the next attempt keeps away from the agent for a while
 */
public record RetryRule(
    int maxAttempts,
    long backoffMillis,
    long maxBackoffMillis,
    double jitter,
    List<RetryCase> cases,
    boolean avoidAgent) {
  private static final double JITTER = 0.1;

  public static final RetryRule ONCE = new RetryRule(1, 1_000, 60_000);

  public RetryRule {
    if (maxAttempts < 1 || backoffMillis < 0 || maxBackoffMillis < 0) {
      throw new IllegalArgumentException("not a retry rule: " + maxAttempts + " attempts");
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("a jitter is from 0 to 1, not " + jitter);
    }
  }

  public RetryRule(int maxAttempts, long backoffMillis, long maxBackoffMillis) {
    this(maxAttempts, backoffMillis, maxBackoffMillis, JITTER, List.of(), true);
  }

  /**
   * The wait in ms after the {@code failures}-th failure (from 1).
   *
   * @param seed of the chance in it
   */
  long waitAfter(int failures, long seed) {
    long wait = backoffMillis;
    for (int i = 1; i < failures && wait < maxBackoffMillis; i++) {
      wait *= 2;
    }
    wait = Math.min(wait, maxBackoffMillis);
    double chance = new SplittableRandom(seed).nextDouble() * 2 - 1;
    return Math.round(wait * (1 + jitter * chance));
  }

  /** Whose fault an end is. */
  Verdict verdict(TaskStatus status) {
    Verdict usual = Verdict.of(status);
    if (usual == Verdict.GOING_ON || usual == Verdict.FINISHED) {
      return usual;
    }
    for (RetryCase one : cases) {
      if (one.matches(status)) {
        return switch (one.action()) {
          case FAIL -> Verdict.HOPELESS;
          case COUNT -> Verdict.FAILED;
          case FREE -> Verdict.FREE;
        };
      }
    }
    return usual;
  }
}
