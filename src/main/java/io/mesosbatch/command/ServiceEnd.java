package io.mesosbatch.command;

import io.mesosbatch.pipeline.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListener;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that the service stops, and that it has stopped; at a signal, keeps the JVM and its log
 * until then, or until the time for it is over.
 */
final class ServiceEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceEnd.class);

  private final Duration routes;
  private final Duration all;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean ending;
  private volatile boolean stopping;

  /**
   * @param routes the time for what is in hand
   * @param all that, and what comes after it
   */
  ServiceEnd(Duration routes, Duration all) {
    this.routes = routes;
    this.all = all;
  }

  /** From now on a signal does not end the JVM before {@link #closed}. */
  void awaitedAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::atExit, "Service-at-exit"));
    LastingLog.waitFor(this::awaitClosed);
  }

  /** Whether a signal has come. */
  boolean isEnding() {
    return ending;
  }

  MainListener listener(Pipeline pipeline, boolean local) {
    return new MainListenerSupport() {
      @Override
      public void beforeStop(BaseMainSupport main) {
        stopping = true;
        LOG.info(
            "Stopping: no task list is taken in any more; what is in hand has {} s{}; {}",
            routes.toSeconds(),
            inHand(main.getCamelContext()),
            tasks(pipeline, local));
      }
    };
  }

  private static String inHand(CamelContext context) {
    List<String> busy =
        context.getRoutes().stream()
            .map(Route::getRouteId)
            .filter(route -> context.getInflightRepository().size(route) > 0)
            .sorted()
            .toList();
    return busy.isEmpty() ? "" : " (" + String.join(", ", busy) + ")";
  }

  private static String tasks(Pipeline pipeline, boolean local) {
    long tasks =
        pipeline.scheduling().progress().stream()
            .mapToLong(job -> (long) job.launched() + job.running())
            .sum();
    String count = tasks == 0 ? "no task is" : tasks == 1 ? "1 task is" : tasks + " tasks are";
    return count
        + " on the cluster"
        + (tasks == 0 ? "" : local ? ", which ends with this program" : ", and goes on there");
  }

  /** All is closed. */
  void closed() {
    if (stopping) {
      LOG.info("Stopped");
    }
    closed.countDown();
  }

  private void atExit() {
    ending = true;
    if (!awaitClosed()) {
      LOG.warn(
          "Not stopped within {} s: this program ends as it is, and resumes when it is started"
              + " again",
          all.toSeconds());
    }
  }

  private boolean awaitClosed() {
    try {
      return closed.await(all.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
