package io.mesosbatch.pipeline;

import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.StoreTakenOverException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uses the store until that works. */
final class StoreRetry {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRetry.class);
  private static final long SECONDS = 1;
  private static final long LONG_SECONDS = 10;

  private final BooleanSupplier wanted;
  private volatile String problem;

  /** By System.nanoTime; 0 while it is not in use. */
  private volatile long usedSince;

  /**
   * @param wanted false when there is no use in trying again
   */
  StoreRetry(BooleanSupplier wanted) {
    this.wanted = wanted;
  }

  /** Why the store does not work now; null if it does. */
  String problem() {
    String known = problem;
    long since = usedSince;
    if (known != null || since == 0) {
      return known;
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
    return seconds < LONG_SECONDS ? null : "the job store has not answered for " + seconds + " s";
  }

  /**
   * @throws StoreTakenOverException at once
   */
  void run(Runnable use) throws InterruptedException {
    while (true) {
      usedSince = System.nanoTime() | 1;
      try {
        use.run();
        usedSince = 0;
        if (problem != null) {
          LOG.info("The job store works again");
          problem = null;
        }
        return;
      } catch (StoreTakenOverException e) {
        problem = e.getMessage();
        usedSince = 0;
        throw e;
      } catch (StoreException e) {
        if (problem == null) {
          LOG.error("The job store does not work, trying again every second: {}", e.toString());
        }
        problem = e.getMessage();
        usedSince = 0;
        TimeUnit.SECONDS.sleep(SECONDS);
        if (!wanted.getAsBoolean()) {
          throw new InterruptedException();
        }
      }
    }
  }
}
