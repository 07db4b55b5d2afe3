package io.mesosbatch.job;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Days of a cron expression.
 *
 * @param last whether the last day of each month is one
 * @param either whether a day of one of the kinds will do; if not, it must be of both
 */
record CronDays(BitSet ofMonth, BitSet ofWeek, boolean last, boolean either) {
  static CronDays parse(String ofMonth, String ofWeek) {
    List<String> numbers = new ArrayList<>(List.of(ofMonth.split(",", -1)));
    boolean last = numbers.remove("L");
    BitSet days =
        numbers.isEmpty() ? new BitSet() : CronField.DAY_OF_MONTH.parse(String.join(",", numbers));
    return new CronDays(
        days, CronField.DAY_OF_WEEK.parse(ofWeek), last, !any(ofMonth) && !any(ofWeek));
  }

  private static boolean any(String field) {
    return field.startsWith("*") || field.equals("?");
  }

  boolean contain(LocalDate day) {
    boolean month =
        ofMonth.get(day.getDayOfMonth()) || last && day.getDayOfMonth() == day.lengthOfMonth();
    boolean week = ofWeek.get(day.getDayOfWeek().getValue() % 7);
    return either ? month || week : month && week;
  }
}
