package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> next(String cron, String after, ZoneId zone, int count) {
    List<String> times = new ArrayList<>();
    Instant time = LocalDateTime.parse(after).atZone(zone).toInstant();
    for (int i = 0; i < count; i++) {
      time = Cron.parse(cron).next(time, zone).orElseThrow();
      times.add(time.atZone(zone).toOffsetDateTime().toString());
    }
    return times;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 2 * * *         | 2026-03-02T02:29:59 | 2026-03-02T02:30Z
          30 2 * * *         | 2026-03-02T02:30:00 | 2026-03-03T02:30Z
          */15 * * * *       | 2026-03-02T02:44:00 | 2026-03-02T02:45Z
          */15 * * * *       | 2026-12-31T23:45:00 | 2027-01-01T00:00Z
          5/20 * * * *       | 2026-03-02T02:26:00 | 2026-03-02T02:45Z
          0 9-17/4 * * MON-FRI | 2026-11-20T17:00:00 | 2026-11-23T09:00Z
          0 0 * * 0          | 2026-11-20T17:00:00 | 2026-11-22T00:00Z
          0 0 * * 7          | 2026-11-20T17:00:00 | 2026-11-22T00:00Z
          0 0 * * fri-7      | 2026-11-19T17:00:00 | 2026-11-20T00:00Z
          0 0 1 jan,JUL *    | 2026-03-02T02:44:00 | 2026-07-01T00:00Z
          0 0 31 * *         | 2026-04-01T00:00:00 | 2026-05-31T00:00Z
          0 0 L * *          | 2026-02-01T00:00:00 | 2026-02-28T00:00Z
          0 0 15,L * *       | 2026-02-01T00:00:00 | 2026-02-15T00:00Z
          0 0 29 2 *         | 2026-03-02T02:44:00 | 2028-02-29T00:00Z
          0 0 13 * 5         | 2026-11-22T00:00:00 | 2026-11-27T00:00Z
          0 0 */2 * 1        | 2026-11-22T00:00:00 | 2026-11-23T00:00Z
          0 0 ? * TUE        | 2026-11-22T00:00:00 | 2026-11-24T00:00Z
          10,40 0 0 * * *    | 2026-11-22T00:00:10 | 2026-11-22T00:00:40Z
          @daily             | 2026-11-22T00:00:10 | 2026-11-23T00:00Z
          @hourly            | 2026-11-22T00:00:10 | 2026-11-22T01:00Z
          """)
  void times(String cron, String after, String time) {
    assertThat(next(cron, after, ZoneId.of("UTC"), 1)).containsExactly(time);
  }

  @Test
  void whatIsLeftOutWhenClocksGoForwardComesRightAfter() {
    assertThat(next("30 2 * * *", "2026-03-28T12:00:00", BERLIN, 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
    assertThat(next("15,30,45 2 * * *", "2026-03-28T12:00:00", BERLIN, 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:15+02:00");
  }

  @Test
  void whatComesTwiceWhenClocksGoBackIsDueOnce() {
    assertThat(next("30 2 * * *", "2026-10-24T12:00:00", BERLIN, 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
  }

  @Test
  void whatIsDueInEveryHourFollowsTheRealHours() {
    assertThat(next("30 * * * *", "2026-03-29T00:45:00", BERLIN, 3))
        .containsExactly(
            "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-03-29T04:30+02:00");
    assertThat(next("30 * * * *", "2026-10-25T01:45:00", BERLIN, 3))
        .containsExactly(
            "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00");
  }

  @Test
  void aDayThatBeginsAnHourLate() {
    assertThat(next("0 0 * * *", "2026-04-23T12:00:00", ZoneId.of("Africa/Cairo"), 2))
        .containsExactly("2026-04-24T01:00+03:00", "2026-04-25T00:00+03:00");
  }

  @Test
  void neverIsNever() {
    assertThat(Cron.parse("0 0 30 2 *").next(Instant.EPOCH, BERLIN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "a * * * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "*/x * * * *",
        ", * * * *",
        "1- * * * *",
        "-1 * * * *",
        "* * * FOO *",
        "@never"
      })
  void nonsense(String cron) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.parse(cron))
        .withMessageContaining("cron expression");
  }

  @Test
  void zones() {
    assertThat(Cron.zone("")).isEqualTo(ZoneId.of("UTC"));
    assertThat(Cron.zone("Europe/Berlin")).isEqualTo(BERLIN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.zone("Europe/Berlim"))
        .withMessageContaining("Europe/Berlim");
  }

  @Test
  void theLastTimeOfAWeekOff() {
    Instant now = Instant.parse("2026-11-22T12:10:05Z");
    Cron cron = Cron.parse("*/10 * * * *");

    assertThat(cron.last(now.minus(7, ChronoUnit.DAYS), now, BERLIN))
        .contains(Instant.parse("2026-11-22T12:10:00Z"));
    assertThat(cron.last(Instant.parse("2026-11-22T12:10:00Z"), now, BERLIN)).isEmpty();
    assertThat(Cron.parse("0 0 1 1 *").last(now.minus(3_000, ChronoUnit.DAYS), now, BERLIN))
        .contains(Instant.parse("2025-12-31T23:00:00Z"));
  }

  /** No time between is left out, and each is one of the hours and minutes that were asked for. */
  @Property
  void agreesWithLookingAtEachMinute(
      @ForAll @LongRange(min = 1_700_000_000, max = 1_900_000_000) long second,
      @ForAll @IntRange(max = 59) int minute,
      @ForAll @IntRange(max = 23) int hour) {
    ZoneId zone = ZoneId.of("America/New_York");
    Instant after = Instant.ofEpochSecond(second / 60 * 60);
    Instant found = Cron.parse(minute + " " + hour + ",*/6 * * *").next(after, zone).orElseThrow();

    Instant looked = after.plusSeconds(60);
    while (!due(looked, minute, hour, zone)) {
      looked = looked.plusSeconds(60);
    }
    LocalDateTime local = found.atZone(zone).toLocalDateTime();
    boolean changing =
        !zone.getRules()
            .getOffset(after.minus(2, ChronoUnit.DAYS))
            .equals(zone.getRules().getOffset(after.plus(2, ChronoUnit.DAYS)));
    assertThat(changing || found.equals(looked)).as("%s, not %s", local, looked).isTrue();
  }

  private static boolean due(Instant time, int minute, int hour, ZoneId zone) {
    LocalDateTime local = time.atZone(zone).toLocalDateTime();
    return local.getMinute() == minute && (local.getHour() == hour || local.getHour() % 6 == 0);
  }
}
