package io.mesosbatch.pipeline.intake;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** Up while all consumers of queues are connected; Camel's own check does not see a lost broker. */
final class JmsHealthCheck extends AbstractHealthCheck {
  private final Supplier<CamelContext> context;

  JmsHealthCheck(Supplier<CamelContext> context) {
    super("mesosbatch", "jms");
    this.context = context;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.up();
    for (Route route : context.get().getRoutes()) {
      if (route.getConsumer() instanceof JmsConsumer consumer && !consumer.isSuspended()) {
        check(route.getRouteId(), consumer, builder);
      }
    }
  }

  private static void check(String route, JmsConsumer consumer, HealthCheckResultBuilder builder) {
    if (!isConnected(consumer)) {
      builder.down().message("The route " + route + " is not connected to its broker");
    }
  }

  private static boolean isConnected(JmsConsumer consumer) {
    try {
      return consumer.getListenerContainer() instanceof DefaultMessageListenerContainer container
          && container.isRunning()
          && !container.isRecovering()
          && container.isRegisteredWithDestination();
    } catch (Exception e) {
      return false;
    }
  }
}
