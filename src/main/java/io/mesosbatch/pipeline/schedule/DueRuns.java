package io.mesosbatch.pipeline.schedule;

import io.mesosbatch.job.Cron;
import io.mesosbatch.v1.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a schedule is to be run now.
 *
 * @param times for each of which one run starts, oldest first
 * @param until what was due up to then needs no more looking at
 */
record DueRuns(List<Instant> times, Instant until) {
  /** What is late by more than that counts as missed. */
  static final Duration GRACE = Duration.ofMinutes(1);

  /** Of those that are made up for, in one go; the rest follows. */
  private static final int MOST_AT_ONCE = 100;

  /**
   * @param since what was due up to then has been dealt with
   * @param busy whether an earlier run is still under way
   */
  static DueRuns of(Schedule schedule, Instant since, boolean busy, Instant now) {
    Cron cron = Cron.parse(schedule.getCron());
    ZoneId zone = Cron.zone(schedule.getTimeZone());
    boolean all = schedule.getMissed() == Schedule.Missed.RUN_ALL;
    boolean skip = schedule.getMissed() == Schedule.Missed.SKIP;
    if (busy && !schedule.getOverlap()) {
      // What cannot start now is missed: it is left out, or waits for the end of the other.
      Optional<Instant> last = skip ? cron.last(since, now, zone) : Optional.empty();
      return new DueRuns(List.of(), last.orElse(since));
    }
    if (all) {
      return first(cron, zone, since, now, schedule.getOverlap() ? MOST_AT_ONCE : 1);
    }
    Optional<Instant> last = cron.last(since, now, zone);
    if (last.isEmpty()) {
      return new DueRuns(List.of(), since);
    }
    if (skip && last.get().isBefore(now.minus(GRACE))) {
      return new DueRuns(List.of(), last.get());
    }
    if (!schedule.getOverlap()) {
      return new DueRuns(List.of(last.get()), last.get());
    }
    Instant fresh = now.minus(GRACE);
    DueRuns onTime = first(cron, zone, since.isAfter(fresh) ? since : fresh, now, MOST_AT_ONCE);
    return onTime.times.isEmpty() ? new DueRuns(List.of(last.get()), last.get()) : onTime;
  }

  private static DueRuns first(Cron cron, ZoneId zone, Instant since, Instant now, int most) {
    List<Instant> times = new ArrayList<>();
    Instant until = since;
    Optional<Instant> next = cron.next(since, zone);
    while (next.isPresent() && !next.get().isAfter(now) && times.size() < most) {
      until = next.get();
      times.add(until);
      next = cron.next(until, zone);
    }
    return new DueRuns(times, until);
  }
}
