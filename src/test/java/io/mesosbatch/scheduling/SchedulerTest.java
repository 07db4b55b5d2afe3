package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.pinned;
import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  @Test
  void launchesAllThatFitsOnOneOfferByOneAccept() {
    World world = World.with(task("a", 1, 100), task("b", 1, 100), task("c", 2, 100));

    List<Effect> effects = world.send(offers(world.offer("agent1", 4, 1000)));

    assertThat(of(effects, Effect.Accept.class)).hasSize(1);
    assertThat(launches(effects)).hasSize(3);
    assertThat(of(world.changes, Change.Launched.class)).hasSize(3);
  }

  @Test
  void anOfferIsAnsweredOnce() {
    World world = World.with(task("a", 1, 100), task("b", 1, 100));
    Offer fits = world.offer("agent1", 4, 1000);
    Offer small = world.offer("agent2", 0.5, 1000);

    List<Effect> effects = world.send(offers(fits, small));

    assertThat(of(effects, Effect.Accept.class).get(0).offers()).containsExactly(fits.getId());
    assertThat(of(effects, Effect.Decline.class).get(0).offers()).containsExactly(small.getId());
    assertThat(of(effects, Effect.Decline.class)).hasSize(1);
  }

  @Test
  void aTaskThatFitsNowhereBlocksNobody() {
    World world = World.with(task("huge", 64, 100), task("small", 1, 100));

    List<Effect> effects = world.send(offers(world.offer("agent1", 4, 1000)));

    assertThat(launches(effects)).singleElement().matches(l -> l.task().index() == 1);
  }

  @Test
  void offersOfOneAgentAreUsedTogether() {
    World world = World.with(task("a", 4, 100));

    List<Effect> effects =
        world.send(offers(world.offer("agent1", 2, 1000)), offers(world.offer("agent1", 2, 1000)));

    assertThat(of(effects, Effect.Accept.class).get(0).offers()).hasSize(2);
    assertThat(launches(effects)).hasSize(1);
  }

  @Test
  void nothingToDoSuppressesOnceAndDeclinesForLong() {
    World world = new World();

    assertThat(world.send(world.subscribed())).contains(new Effect.Suppress());
    List<Effect> effects = world.send(offers(world.offer("agent1", 4, 1000)));

    assertThat(of(effects, Effect.Suppress.class)).isEmpty();
    assertThat(of(effects, Effect.Accept.class)).isEmpty();
    assertThat(of(effects, Effect.Decline.class).get(0).refuseSeconds()).isEqualTo(3600);
    assertThat(world.tick(100_000)).doesNotHaveAnyElementsOfTypes(Effect.Suppress.class);
  }

  @Test
  void newWorkRevives() {
    World world = new World();
    world.send(world.subscribed());

    assertThat(world.after(5_000, world.job(RetryRule.ONCE, task("a", 1, 1))))
        .containsExactly(new Effect.Revive());
  }

  @Test
  void revivesAgainWhenNoOfferComes() {
    World world = new World();
    world.send(world.subscribed(), world.job(RetryRule.ONCE, task("a", 1, 1)));

    assertThat(world.tick(29_000)).doesNotContain(new Effect.Revive());
    assertThat(world.tick(1_000)).contains(new Effect.Revive());
    assertThat(world.tick(1_000)).doesNotContain(new Effect.Revive());
  }

  @Test
  void aRescindedOfferIsNotUsed() {
    World world = World.with(task("a", 1, 100));
    Offer gone = world.offer("agent1", 4, 1000);

    assertThat(launches(world.send(offers(gone), World.rescind(gone)))).isEmpty();
  }

  @Test
  void offersOfALostConnectionAreVoid() {
    World world = World.with(task("a", 1, 100));

    List<Effect> effects =
        world.send(offers(world.offer("agent1", 4, 1000)), new Input.Disconnected());

    assertThat(effects).isEmpty();
  }

  @Test
  void aPinnedTaskWaitsForItsAgent() {
    World world = World.with(pinned(task("a", 1, 100), "agent2"));

    assertThat(launches(world.send(offers(world.offer("agent1", 4, 1000))))).isEmpty();
    assertThat(launches(world.send(offers(world.offer("agent2", 4, 1000))))).hasSize(1);
  }

  @Test
  void portsAreGivenToOneTaskOnly() {
    World world =
        World.with(
            task("a", World.scalar("cpus", 1), World.ports(31000, 31001)),
            task("b", World.scalar("cpus", 1), World.ports(31001, 31001)));

    assertThat(launches(world.send(offers(world.offer("agent1", 4, 1000))))).hasSize(1);
    assertThat(launches(world.send(offers(world.offer("agent2", 4, 1000))))).hasSize(1);
  }

  @Test
  void higherPriorityGoesFirst() {
    World world = World.with(task("low", 1, 100));
    world.send(world.job(RetryRule.ONCE, 0, 5, task("high", 1, 100)));

    List<Effect> effects = world.send(offers(world.offer("agent1", 1, 1000)));

    assertThat(launches(effects)).singleElement().matches(l -> l.task().job() == 2);
  }

  @Test
  void aFinishedJobIsCountedOnceHoweverOftenTheEndIsTold() {
    World world = World.with(task("a", 1, 100), task("b", 1, 100));
    List<Effect.Launch> launches = launches(world.send(offers(world.offer("agent1", 4, 1000))));

    world.send(update(launches.get(0), TaskState.TASK_FINISHED));
    world.send(update(launches.get(0), TaskState.TASK_FINISHED));

    assertThat(of(world.changes, Change.TaskEnded.class)).hasSize(1);
    assertThat(of(world.changes, Change.JobEnded.class)).isEmpty();
    world.send(update(launches.get(1), TaskState.TASK_FINISHED));
    assertThat(of(world.changes, Change.JobEnded.class))
        .singleElement()
        .matches(ended -> ended.phase() == Phase.FINISHED);
  }

  @Test
  void anErrorIsAFailureAndIsNotTriedAgain() {
    World world = new World();
    world.send(
        world.subscribed(),
        world.job(new RetryRule(5, 1000, 1000, 0, List.of(), false), task("a", 1, 100)));
    Effect.Launch launch = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);

    world.send(update(launch, TaskState.TASK_ERROR));

    assertThat(of(world.changes, Change.JobEnded.class))
        .singleElement()
        .matches(ended -> ended.phase() == Phase.FAILED);
  }

  @Test
  void ownFailuresUseUpTheAttempts() {
    World world = new World();
    world.send(
        world.subscribed(),
        world.job(new RetryRule(2, 1000, 60_000, 0, List.of(), false), task("a", 1, 100)));
    Effect.Launch first = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);
    world.send(update(first, TaskState.TASK_FAILED));

    assertThat(launches(world.after(999, offers(world.offer("agent1", 4, 1000))))).isEmpty();
    Effect.Launch second = launches(world.after(1, offers(world.offer("agent1", 4, 1000)))).get(0);
    assertThat(second.attempt()).isEqualTo(2);
    world.send(update(second, TaskState.TASK_FAILED));

    assertThat(of(world.changes, Change.JobEnded.class)).hasSize(1);
  }

  @Test
  void aFailedTaskKeepsAwayFromItsAgentForAWhileIfThereIsAnother() {
    World world = new World();
    world.send(world.subscribed(), world.job(new RetryRule(2, 1000, 60_000), task("a", 1, 100)));
    Effect.Launch first =
        launches(
                world.send(
                    offers(world.offer("agent1", 4, 1000), world.offer("agent2", 0.5, 1000))))
            .get(0);
    world.send(update(first, TaskState.TASK_FAILED));

    List<Effect> early = world.after(2_000, offers(world.offer("agent1", 4, 1000)));
    assertThat(launches(early)).isEmpty();
    assertThat(of(early, Effect.Decline.class).get(0).refuseSeconds()).isEqualTo(1);
    assertThat(launches(world.after(10_000, offers(world.offer("agent1", 4, 1000))))).hasSize(1);
  }

  @Test
  void lostAndDroppedTasksAreFreeRetries() {
    World world = World.with(task("a", 1, 100));
    for (TaskState state :
        List.of(TaskState.TASK_LOST, TaskState.TASK_DROPPED, TaskState.TASK_GONE)) {
      Effect.Launch launch =
          launches(world.after(60_000, offers(world.offer("agent1", 4, 1000)))).get(0);
      world.send(update(launch, state));
    }
    Effect.Launch last =
        launches(world.after(60_000, offers(world.offer("agent1", 4, 1000)))).get(0);
    world.send(update(last, TaskState.TASK_FINISHED));

    assertThat(last.attempt()).isEqualTo(4);
    assertThat(of(world.changes, Change.JobEnded.class).get(0).phase()).isEqualTo(Phase.FINISHED);
  }

  @Test
  void anUnreachableTaskIsWaitedForThenStartedAnew() {
    World world = World.with(task("a", 1, 100));
    Effect.Launch first = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);
    world.send(update(first, TaskState.TASK_RUNNING), update(first, TaskState.TASK_UNREACHABLE));

    world.tick(899_000);
    assertThat(of(world.changes, Change.AttemptEnded.class)).isEmpty();
    world.tick(1_000);
    Effect.Launch second = launches(world.send(offers(world.offer("agent2", 4, 1000)))).get(0);
    assertThat(second.attempt()).isEqualTo(2);

    List<Effect> effects = world.send(update(first, TaskState.TASK_RUNNING));
    assertThat(of(effects, Effect.KillStray.class))
        .singleElement()
        .matches(kill -> kill.mesosTaskId().endsWith(".1"));
  }

  @Test
  void anUnreachableTaskThatComesBackGoesOn() {
    World world = World.with(task("a", 1, 100));
    Effect.Launch launch = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);
    world.send(update(launch, TaskState.TASK_RUNNING), update(launch, TaskState.TASK_UNREACHABLE));
    world.after(600_000, update(launch, TaskState.TASK_RUNNING));
    world.tick(600_000);
    world.send(update(launch, TaskState.TASK_FINISHED));

    assertThat(of(world.changes, Change.JobEnded.class).get(0).phase()).isEqualTo(Phase.FINISHED);
  }

  @Test
  void killAfterCountsFromTheFirstRunningOnce() {
    World world = new World();
    world.send(world.subscribed(), world.job(RetryRule.ONCE, 10_000, 0, task("a", 1, 100)));
    Effect.Launch launch = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);
    world.after(5_000, update(launch, TaskState.TASK_RUNNING));
    world.after(9_000, update(launch, TaskState.TASK_RUNNING));

    assertThat(of(world.tick(999), Effect.Kill.class)).isEmpty();
    assertThat(of(world.tick(1), Effect.Kill.class)).hasSize(1);
    assertThat(of(world.tick(1_000), Effect.Kill.class)).isEmpty();
    assertThat(of(world.tick(9_000), Effect.Kill.class)).as("repeated").hasSize(1);
    world.send(update(launch, TaskState.TASK_KILLED));
    assertThat(of(world.changes, Change.JobEnded.class).get(0).phase()).isEqualTo(Phase.FAILED);
  }

  @Test
  void aKilledJobEndsItsPendingAndKillsItsRunningTasks() {
    World world = World.with(task("a", 1, 100), task("b", 8, 100));
    Effect.Launch launch = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);

    List<Effect> effects = world.send(new Input.KillJob("job1"));

    assertThat(of(effects, Effect.Kill.class)).hasSize(1);
    assertThat(of(world.changes, Change.TaskEnded.class)).hasSize(1);
    world.send(update(launch, TaskState.TASK_KILLED));
    assertThat(of(world.changes, Change.JobEnded.class).get(0).phase()).isEqualTo(Phase.KILLED);
  }

  @Test
  void reconcilesAfterEachSubscriptionUntilAnswered() {
    World world = World.with(task("a", 1, 100));
    Effect.Launch launch = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);
    world.send(new Input.Disconnected());

    assertThat(of(world.send(world.subscribed()), Effect.Reconcile.class))
        .singleElement()
        .matches(r -> r.attempts().size() == 1);
    assertThat(of(world.tick(2_000), Effect.Reconcile.class)).hasSize(1);
    assertThat(of(world.tick(2_000), Effect.Reconcile.class)).as("slower").isEmpty();
    assertThat(of(world.tick(2_000), Effect.Reconcile.class)).hasSize(1);
    world.send(update(launch.task(), 1, TaskState.TASK_RUNNING, Reason.REASON_RECONCILIATION));
    assertThat(of(world.tick(1_000), Effect.Reconcile.class))
        .as("then for what it does not know")
        .singleElement()
        .matches(r -> r.attempts().isEmpty());
    assertThat(of(world.tick(60_000), Effect.Reconcile.class)).isEmpty();
  }

  @Test
  void aSilentLaunchIsReconciled() {
    World world = World.with(task("a", 1, 100));
    world.tick(1);
    world.send(offers(world.offer("agent1", 4, 1000)));

    assertThat(of(world.tick(59_999), Effect.Reconcile.class)).isEmpty();
    assertThat(of(world.tick(1), Effect.Reconcile.class)).hasSize(1);
  }

  @Test
  void unknownIsNotTheEnd() {
    World world = World.with(task("a", 1, 100));
    Effect.Launch launch = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);
    world.send(update(launch, TaskState.TASK_RUNNING));
    world.send(update(launch.task(), 1, TaskState.TASK_UNKNOWN, Reason.REASON_RECONCILIATION));
    world.tick(60_000);
    world.send(update(launch, TaskState.TASK_FINISHED));

    assertThat(of(world.changes, Change.AttemptEnded.class)).hasSize(1);
    assertThat(of(world.changes, Change.JobEnded.class).get(0).phase()).isEqualTo(Phase.FINISHED);
  }

  @Test
  void aReconciliationThatSaysGoneDoesNotOverrideTheStoredEnd() {
    World world = World.with(task("a", 1, 100), task("b", 8, 100));
    Effect.Launch launch = launches(world.send(offers(world.offer("agent1", 4, 1000)))).get(0);
    world.send(update(launch, TaskState.TASK_FINISHED));
    int before = world.changes.size();

    world.send(update(launch.task(), 1, TaskState.TASK_GONE, Reason.REASON_RECONCILIATION));

    assertThat(world.changes).hasSize(before);
  }

  @Test
  void aForeignTaskIdIsIgnored() {
    World world = World.with(task("a", 1, 100));
    assertThat(
            world.send(
                update(new io.mesosbatch.job.TaskKey(77, 3), 1, TaskState.TASK_FINISHED, null)))
        .isEmpty();
  }

  @Test
  void theFrameworkIdIsStoredWhenItIsNew() {
    World world = new World();
    world.send(world.subscribed());
    world.send(new Input.Disconnected(), world.subscribed());

    assertThat(of(world.changes, Change.FrameworkIdentified.class)).hasSize(1);
  }

  @Test
  void aLostCallIsNotForgotten() {
    World world = World.with(task("a", 1, 100));
    world.tick(1);
    world.send(offers(world.offer("agent1", 4, 1000)));

    world.send(new Input.CallsFailed(List.of()));

    assertThat(of(world.tick(1_000), Effect.Reconcile.class).get(0).attempts()).hasSize(1);
    assertThat(of(world.tick(1_000), Effect.Suppress.class)).isEmpty();
  }

  @Test
  void aRestoredJobGoesOnWhereItWas() {
    World world = new World();
    Input.JobAccepted job =
        world.job(RetryRule.ONCE, task("a", 1, 1), task("b", 1, 1), task("c", 1, 1));
    world.send(
        new Input.JobRestored(
            job.plan(),
            List.of(
                new RestoredTask(0, Phase.FINISHED, 1, 0, "agent1", 1, 2, 0),
                new RestoredTask(1, Phase.RUNNING, 2, 0, "agent1", 1, 2, 0))));

    List<Effect> effects = world.send(world.subscribed());
    assertThat(of(effects, Effect.Reconcile.class).get(0).attempts())
        .singleElement()
        .matches(ref -> ref.task().index() == 1 && ref.attempt() == 2);
    List<Effect.Launch> launches = launches(world.send(offers(world.offer("agent1", 4, 1000))));
    assertThat(launches).singleElement().matches(l -> l.task().index() == 2);
    world.send(update(launches.get(0), TaskState.TASK_FINISHED));
    world.send(update(new io.mesosbatch.job.TaskKey(1, 1), 2, TaskState.TASK_FINISHED, null));
    assertThat(of(world.changes, Change.JobEnded.class)).hasSize(1);
  }
}
