package io.mesosbatch.command;

import io.mesosbatch.pipeline.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListener;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the routes to their end. Says that the service stops, and that it has stopped; at a signal,
 * keeps the JVM and its log until then. What does not let go in its time is left behind: Camel
 * would wait for a silent server as long as that server's client does.
 */
final class ServiceEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceEnd.class);

  /** For the routes to let go after their time. */
  private static final Duration TO_LET_GO = Duration.ofSeconds(5);

  /** For the store and the embedded Mesos. */
  private static final Duration TO_CLOSE = Duration.ofSeconds(25);

  private enum Routes {
    ENDED,
    LEFT_BEHIND
  }

  private final Duration inHand;
  private final CompletableFuture<Routes> routes = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean ending;
  private volatile boolean stopping;

  /**
   * @param inHand the time for what is in hand when the service is stopped
   */
  ServiceEnd(Duration inHand) {
    this.inHand = inHand;
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

  /** Returns when the routes have stopped, or are left behind. */
  void run(Main camel, Pipeline pipeline, boolean local) throws Exception {
    camel.addMainListener(listener(pipeline, local));
    // Else its own shutdown hook would keep the JVM for 15 s more.
    camel.addInitialProperty(
        "camel.main.extraShutdownTimeout", String.valueOf(TO_LET_GO.toSeconds()));
    camel.addInitialProperty("camel.main.shutdownSuppressLoggingOnTimeout", "true");
    Thread thread =
        new Thread(
            () -> {
              try {
                camel.run();
                routes.complete(Routes.ENDED);
              } catch (Throwable e) {
                routes.completeExceptionally(e);
              }
            },
            "Routes");
    thread.setDaemon(true);
    thread.start();
    try {
      if (routes.get() == Routes.LEFT_BEHIND) {
        LOG.warn(
            "Some of what was in hand has not ended in {} s{}: it is left, and done again after the"
                + " next start",
            inHand.plus(TO_LET_GO).toSeconds(),
            busy(camel.getCamelContext()));
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void limit() {
    routes.completeOnTimeout(
        Routes.LEFT_BEHIND, inHand.plus(TO_LET_GO).toMillis(), TimeUnit.MILLISECONDS);
  }

  private MainListener listener(Pipeline pipeline, boolean local) {
    return new MainListenerSupport() {
      @Override
      public void beforeStop(BaseMainSupport main) {
        stopping = true;
        limit();
        LOG.info(
            "Stopping: no task list is taken in any more; what is in hand has {} s{}; {}",
            inHand.toSeconds(),
            busy(main.getCamelContext()),
            tasks(pipeline, local));
      }
    };
  }

  private static String busy(CamelContext context) {
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
    return (local ? "tasks that end with it: " : "tasks that go on on the cluster: ") + tasks;
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
    limit();
    if (!awaitClosed()) {
      LOG.warn(
          "Not stopped within {} s: this program ends as it is, and resumes when it is started"
              + " again",
          inHand.plus(TO_LET_GO).plus(TO_CLOSE).toSeconds());
    }
  }

  private boolean awaitClosed() {
    try {
      return closed.await(inHand.plus(TO_LET_GO).plus(TO_CLOSE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
