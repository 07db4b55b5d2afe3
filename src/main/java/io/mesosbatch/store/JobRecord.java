package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.v1.Job;
import java.util.Optional;

/**
 * A stored job without its tasks.
 *
 * @param number given by the store, rising
 * @param header the job as its list gave it, without tasks; id and name are set
 * @param origin where it came from, for people: a file's name, a queue
 * @param phase PENDING until it ends, then the outcome
 * @param submittedAt ms since the epoch
 * @param endedAt ms since the epoch; 0 while it runs
 * @param stop if it was stopped before its tasks had ended
 */
public record JobRecord(
    long number,
    Job header,
    Optional<SourceKey> source,
    String origin,
    int tasks,
    Phase phase,
    long submittedAt,
    long endedAt,
    Optional<JobStop> stop) {
  /** Whether it has ended, and not all of its tasks finished. */
  public boolean mayRerun() {
    return endedAt != 0 && phase != Phase.FINISHED;
  }

  /** When its latest run began, in ms since the epoch. */
  public long begunAt() {
    return Math.max(submittedAt, header.getStored().getRerunAt());
  }

  /** As it is when what did not finish is pending again. */
  public JobRecord rerun(long now) {
    Job.Builder again = header.toBuilder();
    again.getStoredBuilder().setRerunAt(now);
    return new JobRecord(
        number,
        again.build(),
        source,
        origin,
        tasks,
        Phase.PENDING,
        submittedAt,
        0,
        Optional.empty());
  }

  /**
   * @param at ms since the epoch
   */
  public JobRecord ended(Phase outcome, long at) {
    return new JobRecord(number, header, source, origin, tasks, outcome, submittedAt, at, stop);
  }

  public JobRecord stopped(JobStop why) {
    return new JobRecord(
        number, header, source, origin, tasks, phase, submittedAt, endedAt, Optional.of(why));
  }

  public String id() {
    return header.getId();
  }
}
