package io.mesosbatch.pipeline;

import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once when a server that a way in or out needs goes away, and once when it is back; the
 * libraries would say it at every attempt.
 */
public final class HealthLog {
  private static final Logger LOG = LoggerFactory.getLogger(HealthLog.class);

  private Map<String, String> down = Map.of();

  /** The step of a route that a timer starts. */
  public synchronized void look(Exchange exchange) {
    if (!exchange.getContext().getStatus().isStarted()) {
      return; // what goes away now is what this program itself stops
    }
    Map<String, String> now = down(exchange.getContext());
    now.forEach(
        (name, why) -> {
          if (!down.containsKey(name)) {
            LOG.warn("{} is down, trying again: {}", name, why);
          }
        });
    for (String name : down.keySet()) {
      if (!now.containsKey(name)) {
        LOG.info("{} is up again", name);
      }
    }
    down = now;
  }

  private static Map<String, String> down(CamelContext context) {
    Map<String, String> down = new TreeMap<>();
    for (HealthCheck.Result result : HealthCheckHelper.invoke(context)) {
      if (result.getState() == HealthCheck.State.DOWN) {
        down.put(result.getCheck().getId(), HealthReason.of(result));
      }
    }
    return down;
  }
}
