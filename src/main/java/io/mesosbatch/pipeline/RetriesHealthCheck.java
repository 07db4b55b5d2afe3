package io.mesosbatch.pipeline;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up unless a route tries a step again: a folder cannot be written, a server does not answer. */
final class RetriesHealthCheck extends AbstractHealthCheck {
  private final Retries retries;

  RetriesHealthCheck(Retries retries) {
    super("mesosbatch", "retries");
    this.retries = retries;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    Map<String, String> reasons = retries.reasons();
    if (reasons.isEmpty()) {
      builder.up();
    } else {
      builder
          .down()
          .message(
              reasons.entrySet().stream()
                  .map(reason -> "the route " + reason.getKey() + ": " + reason.getValue())
                  .collect(Collectors.joining("; ")));
    }
  }
}
