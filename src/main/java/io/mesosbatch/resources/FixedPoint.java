package io.mesosbatch.resources;

import java.math.BigDecimal;

/**
 * Mesos scalars: three decimals, computed in whole thousandths ("millis") so that sums are exact
 * (Mesos documentation, attributes-resources: "Scalar resources").
 */
public final class FixedPoint {
  /** Above this, a double no longer tells thousandths apart in a long. */
  private static final double LIMIT = Long.MAX_VALUE / 1000.0;

  private FixedPoint() {}

  /**
   * Rounds to the nearest thousandth, halves away from zero.
   *
   * @throws InvalidResourceException if the value is not a number or too large
   */
  public static long toMillis(double value) {
    if (!(Math.abs(value) < LIMIT)) {
      throw new InvalidResourceException("Scalar value " + value + " is out of range");
    }
    double scaled = value * 1000;
    return scaled < 0 ? -Math.round(-scaled) : Math.round(scaled);
  }

  /** The double nearest to that many thousandths. */
  public static double toDouble(long millis) {
    return (double) (millis / 1000) + (double) (millis % 1000) / 1000.0;
  }

  /** As Mesos prints a scalar: no trailing zeros, no decimal point without decimals. */
  public static String toString(long millis) {
    return millis % 1000 == 0
        ? Long.toString(millis / 1000)
        : BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }
}
