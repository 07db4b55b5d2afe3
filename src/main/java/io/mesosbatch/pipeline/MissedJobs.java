package io.mesosbatch.pipeline;

import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that are in the store and that the core has not heard of: the store went away just when the
 * job was stored, so that its answer was lost. The source comes again, and is told that the job is
 * there.
 */
final class MissedJobs {
  private static final Logger LOG = LoggerFactory.getLogger(MissedJobs.class);

  private final JobStore store;
  private final Scheduling scheduling;
  private final Consumer<JobRecord> restore;
  private final ReadWriteLock handover = new ReentrantReadWriteLock();
  private volatile boolean possible;

  MissedJobs(JobStore store, Scheduling scheduling, Consumer<JobRecord> restore) {
    this.store = store;
    this.scheduling = scheduling;
    this.restore = restore;
  }

  /** Stores a job and hands it to the core. */
  <T> T handOver(Supplier<T> commitAndSubmit) {
    handover.readLock().lock();
    try {
      return commitAndSubmit.get();
    } catch (StoreException e) {
      possible = true;
      throw e;
    } finally {
      handover.readLock().unlock();
    }
  }

  /**
   * Hands them to the core, if there may be any. Nothing is on its way from the store to the core
   * meanwhile, and the core has heard of all that was submitted before the question.
   *
   * @throws StoreException the store is still away
   */
  void find() {
    if (!possible) {
      return;
    }
    handover.writeLock().lock();
    try {
      if (possible) {
        missed().forEach(this::restore);
        possible = false;
      }
    } finally {
      handover.writeLock().unlock();
    }
  }

  private List<JobRecord> missed() {
    List<JobRecord> unfinished = store.unfinished();
    try {
      return scheduling
          .ask(core -> unfinished.stream().filter(job -> !core.isUnderWay(job.id())).toList())
          .join()
          .stream()
          // One that ended after it was read is not missed.
          .filter(job -> store.job(job.number()).filter(j -> j.endedAt() == 0).isPresent())
          .toList();
    } catch (CompletionException e) {
      throw new StoreException("the core does not answer while the store is away", e);
    }
  }

  private void restore(JobRecord job) {
    LOG.info("Job {} was stored when the store went away, and goes on now", job.id());
    restore.accept(job);
  }
}
