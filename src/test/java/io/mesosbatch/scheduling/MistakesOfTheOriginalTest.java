package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the C++ mesos-batch did wrong must not come back. (That it forgot its framework id and
 * always asked for revocable resources: {@code functional/SubscriptionTest}.)
 */
class MistakesOfTheOriginalTest {
  @Test
  void aFirstTaskThatDoesNotFitStopsNobody() {
    World world = World.with(task("huge", 100, 1), task("small", 1, 1));

    List<Effect.Launch> launches = launches(world.send(offers(world.offer("a1", 4, 100))));

    assertThat(launches).extracting(l -> l.task().index()).containsExactly(1);
  }

  @Test
  void withNothingToDoItSuppressesAndAnswersNoOfferWithAnEmptyLaunch() {
    World world = World.with(task("a", 1, 1));
    List<Effect> all = new ArrayList<>(world.send(offers(world.offer("a1", 4, 100))));
    Effect.Launch launch = launches(all).get(0);
    all.addAll(world.send(update(launch, TaskState.TASK_FINISHED)));
    for (int i = 0; i < 10; i++) {
      all.addAll(world.after(1_000, offers(world.offer("a1", 4, 100))));
    }

    assertThat(of(all, Effect.Suppress.class)).hasSize(1);
    assertThat(of(all, Effect.Accept.class)).hasSize(1).noneMatch(a -> a.launches().isEmpty());
    assertThat(of(all, Effect.Decline.class)).hasSize(10);
  }

  @Test
  void anOfferIsAnsweredOnceAlsoOnTheWayToAVolume() {
    Resource disk =
        Resources.parse("disk(test):100").toProto().get(0).toBuilder()
            .setReservations(
                0,
                Resource.ReservationInfo.newBuilder()
                    .setType(Resource.ReservationInfo.Type.DYNAMIC)
                    .setRole("test")
                    .setPrincipal("me"))
            .build();
    World world = World.with(task("a", 1, 1));
    world.send(new Input.PrepareResources(List.of(disk), Optional.empty(), true));
    List<OfferID> answered = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Offer offer =
          world.offer(
              "a1", World.scalar("cpus", 4), World.scalar("mem", 9), World.scalar("disk", 500));
      for (Effect effect : world.after(3_000, offers(offer))) {
        if (effect instanceof Effect.Accept accept) {
          answered.addAll(accept.offers());
        } else if (effect instanceof Effect.Decline decline) {
          answered.addAll(decline.offers());
        }
      }
    }

    Set<OfferID> different = new HashSet<>(answered);
    assertThat(answered).hasSize(5).hasSameSizeAs(different);
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskState.class,
      names = {"TASK_ERROR", "TASK_DROPPED", "TASK_GONE", "TASK_GONE_BY_OPERATOR", "TASK_LOST"})
  void noneOfTheBadEndsIsTakenForAGoodOne(TaskState state) {
    World world = World.with(task("a", 1, 1));
    Effect.Launch launch = launches(world.send(offers(world.offer("a1", 4, 100)))).get(0);

    world.send(update(launch, state));

    if (state == TaskState.TASK_ERROR) {
      assertThat(of(world.changes, Change.JobEnded.class))
          .extracting(Change.JobEnded::phase)
          .containsExactly(Phase.FAILED);
    } else {
      assertThat(of(world.changes, Change.JobEnded.class)).isEmpty();
      world.tick(1_000);
      List<Effect.Launch> again = launches(world.send(offers(world.offer("a1", 4, 100))));
      assertThat(again).extracting(Effect.Launch::attempt).containsExactly(2);
    }
  }

  @Test
  void anEndThatIsToldTwiceIsCountedOnce() {
    World world = World.with(task("a", 1, 1), task("b", 1, 1));
    List<Effect.Launch> both = launches(world.send(offers(world.offer("a1", 4, 100))));

    world.send(update(both.get(0), TaskState.TASK_FINISHED));
    world.send(update(both.get(0), TaskState.TASK_FINISHED));

    assertThat(of(world.changes, Change.JobEnded.class)).isEmpty();
    world.send(update(both.get(1), TaskState.TASK_FINISHED));
    assertThat(of(world.changes, Change.JobEnded.class)).hasSize(1);
  }

  @Test
  void anUnreachableTaskIsNotWaitedForForEver() {
    World world = World.with(task("a", 1, 1));
    Effect.Launch launch = launches(world.send(offers(world.offer("a1", 4, 100)))).get(0);
    world.send(update(launch, TaskState.TASK_UNREACHABLE));

    world.tick(SchedulingTimes.DEFAULT.unreachable());
    world.tick(1_000);

    assertThat(launches(world.send(offers(world.offer("a2", 4, 100))))).hasSize(1);
  }

  @Test
  void killAfterIsNotArmedAgain() {
    World world = new World();
    world.send(world.subscribed(), world.job(RetryRule.ONCE, 10_000, 0, task("a", 1, 1)));
    Effect.Launch launch = launches(world.send(offers(world.offer("a1", 4, 100)))).get(0);
    world.send(update(launch, TaskState.TASK_RUNNING));
    world.after(9_000, update(launch, TaskState.TASK_RUNNING));

    assertThat(of(world.tick(1_000), Effect.Kill.class)).hasSize(1);
  }

  @Test
  void whatIsSpecialIsTakenOnlyByThoseThatAskForIt() {
    Resource revocable =
        World.scalar("cpus", 8).toBuilder()
            .setRevocable(Resource.RevocableInfo.getDefaultInstance())
            .build();
    Resource mount =
        World.scalar("disk", 500).toBuilder()
            .setDisk(
                Resource.DiskInfo.newBuilder()
                    .setSource(
                        Resource.DiskInfo.Source.newBuilder()
                            .setType(Resource.DiskInfo.Source.Type.MOUNT)))
            .build();
    Resource volume =
        Resources.parse("disk(test):100").toProto().get(0).toBuilder()
            .setShared(Resource.SharedInfo.getDefaultInstance())
            .setDisk(
                Resource.DiskInfo.newBuilder()
                    .setPersistence(Resource.DiskInfo.Persistence.newBuilder().setId("v")))
            .build();
    Resource gpus = World.scalar("gpus", 2);
    Resource mem = World.scalar("mem", 1_000);

    for (Resource special : List.of(revocable, mount, volume, gpus)) {
      World world =
          World.with(
              task("plain", 1, 1),
              World.task("disk", World.scalar("disk", 10), World.scalar("mem", 1)),
              World.task("asks", special, World.scalar("mem", 1)));
      List<Effect.Launch> launches = launches(world.send(offers(world.offer("a1", mem, special))));
      assertThat(launches).as("%s", special).extracting(l -> l.task().index()).containsExactly(2);
      assertThat(launches.get(0).resources()).contains(special);
    }
  }
}
