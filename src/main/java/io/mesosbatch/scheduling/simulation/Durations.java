package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.MesosDuration;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long tasks take: by a distribution. */
public final class Durations {
  private static final Pattern FORM =
      Pattern.compile("(uniform|exponential|lognormal)\\(([^,()]+)(?:,([^,()]+))?\\)");

  private interface Distribution {
    double millis(SplittableRandom random);
  }

  private final Distribution distribution;

  private Durations(Distribution distribution) {
    this.distribution = distribution;
  }

  /**
   * {@code 60secs}, {@code uniform(10secs,60secs)}, {@code exponential(60secs)} (the mean) or
   * {@code lognormal(60secs,1.2)} (the median, and the deviation of the logarithm); "s", "m" and
   * "h" are units too.
   *
   * @throws IllegalArgumentException with the forms that are understood
   */
  public static Durations parse(String text) {
    Matcher m = FORM.matcher(text.replace(" ", ""));
    if (!m.matches()) {
      double fixed = millis(text);
      return new Durations(random -> fixed);
    }
    double first = millis(m.group(2));
    String second = m.group(3);
    boolean two = !m.group(1).equals("exponential");
    if (two != (second != null)) {
      throw new IllegalArgumentException(
          "\"" + text + "\": " + m.group(1) + " has " + (two ? "two values" : "one value"));
    }
    return switch (m.group(1)) {
      case "uniform" -> uniform(first, millis(second), text);
      case "lognormal" -> lognormal(first, number(second, text));
      default -> new Durations(random -> -first * Math.log(1 - random.nextDouble()));
    };
  }

  private static Durations uniform(double from, double to, String text) {
    if (to <= from) {
      throw new IllegalArgumentException("\"" + text + "\": the second must be the longer");
    }
    return new Durations(random -> random.nextDouble(from, to));
  }

  private static Durations lognormal(double median, double sigma) {
    return new Durations(random -> median * Math.exp(sigma * gaussian(random)));
  }

  /** By Box and Muller; SplittableRandom has none on Java 17 that is the same everywhere. */
  private static double gaussian(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static double number(String text, String all) {
    try {
      double number = Double.parseDouble(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same problem
    }
    throw new IllegalArgumentException("\"" + all + "\": " + text + " is no deviation");
  }

  private static double millis(String text) {
    String unit = text.strip();
    if (unit.matches("[\\d.]+[smh]")) {
      char last = unit.charAt(unit.length() - 1);
      unit =
          unit.substring(0, unit.length() - 1)
              + (last == 's' ? "secs" : last == 'm' ? "mins" : "hrs");
    }
    return MesosDuration.parse(unit).toNanos() / 1e6;
  }

  public long millis(SplittableRandom random) {
    return Math.round(distribution.millis(random));
  }
}
