package io.mesosbatch.job;

import io.mesosbatch.resources.MesosId;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.Schedule;
import java.time.Instant;

/** Checks when a list is to be run. */
final class ScheduleValidator {
  /** The time of a run is added to it. */
  private static final int MOST_ID_BYTES = PolicyValidator.MAX_JOB_ID - 20;

  /** Any time will do to ask whether there is one after it. */
  private static final Instant SOME_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private ScheduleValidator() {}

  static void check(Job header, FieldProblems problems) {
    Schedule schedule = header.getSchedule();
    if (!header.hasId()) {
      problems.found("id", "is required beside schedule: each run has it, with the time added");
    } else if (MesosId.length(header.getId()) > MOST_ID_BYTES) {
      problems.found("id", "has at most " + MOST_ID_BYTES + " bytes beside schedule");
    }
    FieldProblems inside = problems.in("schedule");
    try {
      Cron.zone(schedule.getTimeZone());
    } catch (IllegalArgumentException e) {
      inside.found("time_zone", e.getMessage());
    }
    if (!schedule.hasCron()) {
      inside.found("cron", "is required: when to run, for example \"30 2 * * *\"");
      return;
    }
    try {
      if (Cron.parse(schedule.getCron()).next(SOME_TIME, Cron.zone("")).isEmpty()) {
        inside.found("cron", "\"" + schedule.getCron() + "\" never comes");
      }
    } catch (IllegalArgumentException e) {
      inside.found("cron", e.getMessage());
    }
  }
}
