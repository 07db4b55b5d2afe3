package io.mesosbatch.pipeline;

import io.mesosbatch.store.JobStore;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that have ended stay in the store for a time. */
public final class KeptJobs {
  private static final Logger LOG = LoggerFactory.getLogger(KeptJobs.class);

  private final JobStore store;
  private final Duration keep;
  private final Clock clock;

  /**
   * @param keep for how long after their end
   */
  public KeptJobs(JobStore store, Duration keep, Clock clock) {
    this.store = store;
    this.keep = keep;
    this.clock = clock;
  }

  /** Deletes those that are older. */
  public void prune() {
    int deleted = store.prune(clock.millis() - keep.toMillis());
    if (deleted > 0) {
      LOG.info("{} jobs that ended more than {} ago are deleted", deleted, keep);
    }
  }
}
