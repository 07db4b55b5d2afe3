package io.mesosbatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.v1.Schedule;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store does with lists that are run again and again. */
public abstract class SchedulesContract extends JobStoreFixture {
  private static final Schedule DAILY = Schedule.newBuilder().setCron("0 2 * * *").build();
  private static final Schedule HOURLY =
      Schedule.newBuilder().setCron("@hourly").setOverlap(true).setTimeZone("Europe/Rome").build();

  @Test
  void aScheduleIsKeptWithItsList() {
    byte[] list = new byte[2_500_000];
    new Random(1).nextBytes(list);

    assertThat(store.schedules().put("night", DAILY, "file:night.json", list, 1_000)).isTrue();

    ScheduleRecord expected =
        new ScheduleRecord("night", DAILY, "file:night.json", 1_000, Optional.empty());
    assertThat(store.schedules().all()).containsExactly(expected);
    assertThat(store.schedules().find("night")).contains(expected);
    assertThat(store.schedules().list("night")).get().isEqualTo(list);
    assertThat(store.schedules().find("day")).isEmpty();
    assertThat(store.schedules().list("day")).isEmpty();
  }

  @Test
  void anotherListOfTheSameIdTakesItsPlaceAndTheLastJobStaysKnown() {
    store.schedules().put("night", DAILY, "file:night.json", new byte[] {1}, 1_000);
    store.schedules().done("night", 2_000, Optional.of("night-1"));

    assertThat(store.schedules().put("night", HOURLY, "HTTP", new byte[] {2, 3}, 3_000)).isTrue();

    assertThat(store.schedules().all())
        .containsExactly(
            new ScheduleRecord("night", HOURLY, "HTTP", 3_000, Optional.of("night-1")));
    assertThat(store.schedules().list("night")).get().isEqualTo(new byte[] {2, 3});
  }

  @Test
  void theSameAgainChangesNothing() {
    store.schedules().put("night", DAILY, "file:night.json", new byte[] {1}, 1_000);
    store.schedules().done("night", 2_000, Optional.of("night-1"));

    assertThat(store.schedules().put("night", DAILY, "file:night.json", new byte[] {1}, 3_000))
        .isFalse();
    assertThat(store.schedules().find("night")).get().matches(s -> s.since() == 2_000);
  }

  @Test
  void whatIsLeftOutDoesNotForgetTheLastJob() {
    store.schedules().put("night", DAILY, "HTTP", new byte[] {1}, 1_000);
    store.schedules().done("night", 2_000, Optional.of("night-1"));
    store.schedules().done("night", 3_000, Optional.empty());
    store.schedules().done("day", 3_000, Optional.empty());

    assertThat(store.schedules().all())
        .containsExactly(new ScheduleRecord("night", DAILY, "HTTP", 3_000, Optional.of("night-1")));
  }

  @Test
  void whatIsRemovedIsGone() {
    store.schedules().put("night", DAILY, "HTTP", new byte[] {1}, 1_000);

    assertThat(store.schedules().remove("night")).isTrue();
    assertThat(store.schedules().remove("night")).isFalse();
    assertThat(store.schedules().all()).isEmpty();
    assertThat(store.schedules().list("night")).isEmpty();
  }
}
