package io.mesosbatch.store;

import io.mesosbatch.v1.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps schedules in memory. */
final class MemorySchedules implements ScheduleStore {
  private final TreeMap<String, Stored> schedules = new TreeMap<>();

  private record Stored(ScheduleRecord record, byte[] list) {}

  @Override
  public synchronized boolean put(
      String id, Schedule schedule, String origin, byte[] list, long now) {
    Stored earlier = schedules.get(id);
    if (earlier != null
        && Arrays.equals(earlier.list, list)
        && earlier.record.origin().equals(origin)) {
      return false;
    }
    Optional<String> lastJob = earlier == null ? Optional.empty() : earlier.record.lastJob();
    schedules.put(
        id, new Stored(new ScheduleRecord(id, schedule, origin, now, lastJob), list.clone()));
    return true;
  }

  @Override
  public synchronized List<ScheduleRecord> all() {
    return schedules.values().stream().map(Stored::record).toList();
  }

  @Override
  public synchronized Optional<ScheduleRecord> find(String id) {
    return Optional.ofNullable(schedules.get(id)).map(Stored::record);
  }

  @Override
  public synchronized Optional<byte[]> list(String id) {
    return Optional.ofNullable(schedules.get(id)).map(stored -> stored.list.clone());
  }

  @Override
  public synchronized void done(String id, long until, Optional<String> lastJob) {
    schedules.computeIfPresent(
        id,
        (key, s) ->
            new Stored(
                new ScheduleRecord(
                    id,
                    s.record.schedule(),
                    s.record.origin(),
                    until,
                    lastJob.or(s.record::lastJob)),
                s.list));
  }

  @Override
  public synchronized boolean remove(String id) {
    return schedules.remove(id) != null;
  }
}
