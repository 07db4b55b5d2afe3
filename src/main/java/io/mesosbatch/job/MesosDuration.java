package io.mesosbatch.job;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Mesos's flags write them: a number and one of ns, us, ms, secs, mins, hrs, days,
 * weeks.
 */
public final class MesosDuration {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?|\\.\\d+)\\s*([a-z]+)\\s*");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "secs", 1_000_000_000L,
          "mins", 60_000_000_000L,
          "hrs", 3_600_000_000_000L,
          "days", 86_400_000_000_000L,
          "weeks", 604_800_000_000_000L);

  private static final List<String> LARGEST_FIRST =
      List.of("weeks", "days", "hrs", "mins", "secs", "ms", "us");

  private MesosDuration() {}

  /**
   * @throws IllegalArgumentException with the forms that are understood
   */
  public static Duration parse(String text) {
    Matcher m = FORM.matcher(text);
    Long unit = m.matches() ? NANOS.get(m.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a duration: write a number and a unit, for example 10secs,"
              + " 2mins or 1.5hrs (ns, us, ms, secs, mins, hrs, days, weeks)");
    }
    BigDecimal nanos = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit));
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("\"" + text + "\" is longer than 292 years");
    }
    return Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValue());
  }

  /** In the largest unit that needs no more than three decimals: {@code 1.5hrs}, {@code 10secs}. */
  public static String format(Duration duration) {
    BigDecimal nanos = BigDecimal.valueOf(duration.toNanos());
    for (String unit : LARGEST_FIRST) {
      BigDecimal size = BigDecimal.valueOf(NANOS.get(unit));
      if (nanos.compareTo(size) >= 0) {
        BigDecimal value = nanos.divide(size, 3, RoundingMode.DOWN);
        if (value.multiply(size).compareTo(nanos) == 0) {
          return value.stripTrailingZeros().toPlainString() + unit;
        }
      }
    }
    return nanos.toPlainString() + "ns";
  }
}
