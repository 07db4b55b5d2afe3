package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.DurationInfo;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations of Mesos: nanoseconds in messages, "3secs" in its logs and environment. */
final class Durations {
  private static final long SECOND = 1_000_000_000L;
  private static final Object[][] UNITS = {
    {604_800 * SECOND, "weeks"},
    {86_400 * SECOND, "days"},
    {3_600 * SECOND, "hrs"},
    {60 * SECOND, "mins"},
    {SECOND, "secs"},
    {1_000_000L, "ms"},
    {1_000L, "us"},
  };

  private Durations() {}

  static Duration of(DurationInfo info) {
    return Duration.ofNanos(info.getNanoseconds());
  }

  /** From seconds as a double, at least 0. */
  static Duration ofSeconds(double seconds) {
    return Duration.ofNanos((long) (Math.max(0, Math.min(seconds, 1e9)) * SECOND));
  }

  static String text(Duration duration) {
    long nanos = duration.toNanos();
    for (Object[] unit : UNITS) {
      long size = (Long) unit[0];
      if (nanos >= size) {
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(size), 9, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString()
            + unit[1];
      }
    }
    return nanos + "ns";
  }
}
