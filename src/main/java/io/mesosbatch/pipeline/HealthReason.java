package io.mesosbatch.pipeline;

import org.apache.camel.health.HealthCheck;

/** Why something is down, in a line for people. */
public final class HealthReason {
  private HealthReason() {}

  /**
   * @param result of a check that is not up
   * @return the check's own words, and after them those of the exception unless they are the same
   */
  public static String of(HealthCheck.Result result) {
    String message = result.getMessage().orElse("");
    Throwable error = result.getError().orElse(null);
    if (error == null) {
      return message.isEmpty() ? "the health check does not say why" : message;
    }
    if (message.isEmpty()) {
      return error.toString();
    }
    String words = error.getMessage();
    return words != null && message.contains(words) ? message : message + ": " + error;
  }
}
