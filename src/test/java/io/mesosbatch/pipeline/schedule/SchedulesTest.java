package io.mesosbatch.pipeline.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.Pipeline;
import io.mesosbatch.pipeline.Session;
import io.mesosbatch.pipeline.TaskDefaults;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.MemoryJobStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With a store, and a clock in the test's hand. */
class SchedulesTest {
  private final MemoryJobStore store = new MemoryJobStore();
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private Optional<ClusterFit> cluster = Optional.empty();
  private final Schedules schedules = start();

  private Schedules start() {
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    return new Pipeline(
            store,
            new TaskDefaults(RetryRule.ONCE, 0),
            () -> cluster,
            Session.WhenRemoved.STOP,
            clock)
        .schedules();
  }

  private static InputStream list(String schedule) {
    String json =
        """
        {"id": "hourly", "name": "each hour", "schedule": {"cron": "0 * * * *"%s}, "tasks": [
          {"name": "t", "task_id": {"value": "t"}, "command": {"value": "true"},
           "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 2}}]}]}
        """
            .formatted(schedule);
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }

  private void after(Duration time) {
    now = now.plus(time);
    schedules.tick();
  }

  private List<String> jobs() {
    return store.jobs(0, 100).stream().map(JobRecord::id).toList();
  }

  private void end(String id) {
    long number = store.job(id).orElseThrow().number();
    store.commit(List.of(new Change.JobEnded(number, Phase.FINISHED, now.toEpochMilli())));
  }

  @Test
  void eachRunIsAJobOfItsOwn() throws Exception {
    schedules.register(list(""), "HTTP");
    after(Duration.ofMinutes(59));
    assertThat(jobs()).isEmpty();

    after(Duration.ofMinutes(1));
    after(Duration.ofSeconds(1));
    assertThat(jobs()).containsExactly("hourly-20261122T130000Z");
    JobRecord job = store.jobs(0, 1).get(0);
    assertThat(job.header().hasSchedule()).isFalse();
    assertThat(job.header().getName()).isEqualTo("each hour");
    assertThat(job.header().getLabels().getLabels(0).getValue()).isEqualTo("hourly");

    end("hourly-20261122T130000Z");
    after(Duration.ofHours(1));
    assertThat(jobs()).containsExactly("hourly-20261122T140000Z", "hourly-20261122T130000Z");
  }

  @Test
  void whatIsMissedBecauseTheLastOneStillRanIsMadeUpForWhenItEnds() throws Exception {
    schedules.register(list(""), "HTTP");
    after(Duration.ofHours(1));
    after(Duration.ofHours(3));
    assertThat(jobs()).containsExactly("hourly-20261122T130000Z");

    end("hourly-20261122T130000Z");
    after(Duration.ofSeconds(10));
    assertThat(jobs()).containsExactly("hourly-20261122T160000Z", "hourly-20261122T130000Z");
  }

  /** The job was stored, and that it was made was not. */
  @Test
  void afterACrashBetweenTheRunIsNotMadeTwice() throws Exception {
    schedules.register(list(", \"overlap\": true"), "HTTP");
    long before = now.toEpochMilli();
    after(Duration.ofHours(1));
    store.schedules().done("hourly", before, Optional.empty());

    after(Duration.ofSeconds(1));

    assertThat(jobs()).containsExactly("hourly-20261122T130000Z");
    assertThat(store.schedules().find("hourly").orElseThrow().since())
        .isEqualTo(Instant.parse("2026-11-22T13:00:00Z").toEpochMilli());
  }

  @Test
  void aRunThatIsRefusedIsLeftOutAndThereIsAReason() throws Exception {
    schedules.register(list(""), "HTTP");
    cluster = Optional.of(new ClusterFit(Map.of("agent", Resources.parse("cpus:1"))));
    after(Duration.ofHours(1));
    assertThat(jobs()).isEmpty();
    assertThat(schedules.problem("hourly")).get().asString().contains("no agent has 2 cpus");

    cluster = Optional.empty();
    after(Duration.ofHours(1));
    assertThat(jobs()).containsExactly("hourly-20261122T140000Z");
    assertThat(schedules.problem("hourly")).isEmpty();
  }

  @Test
  void aRunWaitsUntilThereIsRoomForMoreTasks() throws Exception {
    boolean[] full = {true};
    schedules.waitWhile(() -> full[0]);
    schedules.register(list(""), "HTTP");
    after(Duration.ofHours(1));
    after(Duration.ofHours(1));
    assertThat(jobs()).isEmpty();
    assertThat(schedules.problem("hourly")).get().asString().contains("maxPendingTasks");

    full[0] = false;
    after(Duration.ofSeconds(1));
    assertThat(jobs()).containsExactly("hourly-20261122T140000Z");
    assertThat(schedules.problem("hourly")).isEmpty();
  }

  /** Each run is looked at: one tick does not bring a hundred lists beyond the limit. */
  @Test
  void theLimitIsLookedAtBeforeEachRun() throws Exception {
    schedules.waitWhile(() -> store.jobs(0, 100).size() >= 3);
    schedules.register(list(", \"overlap\": true, \"missed\": \"RUN_ALL\""), "HTTP");
    after(Duration.ofHours(10));
    assertThat(jobs()).hasSize(3).first().isEqualTo("hourly-20261122T150000Z");
    assertThat(store.schedules().find("hourly").orElseThrow().since())
        .isEqualTo(Instant.parse("2026-11-22T15:00:00Z").toEpochMilli());
  }

  @Test
  void afterItsEndNothingStarts() throws Exception {
    schedules.register(list(""), "HTTP");
    assertThat(schedules.remove("hourly")).isTrue();
    after(Duration.ofHours(1));

    assertThat(jobs()).isEmpty();
    assertThat(schedules.all()).isEmpty();
  }

  @Test
  void whatWouldNeverRunIsRefused() {
    assertThatThrownBy(() -> schedules.register(list(", \"time_zone\": \"Moon/Crater\""), "HTTP"))
        .isInstanceOf(InvalidTaskListException.class)
        .hasMessageContaining("schedule.time_zone")
        .hasMessageContaining("Moon/Crater");
    assertThat(schedules.all()).isEmpty();
  }
}
