package io.mesosbatch.store;

import io.mesosbatch.v1.Schedule;
import java.util.Optional;

/**
 * A list that is run again and again.
 *
 * @param id of the list
 * @param origin where it came from, for people
 * @param since ms since the epoch: what was due up to then has been dealt with
 * @param lastJob the id of the last run's job
 */
public record ScheduleRecord(
    String id, Schedule schedule, String origin, long since, Optional<String> lastJob) {}
