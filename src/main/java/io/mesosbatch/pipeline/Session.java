package io.mesosbatch.pipeline;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.component.EventType;
import io.mesosbatch.component.MesosConstants;
import io.mesosbatch.component.MesosEndpoint;
import io.mesosbatch.scheduling.Input;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears that the session with the master is over for good, and decides what follows. */
public final class Session implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Scheduling scheduling;
  private final WhenRemoved whenRemoved;
  private final CompletableFuture<Exception> stopped = new CompletableFuture<>();
  private volatile String removed = "";
  private int subscriptionsAtRemoval = -1;

  /** What follows when the master has removed the framework (design rule 10). */
  public enum WhenRemoved {
    /** A new framework; what was under way is started again. */
    REQUEUE,
    /** A new framework; what was under way has failed. */
    FAIL,
    /** The session is over. */
    STOP
  }

  Session(Scheduling scheduling, WhenRemoved whenRemoved) {
    this.scheduling = scheduling;
    this.whenRemoved = whenRemoved;
  }

  @Override
  public void process(Exchange exchange) {
    if (!EventType.STOPPED
        .name()
        .equals(exchange.getMessage().getHeader(MesosConstants.EVENT_TYPE, String.class))) {
      return;
    }
    Exception why = exchange.getMessage().getBody(Exception.class);
    if (why instanceof MesosException.FrameworkRemoved
        && whenRemoved != WhenRemoved.STOP
        && subscriptionsAtRemoval != scheduling.subscriptions()
        && exchange.getFromEndpoint() instanceof MesosEndpoint endpoint) {
      subscriptionsAtRemoval = scheduling.subscriptions();
      beginAnew(endpoint, why.getMessage());
    } else {
      stopped.complete(why == null ? new IllegalStateException("the session is over") : why);
    }
  }

  private void beginAnew(MesosEndpoint endpoint, String why) {
    boolean requeue = whenRemoved == WhenRemoved.REQUEUE;
    removed =
        "at "
            + Instant.now().truncatedTo(ChronoUnit.SECONDS)
            + " the master removed this framework and its tasks ("
            + why
            + "); what was under way "
            + (requeue ? "was started again" : "has failed")
            + "; since then this program is a new framework";
    LOG.error(
        "ALARM: the master has removed this framework ({}), and its tasks with it; what was under"
            + " way {}; this program subscribes as a new framework",
        why,
        requeue ? "is started again" : "has failed");
    // Its end is stored before the new one begins, so that the old id is not used again.
    scheduling.submit(
        new Input.FrameworkRemoved(why, requeue),
        () -> new Thread(() -> resubscribe(endpoint), "Resubscribe").start());
  }

  private void resubscribe(MesosEndpoint endpoint) {
    try {
      endpoint.resubscribe();
    } catch (Exception e) {
      stopped.complete(e);
    }
  }

  /** Completes with the reason when the session is over for good. */
  public CompletableFuture<Exception> stopped() {
    return stopped;
  }

  /** When and why the master last removed the framework, for people; empty if it never did. */
  public String removed() {
    return removed;
  }
}
