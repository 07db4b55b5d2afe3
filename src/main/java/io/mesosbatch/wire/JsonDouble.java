package io.mesosbatch.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;

/**
 * A double as Mesos writes it: the fewest digits that give the same number back, plain between 1e-6
 * and 1e21, always with a decimal point or an exponent. (Of two shortest forms this is the nearer
 * one; Mesos now and then writes the other, which reads as the same double.)
 */
final class JsonDouble {
  private static final double EXACT_LONG = 1e15;
  private static final int MAX_PLAIN_EXPONENT = 21;
  private static final int MIN_PLAIN_EXPONENT = -6;

  private JsonDouble() {}

  static void write(double value, JsonGenerator generator) throws IOException {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      generator.writeString(Double.toString(value));
    } else {
      generator.writeNumber(format(value));
    }
  }

  static String format(double value) {
    if (Math.abs(value) < EXACT_LONG && value == (long) value && (value != 0 || 1 / value > 0)) {
      return (long) value + ".0";
    }
    String shortest = NumberOutput.toString(value, true);
    int e = shortest.indexOf('E');
    return e < 0 ? shortest : relayout(shortest, e);
  }

  /** Java changes to an exponent at 1e7 and below 1e-3 already. */
  private static String relayout(String text, int e) {
    boolean negative = text.charAt(0) == '-';
    int exponent = Integer.parseInt(text.substring(e + 1));
    String digits = text.substring(negative ? 1 : 0, e).replace(".", "");
    if (digits.endsWith("0")) {
      digits = digits.substring(0, digits.length() - 1);
    }
    StringBuilder out = new StringBuilder(32);
    if (negative) {
      out.append('-');
    }
    int point = exponent + 1;
    if (point > MAX_PLAIN_EXPONENT || point <= MIN_PLAIN_EXPONENT) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      return out.append('e').append(exponent).toString();
    }
    if (point <= 0) {
      return out.append("0.").append("0".repeat(-point)).append(digits).toString();
    }
    if (digits.length() <= point) {
      return out.append(digits).append("0".repeat(point - digits.length())).append(".0").toString();
    }
    return out.append(digits, 0, point)
        .append('.')
        .append(digits, point, digits.length())
        .toString();
  }
}
