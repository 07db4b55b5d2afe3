package io.mesosbatch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.junit.jupiter.api.Test;

class HealthReasonTest {
  @Test
  void theWordsOfTheCheckAreEnoughWhenTheyTellOfTheException() {
    assertThat(reason("Not subscribed: no answer", new IllegalStateException("no answer")))
        .isEqualTo("Not subscribed: no answer");
  }

  @Test
  void theExceptionTellsWhatTheCheckDoesNot() {
    assertThat(reason("Consumer failed", new UnknownHostException("broker")))
        .isEqualTo("Consumer failed: java.net.UnknownHostException: broker");
    assertThat(reason("Consumer failed", new IllegalStateException()))
        .isEqualTo("Consumer failed: java.lang.IllegalStateException");
  }

  @Test
  void oneOfBothIsEnough() {
    assertThat(reason("No space", null)).isEqualTo("No space");
    assertThat(reason(null, new UnknownHostException("broker")))
        .isEqualTo("java.net.UnknownHostException: broker");
    assertThat(reason(null, null)).isEqualTo("the health check does not say why");
  }

  private static String reason(String message, Throwable error) {
    return HealthReason.of(
        HealthCheckResultBuilder.on(new Nothing()).down().message(message).error(error).build());
  }

  private static final class Nothing extends AbstractHealthCheck {
    Nothing() {
      super("test", "nothing");
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
      builder.unknown();
    }
  }
}
