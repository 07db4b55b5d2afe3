package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MesosDurationTest {
  @ParameterizedTest
  @CsvSource({
    "10secs,PT10S", "2mins,PT2M", "1.5hrs,PT1H30M", "1ns,PT0.000000001S", "1us,PT0.000001S",
    "250ms,PT0.25S", "1days,PT24H", "2weeks,PT336H", "0ns,PT0S", ".5secs,PT0.5S"
  })
  void parses(String text, Duration duration) {
    assertThat(MesosDuration.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "PT90S,1.5mins",
    "PT10S,10secs",
    "PT24H,1days",
    "PT168H,1weeks",
    "PT0S,0ns",
    "PT0.0015S,1.5ms",
    "PT100S,100secs",
    "PT0.000000001S,1ns"
  })
  void formats(Duration duration, String text) {
    assertThat(MesosDuration.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "10 s", "secs", "-1secs", "1e3secs", "10SECS", "1,5hrs", "99999weeks"})
  void refuses(String text) {
    assertThatThrownBy(() -> MesosDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"");
  }

  @Property
  void whatIsFormattedIsParsed(@ForAll @LongRange(min = 0) long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    assertThat(MesosDuration.parse(MesosDuration.format(duration))).isEqualTo(duration);
  }
}
