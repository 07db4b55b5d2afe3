package io.mesosbatch.pipeline;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeRedeliveryEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.apache.camel.support.SynchronizationAdapter;

/** Hears which routes try a step again, and why. */
final class Retries extends SimpleEventNotifierSupport {
  /** Where it sends is a sender's choice: whether that works says nothing of this program. */
  private static final String REPLIES = "notify-reply";

  private final Map<String, Retry> present = new ConcurrentHashMap<>();

  private record Retry(String route, String why) {}

  Retries() {
    setIgnoreExchangeEvents(false);
    setIgnoreExchangeRedeliveryEvents(false);
    // Camel asks for this one where it tells of a redelivery.
    setIgnoreExchangeFailedEvents(false);
  }

  @Override
  public void notify(CamelEvent event) {
    if (event instanceof ExchangeRedeliveryEvent again) {
      Exchange exchange = again.getExchange();
      String route = exchange.getFromRouteId();
      Throwable why = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
      if (route != null && why != null && !route.equals(REPLIES)) {
        String id = exchange.getExchangeId();
        if (present.put(id, new Retry(route, why.toString())) == null) {
          exchange.getExchangeExtension().addOnCompletion(new Done(id));
        }
      }
    }
  }

  /** By the id of the route. */
  Map<String, String> reasons() {
    Map<String, String> reasons = new TreeMap<>();
    present.values().forEach(retry -> reasons.put(retry.route(), retry.why()));
    return reasons;
  }

  private final class Done extends SynchronizationAdapter {
    private final String id;

    private Done(String id) {
      this.id = id;
    }

    @Override
    public void onDone(Exchange exchange) {
      present.remove(id);
    }

    /** Another route has not done what this one tries. */
    @Override
    public boolean allowHandover() {
      return false;
    }
  }
}
