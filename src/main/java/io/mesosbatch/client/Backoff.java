package io.mesosbatch.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Waits that double with each failure, jittered so that frameworks do not come in step. */
final class Backoff {
  private static final int MAX_DOUBLINGS = 30;

  private final Duration first;
  private final Duration max;
  private final DoubleSupplier random;
  private int failures;

  /**
   * @param random gives numbers from 0 to below 1
   */
  Backoff(Duration first, Duration max, DoubleSupplier random) {
    this.first = first;
    this.max = max;
    this.random = random;
  }

  /** The wait after one more failure: between half and all of the doubled first one. */
  Duration next() {
    double doubled = first.toNanos() * (double) (1L << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    double capped = Math.min(doubled, max.toNanos());
    return Duration.ofNanos((long) (capped * (0.5 + random.getAsDouble() / 2)));
  }

  void reset() {
    failures = 0;
  }
}
