package io.mesosbatch.job;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * When something is due, as cron writes it: minute, hour, day of the month, month, day of the week;
 * six fields have the second before them. If both kinds of day are given, either will do.
 *
 * <p>When clocks are put forward, what is due in the hour that is left out is due right after it;
 * when they are put back, what is due in the hour that comes twice is due the first time. Only what
 * is due in every hour follows the hours that there really are.
 */
public final class Cron {
  private static final Map<String, String> SHORT =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  /** The 29th of February may be a Sunday only after 40 years. */
  private static final int MOST_DAYS = 41 * 366;

  private final String text;
  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet months;
  private final CronDays days;

  private Cron(String text, String[] fields) {
    this.text = text;
    seconds = CronField.SECOND.parse(fields[0]);
    minutes = CronField.MINUTE.parse(fields[1]);
    hours = CronField.HOUR.parse(fields[2]);
    days = CronDays.parse(fields[3], fields[5]);
    months = CronField.MONTH.parse(fields[4]);
  }

  /**
   * @throws IllegalArgumentException with a message for people
   */
  public static Cron parse(String text) {
    String trimmed = text.strip();
    String[] fields = SHORT.getOrDefault(trimmed, trimmed).split("\\s+");
    if (fields.length == 5) {
      fields = ("0 " + String.join(" ", fields)).split(" ");
    }
    if (fields.length != 6) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no cron expression: minute, hour, day of the month, month and day of the"
              + " week are wanted, for example \"30 2 * * MON-FRI\"");
    }
    return new Cron(trimmed, fields);
  }

  /** The first time that is later; empty if there is none. */
  public Optional<Instant> next(Instant after, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    LocalDate day = LocalDateTime.ofInstant(after, zone).toLocalDate();
    for (int i = 0; i < MOST_DAYS; i++, day = day.plusDays(1)) {
      if (!months.get(day.getMonthValue())) {
        day = YearMonth.from(day).atEndOfMonth();
      } else if (days.contain(day)) {
        Optional<Instant> found =
            clocksChange(rules, day) ? odd(day, after, rules) : even(day, after, rules);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean clocksChange(ZoneRules rules, LocalDate day) {
    return !rules
        .getOffset(day.minusDays(1).atTime(LocalTime.NOON))
        .equals(rules.getOffset(day.plusDays(1).atTime(LocalTime.NOON)));
  }

  /** On a day with 24 hours. */
  private Optional<Instant> even(LocalDate day, Instant after, ZoneRules rules) {
    LocalDateTime local = LocalDateTime.ofInstant(after, rules.getOffset(day.atStartOfDay()));
    int from = local.toLocalDate().isBefore(day) ? 0 : local.toLocalTime().toSecondOfDay() + 1;
    if (local.toLocalDate().isAfter(day)) {
      return Optional.empty();
    }
    return timeFrom(from)
        .map(time -> day.atTime(time).toInstant(rules.getOffset(day.atTime(time))));
  }

  private Optional<LocalTime> timeFrom(int secondOfDay) {
    if (secondOfDay >= 86_400) {
      return Optional.empty();
    }
    LocalTime from = LocalTime.ofSecondOfDay(secondOfDay);
    for (int h = hours.nextSetBit(from.getHour()); h >= 0; h = hours.nextSetBit(h + 1)) {
      boolean sameHour = h == from.getHour();
      int minute = sameHour ? from.getMinute() : 0;
      for (int m = minutes.nextSetBit(minute); m >= 0; m = minutes.nextSetBit(m + 1)) {
        boolean sameMinute = sameHour && m == from.getMinute();
        int s = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
        if (s >= 0) {
          return Optional.of(LocalTime.of(h, m, s));
        }
      }
    }
    return Optional.empty();
  }

  /** On a day when the clocks change, or the one before or after: looks at each time. */
  private Optional<Instant> odd(LocalDate day, Instant after, ZoneRules rules) {
    boolean everyHour = hours.cardinality() == 24;
    Instant best = null;
    Optional<LocalTime> time = timeFrom(0);
    while (time.isPresent()) {
      LocalDateTime local = day.atTime(time.get());
      ZoneOffsetTransition change = rules.getTransition(local);
      if (change == null) {
        best = earlier(best, local.toInstant(rules.getOffset(local)), after);
      } else if (change.isGap() && !everyHour) {
        best = earlier(best, change.getInstant(), after);
      } else if (change.isOverlap()) {
        best = earlier(best, local.toInstant(change.getOffsetBefore()), after);
        if (everyHour) {
          best = earlier(best, local.toInstant(change.getOffsetAfter()), after);
        }
      }
      time = timeFrom(time.get().toSecondOfDay() + 1);
    }
    return Optional.ofNullable(best);
  }

  private static Instant earlier(Instant best, Instant other, Instant after) {
    return other.isAfter(after) && (best == null || other.isBefore(best)) ? other : best;
  }

  /**
   * The last time up to {@code now} that is later than {@code after}; empty if there is none. Does
   * not look at each of the times between.
   */
  public Optional<Instant> last(Instant after, Instant now, ZoneId zone) {
    for (Duration window = Duration.ofHours(1); ; window = window.multipliedBy(24)) {
      Instant from = now.minus(window);
      boolean all = !from.isAfter(after);
      Optional<Instant> last = Optional.empty();
      Optional<Instant> next = next(all ? after : from, zone);
      while (next.isPresent() && !next.get().isAfter(now)) {
        last = next;
        next = next(next.get(), zone);
      }
      if (last.isPresent() || all) {
        return last;
      }
    }
  }

  /**
   * @throws IllegalArgumentException there is no such time zone
   */
  public static ZoneId zone(String name) {
    try {
      return ZoneId.of(name.isEmpty() ? "UTC" : name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "there is no time zone \"" + name + "\"; write it as in Europe/Berlin", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
