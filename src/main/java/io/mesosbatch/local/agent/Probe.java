package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CheckStatusInfo;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Looks at a running task once. */
interface Probe {
  /**
   * Called on a worker thread, may block.
   *
   * @param timeout zero: none
   * @return the exit code, the HTTP status, or for TCP 1 if the connection came about and 0 if not;
   *     empty: no result in time
   */
  CompletableFuture<OptionalInt> probe(Duration timeout);

  /** Whether a health check takes this result for healthy. */
  boolean healthy(int result);

  /** How a check reports the result. */
  CheckStatusInfo status(OptionalInt result);
}
