package io.mesosbatch.scheduling;

/**
 * How often a task is tried.
 *
 * @param maxAttempts attempts that may fail by the task's own fault, the first included; at least 1
 * @param backoffMillis the wait before the second attempt; doubles with each further one
 * @param maxBackoffMillis the longest wait
 */
public record RetryRule(int maxAttempts, long backoffMillis, long maxBackoffMillis) {
  public static final RetryRule ONCE = new RetryRule(1, 1_000, 60_000);

  public RetryRule {
    if (maxAttempts < 1 || backoffMillis < 0 || maxBackoffMillis < 0) {
      throw new IllegalArgumentException("not a retry rule: " + maxAttempts + " attempts");
    }
  }

  /** The wait in ms after the {@code failures}-th failure (from 1). */
  long waitAfter(int failures) {
    long wait = backoffMillis;
    for (int i = 1; i < failures && wait < maxBackoffMillis; i++) {
      wait *= 2;
    }
    return Math.min(wait, maxBackoffMillis);
  }
}
