package io.mesosbatch.command;

import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreAwayException;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service may be started before its database. */
final class OpenedStore {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedStore.class);
  private static final long RETRY_SECONDS = 1;

  private OpenedStore() {}

  /**
   * Waits for a store that is away.
   *
   * @param ending whether there is no use in waiting any longer
   * @throws io.mesosbatch.store.StoreException it answers, but not as it should; or it is away, and
   *     the program ends
   */
  static JobStore open(StoreConfig config, BooleanSupplier ending) throws InterruptedException {
    boolean said = false;
    while (true) {
      try {
        JobStore store = JdbcJobStore.open(config);
        if (said) {
          LOG.info("The job store is there");
        }
        return store;
      } catch (StoreAwayException e) {
        if (ending.getAsBoolean()) {
          throw e;
        }
        if (!said) {
          LOG.error("Waiting for the job store, trying again every second: {}", e.getMessage());
          said = true;
        }
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      }
    }
  }
}
