package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration MAX = Duration.ofSeconds(15);

  @Test
  void waitsDoubleUpToTheLongest() {
    Backoff backoff = new Backoff(FIRST, MAX, () -> 1.0);
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(400));
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isLessThanOrEqualTo(MAX);
    }
    assertThat(backoff.next()).isEqualTo(MAX);
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(FIRST);
  }

  @Test
  void aWaitIsAtLeastHalf() {
    Backoff backoff = new Backoff(FIRST, MAX, () -> 0.0);
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
  }
}
