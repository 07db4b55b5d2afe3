package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that come with an executor: its resources are taken when it starts, and once. */
class OwnExecutorTest {
  private static TaskSpec task(String id, String executor) {
    return new TaskSpec(
        World.task(id, 1, 100).info().toBuilder()
            .setExecutor(
                ExecutorInfo.newBuilder()
                    .setExecutorId(
                        io.mesosbatch.mesos.v1.ExecutorID.newBuilder().setValue(executor))
                    .addAllResources(Resources.parse("cpus:0.5;mem:50").toProto()))
            .buildPartial());
  }

  private static Offer offer(World world, String agent, double cpus) {
    return world.offer(agent, World.scalar("cpus", cpus), World.scalar("mem", 10_000));
  }

  @Test
  void bothMustFitAndAreToldApart() {
    World world = World.with(task("a", "e"));
    assertThat(World.launches(world.send(offers(offer(world, "a1", 1.4))))).isEmpty();

    Effect.Launch launch = World.launches(world.send(offers(offer(world, "a1", 1.5)))).get(0);

    assertThat(Resources.of(launch.resources())).isEqualTo(Resources.parse("cpus:1;mem:100"));
    assertThat(Resources.of(launch.executor().resources()))
        .isEqualTo(Resources.parse("cpus:0.5;mem:50"));
    assertThat(launch.executor().starts()).isTrue();
  }

  @Test
  void anExecutorThatRunsThereIsShared() {
    World world = World.with(task("a", "e"), task("b", "e"), task("c", "e"), task("d", "e"));

    List<Effect.Launch> first = World.launches(world.send(offers(offer(world, "a1", 2.5))));
    assertThat(first).hasSize(2);
    assertThat(first.get(1).executor().starts()).isFalse();
    assertThat(first.get(1).executor().resources()).isEqualTo(first.get(0).executor().resources());

    List<Effect.Launch> later = World.launches(world.send(offers(offer(world, "a1", 1))));
    assertThat(later).hasSize(1);
    // Elsewhere there is none.
    assertThat(World.launches(world.send(offers(offer(world, "a2", 1.4))))).isEmpty();
    assertThat(World.launches(world.send(offers(offer(world, "a2", 1.5))))).hasSize(1);
  }

  @Test
  void whenItHasEndedItIsStartedAgain() {
    World world = World.with(task("a", "e"), task("b", "e"));
    Effect.Launch launch = World.launches(world.send(offers(offer(world, "a1", 1.5)))).get(0);
    world.send(update(launch, TaskState.TASK_FINISHED));
    Event.Builder failure = Event.newBuilder().setType(Event.Type.FAILURE);
    failure.getFailureBuilder().getAgentIdBuilder().setValue("a1");
    failure.getFailureBuilder().getExecutorIdBuilder().setValue("e");
    world.send(new Input.MesosEvent(failure.build()));

    assertThat(World.launches(world.send(offers(offer(world, "a1", 1))))).isEmpty();
    assertThat(World.launches(world.send(offers(offer(world, "a1", 1.5)))))
        .allMatch(l -> l.executor().starts());
  }

  @Test
  void oneThatWasNotThereAnyMoreIsNobodysFault() {
    World world = World.with(task("a", "e"), task("b", "e"));
    List<Effect.Launch> both = World.launches(world.send(offers(offer(world, "a1", 2.5))));
    world.send(update(both.get(0), TaskState.TASK_FINISHED));
    world.send(update(both.get(1), TaskState.TASK_ERROR));
    world.tick(1_000);

    List<Effect.Launch> again = World.launches(world.send(offers(offer(world, "a1", 2.5))));
    assertThat(again).hasSize(1);
    assertThat(again.get(0).executor().starts()).isTrue();
    world.send(update(again.get(0), TaskState.TASK_ERROR));
    assertThat(World.of(world.changes, Change.JobEnded.class)).hasSize(1);
  }

  @Test
  void executorsOfOneTaskEachAreNoShapesOfTheirOwn() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    List<TaskSpec> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tasks.add(task("t" + i, "e" + i));
    }
    tasks.forEach(plan::add);
    assertThat(plan.build(1, io.mesosbatch.v1.Job.newBuilder().setId("j").build()).shapes())
        .hasSize(1);
  }
}
