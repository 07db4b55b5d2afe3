package io.mesosbatch.job;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** What a field of a cron expression may hold. */
enum CronField {
  SECOND("second", 0, 59, List.of()),
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY_OF_MONTH("day of the month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of(
          "", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
  /** Both 0 and 7 are Sunday. */
  DAY_OF_WEEK("day of the week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

  private final String what;
  private final int least;
  private final int most;
  private final List<String> names;

  CronField(String what, int least, int most, List<String> names) {
    this.what = what;
    this.least = least;
    this.most = most;
    this.names = names;
  }

  /** Of {@code *}, {@code 5}, {@code 1-5}, {@code *}{@code /10}, {@code MON,WED-FRI}. */
  BitSet parse(String text) {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      add(part, values);
    }
    return values;
  }

  private void add(String part, BitSet values) {
    int slash = part.indexOf('/');
    int step = slash < 0 ? 1 : number(part, part.substring(slash + 1), 1, most);
    String range = slash < 0 ? part : part.substring(0, slash);
    int dash = range.indexOf('-');
    int from;
    int to;
    if (range.equals("*") || range.equals("?")) {
      from = least;
      to = this == DAY_OF_WEEK ? most - 1 : most;
    } else if (dash < 0) {
      from = value(part, range);
      to = slash < 0 ? from : most;
    } else {
      from = value(part, range.substring(0, dash));
      to = value(part, range.substring(dash + 1));
      if (to < from) {
        throw wrong(part);
      }
    }
    for (int i = from; i <= to; i += step) {
      values.set(this == DAY_OF_WEEK ? i % 7 : i);
    }
  }

  private int value(String part, String text) {
    int name = names.indexOf(text.toUpperCase(Locale.ROOT));
    return name >= 0 && !text.isEmpty() ? name : number(part, text, least, most);
  }

  private int number(String part, String text, int min, int max) {
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(part);
    }
    throw wrong(part);
  }

  private IllegalArgumentException wrong(String part) {
    return new IllegalArgumentException(
        "\""
            + part
            + "\" is no "
            + what
            + " of a cron expression: "
            + least
            + " to "
            + most
            + ", a-b, */n, a list with commas"
            + (names.isEmpty() ? "" : ", or names such as " + names.get(1)));
  }
}
