package io.mesosbatch.pipeline;

import io.mesosbatch.component.EventType;
import io.mesosbatch.component.MesosConstants;
import io.mesosbatch.scheduling.Input;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Hears that the subscription is lost, or over for good. */
public final class Session implements Processor {
  private final Scheduling scheduling;
  private final CompletableFuture<Exception> stopped = new CompletableFuture<>();

  public Session(Scheduling scheduling) {
    this.scheduling = scheduling;
  }

  @Override
  public void process(Exchange exchange) {
    scheduling.submit(new Input.Disconnected());
    if (EventType.STOPPED
        .name()
        .equals(exchange.getMessage().getHeader(MesosConstants.EVENT_TYPE, String.class))) {
      Exception why = exchange.getMessage().getBody(Exception.class);
      stopped.complete(why == null ? new IllegalStateException("the session is over") : why);
    }
  }

  /** Completes with the reason when the session is over for good. */
  public CompletableFuture<Exception> stopped() {
    return stopped;
  }
}
