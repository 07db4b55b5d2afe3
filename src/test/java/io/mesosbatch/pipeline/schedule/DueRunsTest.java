package io.mesosbatch.pipeline.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.v1.Schedule;
import io.mesosbatch.v1.Schedule.Missed;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which runs start when: nothing but values. */
class DueRunsTest {
  private static final Instant SUNDAY = Instant.parse("2026-11-22T12:00:30Z");
  private static final Instant A_WEEK_EARLIER = Instant.parse("2026-11-15T12:00:00Z");

  private static Schedule every(String cron, Missed missed, boolean overlap) {
    return Schedule.newBuilder().setCron(cron).setMissed(missed).setOverlap(overlap).build();
  }

  private static DueRuns due(Schedule schedule, Instant since, boolean busy) {
    return DueRuns.of(schedule, since, busy, SUNDAY);
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  @Test
  void nothingBeforeItsTime() {
    DueRuns due =
        due(every("30 12 * * *", Missed.RUN_ALL, false), at("2026-11-21T12:30:00Z"), false);

    assertThat(due.times()).isEmpty();
    assertThat(due.until()).isEqualTo(at("2026-11-21T12:30:00Z"));
  }

  @Test
  void whatIsDueNowRunsWhateverThePolicy() {
    for (Missed missed : Missed.values()) {
      for (boolean overlap : new boolean[] {false, true}) {
        Instant yesterday = at("2026-11-21T12:00:00Z");
        DueRuns due = due(every("0 12 * * *", missed, overlap), yesterday, false);

        assertThat(due.times()).containsExactly(at("2026-11-22T12:00:00Z"));
        assertThat(due.until()).isEqualTo(at("2026-11-22T12:00:00Z"));
      }
    }
  }

  @Test
  void afterAWeekOffOneRunMakesUpForAll() {
    DueRuns due = due(every("0 2 * * *", Missed.RUN_ONCE, false), A_WEEK_EARLIER, false);

    assertThat(due.times()).containsExactly(at("2026-11-22T02:00:00Z"));
    assertThat(due(every("0 2 * * *", Missed.RUN_ONCE, true), A_WEEK_EARLIER, false))
        .isEqualTo(due);
  }

  @Test
  void afterAWeekOffAllIsLeftOut() {
    DueRuns due = due(every("0 2 * * *", Missed.SKIP, false), A_WEEK_EARLIER, false);

    assertThat(due.times()).isEmpty();
    assertThat(due.until()).isEqualTo(at("2026-11-22T02:00:00Z"));
  }

  @Test
  void afterAWeekOffEachRunsOneAfterTheOther() {
    DueRuns due = due(every("0 2 * * *", Missed.RUN_ALL, false), A_WEEK_EARLIER, false);
    assertThat(due.times()).containsExactly(at("2026-11-16T02:00:00Z"));

    assertThat(due(every("0 2 * * *", Missed.RUN_ALL, false), due.until(), true).times()).isEmpty();
    assertThat(due(every("0 2 * * *", Missed.RUN_ALL, false), due.until(), false).times())
        .containsExactly(at("2026-11-17T02:00:00Z"));
  }

  @Test
  void afterAWeekOffEachRunsAtOnceWhereTheyMayOverlap() {
    assertThat(due(every("0 2 * * *", Missed.RUN_ALL, true), A_WEEK_EARLIER, false).times())
        .hasSize(7);
    DueRuns many = due(every("* * * * *", Missed.RUN_ALL, true), A_WEEK_EARLIER, true);
    assertThat(many.times()).hasSize(100).startsWith(at("2026-11-15T12:01:00Z"));
    assertThat(many.until()).isEqualTo(at("2026-11-15T13:40:00Z"));
  }

  @Test
  void whileOneRunsTheNextWaitsOrIsLeftOut() {
    Instant since = at("2026-11-22T11:00:00Z");
    for (Missed missed : new Missed[] {Missed.RUN_ONCE, Missed.RUN_ALL}) {
      DueRuns due = due(every("0 * * * *", missed, false), since, true);
      assertThat(due.times()).isEmpty();
      assertThat(due.until()).isEqualTo(since);
    }
    DueRuns skipped = due(every("0 * * * *", Missed.SKIP, false), since, true);
    assertThat(skipped.times()).isEmpty();
    assertThat(skipped.until()).isEqualTo(at("2026-11-22T12:00:00Z"));
  }

  @Test
  void whereTheyMayOverlapARunningOneIsNoObstacle() {
    for (Missed missed : Missed.values()) {
      assertThat(due(every("0 * * * *", missed, true), at("2026-11-22T11:00:00Z"), true).times())
          .containsExactly(at("2026-11-22T12:00:00Z"));
    }
  }

  @Test
  void severalOfOneMinuteEachRunOnlyWhereTheyMayOverlap() {
    Instant since = at("2026-11-22T12:00:00Z");

    assertThat(due(every("*/10 * * * * *", Missed.RUN_ONCE, true), since, true).times())
        .containsExactly(
            at("2026-11-22T12:00:10Z"), at("2026-11-22T12:00:20Z"), at("2026-11-22T12:00:30Z"));
    assertThat(due(every("*/10 * * * * *", Missed.RUN_ONCE, false), since, false).times())
        .containsExactly(at("2026-11-22T12:00:30Z"));
  }

  @Test
  void inTheTimeZoneThatItNames() {
    Schedule schedule =
        every("0 13 * * *", Missed.RUN_ONCE, false).toBuilder()
            .setTimeZone("Europe/Berlin")
            .build();

    assertThat(due(schedule, at("2026-11-21T13:00:00Z"), false).times())
        .containsExactly(at("2026-11-22T12:00:00Z"));
  }
}
