package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Jobs that come after jobs, of which some have ended before. */
class JobOrderTest {
  private final World world = new World();

  private static JobPlan plan(long number, int tasks, String... before) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (int i = 0; i < tasks; i++) {
      plan.add(task("t" + i, 1, 1));
    }
    Job.Builder job = Job.newBuilder().setId("job" + number);
    for (String id : before) {
      job.addAfterBuilder().setJob(id);
    }
    return plan.build(number, job.build());
  }

  private List<Effect.Launch> offer(double cpus) {
    return launches(world.send(offers(world.offer("a1", cpus, 10_000))));
  }

  private List<Phase> outcomes(long job) {
    return of(world.changes, Change.JobEnded.class).stream()
        .filter(end -> end.job() == job)
        .map(Change.JobEnded::phase)
        .toList();
  }

  private List<Integer> skipped() {
    return of(world.changes, Change.TaskEnded.class).stream()
        .filter(end -> end.phase() == Phase.SKIPPED)
        .map(end -> end.task().index())
        .toList();
  }

  @Test
  void aJobAfterOneThatFailedLongAgoIsSkippedAndNothingOfItStarts() {
    world.send(world.subscribed());
    world.send(
        new Input.JobAccepted(plan(1, 3, "earlier", "unknown"), Map.of("earlier", Phase.FAILED)));

    assertThat(outcomes(1)).containsExactly(Phase.SKIPPED);
    assertThat(skipped()).containsExactly(0, 1, 2);
    assertThat(offer(8)).isEmpty();

    world.send(new Input.JobAccepted(plan(2, 3, "earlier"), Map.of("earlier", Phase.KILLED)));

    assertThat(outcomes(2)).containsExactly(Phase.SKIPPED);
    assertThat(offer(8)).isEmpty();
    assertThat(world.scheduler.explain()).isEmpty();
  }

  @Test
  void whatHadFinishedStaysSoWhenTheJobRunsAgainAndMustNot() {
    world.send(
        world.subscribed(),
        new Input.JobRestored(
            plan(1, 3, "earlier"),
            List.of(
                new RestoredTask(0, Phase.FINISHED, 1, 0, "", 0, 0, 0),
                new RestoredTask(1, Phase.PENDING, 1, 0, "", 0, 0, 0)),
            Optional.empty(),
            Map.of("earlier", Phase.FAILED)));

    assertThat(skipped()).containsExactlyInAnyOrder(1, 2);
    assertThat(outcomes(1)).hasSize(1);
    assertThat(offer(8)).isEmpty();
    world.tick(1_000);
    assertThat(offer(8)).isEmpty();
  }

  @Test
  void aJobThatWasKilledStaysKilledWhateverCameBeforeIt() {
    Change.JobStopped stop = new Change.JobStopped(1, Phase.KILLED, "the job was killed", 5);
    world.send(
        world.subscribed(),
        new Input.JobRestored(
            plan(1, 2, "earlier"), List.of(), Optional.of(stop), Map.of("earlier", Phase.FAILED)));

    assertThat(outcomes(1)).containsExactly(Phase.KILLED);
    assertThat(of(world.changes, Change.JobStopped.class)).isEmpty();
  }

  @Test
  void aChainOfJobsMayBeAsLongAsItLikes() {
    world.send(world.subscribed());
    int jobs = 20_000;
    for (int i = 1; i <= jobs; i++) {
      world.send(
          new Input.JobAccepted(i == 1 ? plan(1, 1) : plan(i, 1, "job" + (i - 1)), Map.of()));
    }
    Effect.Launch first = offer(1).get(0);

    world.send(World.update(first, TaskState.TASK_FAILED));

    assertThat(outcomes(jobs)).containsExactly(Phase.SKIPPED);
    assertThat(world.scheduler.jobsUnderWay()).isZero();
  }

  @Test
  void oneThatMayEndInAnyWayIsWaitedForAllTheSame() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder(), task("t", 1, 1));
    Job.Builder second = Job.newBuilder();
    second.addAfterBuilder().setJob("job1").setCondition(Condition.ENDED);
    second.addAfterBuilder().setJob("job3");
    world.accept(second, task("t", 1, 1));
    world.accept(Job.newBuilder(), task("t", 1, 1));

    List<Effect.Launch> both = offer(8);
    world.send(World.update(both.get(0), TaskState.TASK_FAILED));
    assertThat(offer(8)).isEmpty();
    world.send(World.update(both.get(1), TaskState.TASK_FINISHED));
    assertThat(offer(8)).extracting(l -> l.task().job()).containsExactly(2L);
  }

  @Test
  void ofTwoConditionsOnOneJobTheStricterHolds() {
    for (Condition last : Condition.values()) {
      World world = new World();
      world.send(world.subscribed());
      world.accept(Job.newBuilder(), task("t", 1, 1));
      Job.Builder second = Job.newBuilder();
      second.addAfterBuilder().setJob("job1");
      second.addAfterBuilder().setJob("job1").setCondition(last);
      world.accept(second, task("t", 1, 1));

      Effect.Launch first = launches(world.send(offers(world.offer("a1", 8, 10_000)))).get(0);
      world.send(World.update(first, TaskState.TASK_FAILED));

      assertThat(of(world.changes, Change.JobEnded.class))
          .extracting(Change.JobEnded::phase)
          .containsExactly(Phase.FAILED, Phase.SKIPPED);
    }
  }

  @Test
  void theJobThatClosesACircleIsSkippedAndSaysWho() {
    world.send(
        world.subscribed(),
        new Input.JobAccepted(plan(1, 1, "job3"), Map.of()),
        new Input.JobAccepted(plan(2, 1, "other", "job1"), Map.of()));
    assertThat(of(world.changes, Change.JobEnded.class)).isEmpty();

    world.send(new Input.JobAccepted(plan(3, 1, "job2"), Map.of()));

    assertThat(of(world.changes, Change.JobStopped.class))
        .filteredOn(stop -> stop.job() == 3)
        .extracting(Change.JobStopped::reason)
        .containsExactly(
            "it comes after the job job2, which comes after job1, which comes after job3: none of"
                + " them could ever start");
    assertThat(outcomes(3)).containsExactly(Phase.SKIPPED);
    assertThat(outcomes(1)).containsExactly(Phase.SKIPPED);
    assertThat(outcomes(2)).containsExactly(Phase.SKIPPED);
    assertThat(offer(8)).isEmpty();
  }

  @Test
  void jobsOfWhichOneIsWaitedForTwiceAreNoCircle() {
    world.send(
        world.subscribed(),
        new Input.JobAccepted(plan(1, 1, "job3", "job4"), Map.of()),
        new Input.JobAccepted(plan(2, 1, "job3", "job1"), Map.of()),
        new Input.JobAccepted(plan(3, 1, "job4"), Map.of()),
        new Input.JobAccepted(plan(4, 1), Map.of()));

    for (long next : List.of(4L, 3L, 1L, 2L)) {
      Effect.Launch launch = offer(8).get(0);
      assertThat(launch.task().job()).isEqualTo(next);
      world.send(World.update(launch, TaskState.TASK_FINISHED));
    }
    assertThat(world.scheduler.jobsUnderWay()).isZero();
  }

  @Test
  void thatOneBeforeItHadFailedIsNoLongerSoWhenThatRunsAgain() {
    world.send(
        world.subscribed(),
        new Input.JobAccepted(plan(1, 1), Map.of()),
        new Input.JobAccepted(plan(2, 1, "job1"), Map.of()));

    // read from the store a moment before the first job was taken up again
    world.send(new Input.JobAccepted(plan(3, 1, "job1"), Map.of("job1", Phase.FAILED)));

    world.send(World.update(offer(8).get(0), TaskState.TASK_FINISHED));
    world.send(new Input.JobAccepted(plan(4, 1, "job1"), Map.of("job1", Phase.FAILED)));
    assertThat(offer(8)).extracting(l -> l.task().job()).containsExactlyInAnyOrder(2L, 3L, 4L);
  }
}
