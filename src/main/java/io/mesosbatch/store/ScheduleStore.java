package io.mesosbatch.store;

import io.mesosbatch.v1.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * Lists that are run by a schedule. What a method has stored when it returns survives a crash, as
 * far as the job store is durable. Every method may throw StoreException. Thread-safe.
 */
public interface ScheduleStore {
  /**
   * In the place of the one with the same id, if there is one; its last job stays known. The very
   * same list and origin again change nothing.
   *
   * @param list as it was given
   * @param now ms since the epoch: what is due from then on is run
   * @return whether something was stored
   */
  boolean put(String id, Schedule schedule, String origin, byte[] list, long now);

  /** By id. */
  List<ScheduleRecord> all();

  Optional<ScheduleRecord> find(String id);

  /** The list as it was given; empty if there is no such schedule. */
  Optional<byte[]> list(String id);

  /**
   * What was due up to that time has been dealt with.
   *
   * @param lastJob the id of the job that was made for it; empty if none was
   */
  void done(String id, long until, Optional<String> lastJob);

  /** Whether there was one. */
  boolean remove(String id);
}
