package io.mesosbatch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class TimestampsTest {
  private final Timestamps timestamps = new Timestamps();

  @Property
  void areThoseOfAnInstant(
      @ForAll @LongRange(min = -100_000, max = 4_000_000_000_000L) long millis,
      @ForAll @LongRange(max = 1_000) long later) {
    for (long time : new long[] {millis, millis + later, millis - millis % 1000}) {
      assertThat(timestamps.text(time)).isEqualTo(Instant.ofEpochMilli(time).toString());
    }
  }
}
