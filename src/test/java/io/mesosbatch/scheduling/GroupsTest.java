package io.mesosbatch.scheduling;

import static io.mesosbatch.mesos.v1.TaskState.TASK_FAILED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_FINISHED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_KILLED;
import static io.mesosbatch.mesos.v1.TaskState.TASK_LOST;
import static io.mesosbatch.mesos.v1.TaskState.TASK_RUNNING;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tasks that are placed together. The executor of a group takes cpus 0.1, mem 32, disk 10. */
class GroupsTest {
  private final World world = new World();
  private long jobs;

  private static TaskSpec in(String group, TaskSpec task) {
    return new TaskSpec(task.info(), task.policy().toBuilder().setGroup(group).build());
  }

  private static TaskSpec after(TaskSpec task, String before) {
    TaskPolicy.Builder policy = task.policy().toBuilder();
    policy.addAfterBuilder().setTask(before);
    return new TaskSpec(task.info(), policy.build());
  }

  private JobPlan plan(RetryRule retry, long killAfter, Job.Builder header, TaskSpec... tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(retry, killAfter);
    for (TaskSpec task : tasks) {
      plan.add(task);
    }
    return plan.build(++jobs, header.setId("job" + jobs).build());
  }

  private void accept(RetryRule retry, Job.Builder header, TaskSpec... tasks) {
    world.send(world.subscribed(), new Input.JobAccepted(plan(retry, 0, header, tasks)));
    world.now += 1_500;
  }

  private void accept(TaskSpec... tasks) {
    accept(RetryRule.ONCE, Job.newBuilder(), tasks);
  }

  private Offer offer(String agent, double cpus, double mem) {
    return world.offer(
        agent,
        World.scalar("cpus", cpus),
        World.scalar("mem", mem),
        World.scalar("disk", 1_000),
        World.ports(31_000, 31_010));
  }

  private static List<Effect.LaunchGroup> groups(List<Effect> effects) {
    return of(effects, Effect.Accept.class).stream().flatMap(a -> a.groups().stream()).toList();
  }

  private List<Phase> ends() {
    return of(world.changes, Change.TaskEnded.class).stream().map(Change.TaskEnded::phase).toList();
  }

  @Test
  void allOnOneAgentWithTheirExecutor() {
    accept(in("g", task("a", 1, 100)), task("x", 1, 100), in("g", task("b", 2, 100)));

    List<Effect> effects = world.send(offers(offer("a1", 4.1, 1_000)));

    Effect.Accept accept = of(effects, Effect.Accept.class).get(0);
    assertThat(accept.launches()).extracting(l -> l.task().index()).containsExactly(1);
    Effect.LaunchGroup group = groups(effects).get(0);
    assertThat(group.tasks()).extracting(l -> l.task().index()).containsExactly(0, 2);
    assertThat(Resources.of(group.executor()))
        .isEqualTo(Resources.parse("cpus:0.1;mem:32;disk:10"));
    assertThat(Resources.of(group.tasks().get(1).resources()))
        .isEqualTo(Resources.parse("cpus:2;mem:100"));
    assertThat(of(world.changes, Change.Launched.class)).hasSize(3);
  }

  @Test
  void notAHalfOfItWhereOnlyAHalfFits() {
    accept(in("g", task("a", 2, 100)), in("g", task("b", 2, 100)));

    // Without the executor it would fit.
    List<Effect> effects = world.send(offers(offer("a1", 4, 1_000), offer("a2", 3, 1_000)));

    assertThat(of(effects, Effect.Accept.class)).isEmpty();
    assertThat(world.scheduler.explain()).hasSize(1);
    Waiting waiting = world.scheduler.explain().get(0);
    assertThat(waiting.tasks()).isEqualTo(2);
    assertThat(waiting.demand()).isEqualTo("cpus:4.1; mem:232; disk:10 for a group of 2");
    assertThat(waiting.reasons())
        .containsExactly("no agent has 4.1 cpus in all; the most that one has shown is 4");
  }

  @Test
  void manyEqualGroupsAreOneShape() {
    List<TaskSpec> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tasks.add(in("g" + i, task("a" + i, 0.4, 50)));
      tasks.add(in("g" + i, task("b" + i, 0.5, 50)));
    }
    JobPlan plan = plan(RetryRule.ONCE, 0, Job.newBuilder(), tasks.toArray(TaskSpec[]::new));
    assertThat(plan.shapes()).hasSize(3);
    world.send(world.subscribed(), new Input.JobAccepted(plan));

    List<Effect> effects = world.send(offers(offer("a1", 8.5, 10_000), offer("a2", 3, 10_000)));

    assertThat(groups(effects)).hasSize(8 + 3);
    assertThat(of(effects, Effect.Accept.class)).hasSize(2);
  }

  @Test
  void namedResourcesOfOneAreNotTakenForAnother() {
    Resource reserved = Resources.parse("cpus(web):1").toProto().get(0);
    accept(
        in("g", task("a", 1, 100)),
        in("g", task("b", reserved, World.scalar("mem", 100), World.ports(31_005, 31_005))));

    List<Effect> effects =
        world.send(
            offers(
                world.offer(
                    "a1",
                    reserved,
                    World.scalar("cpus", 1.1),
                    World.scalar("mem", 1_000),
                    World.scalar("disk", 1_000),
                    World.ports(31_000, 31_010))));

    Effect.LaunchGroup group = groups(effects).get(0);
    assertThat(Resources.of(group.tasks().get(1).resources()))
        .isEqualTo(Resources.parse("cpus(web):1;mem:100;ports:[31005-31005]"));
    assertThat(Resources.of(group.tasks().get(0).resources()))
        .isEqualTo(Resources.parse("cpus:1;mem:100"));
  }

  private Effect.LaunchGroup launched() {
    List<Effect.LaunchGroup> groups = groups(world.send(offers(offer("a1", 8, 1_000))));
    assertThat(groups).hasSize(1);
    return groups.get(0);
  }

  private List<Effect> end(Effect.LaunchGroup group, int task, TaskState state) {
    return world.send(update(group.tasks().get(task), state));
  }

  @Test
  void itIsFinishedWhenAllAre() {
    accept(in("g", task("a", 1, 100)), in("g", task("b", 1, 100)), after(task("c", 1, 1), "a"));
    Effect.LaunchGroup group = launched();

    end(group, 0, TASK_FINISHED);
    assertThat(ends()).isEmpty();
    assertThat(of(world.changes, Change.AttemptEnded.class)).hasSize(1);
    assertThat(World.launches(world.send(offers(offer("a1", 8, 1_000))))).isEmpty();
    end(group, 0, TASK_FINISHED);
    end(group, 1, TASK_FINISHED);

    assertThat(ends()).containsExactly(Phase.FINISHED, Phase.FINISHED);
    assertThat(World.launches(world.send(offers(offer("a1", 8, 1_000))))).hasSize(1);
  }

  @Test
  void oneThatFailsFailsTheGroupAndTheOthersAreNotCounted() {
    accept(in("g", task("a", 1, 1)), in("g", task("b", 1, 1)), in("g", task("c", 1, 1)));
    Effect.LaunchGroup group = launched();

    end(group, 0, TASK_FINISHED);
    // In whatever order they are told of: the cause may come last.
    end(group, 2, TASK_KILLED);
    end(group, 1, TASK_FAILED);

    assertThat(of(world.changes, Change.AttemptEnded.class))
        .extracting(e -> e.task().index() + " " + e.free())
        .containsExactly("0 false", "2 true", "1 false");
    assertThat(of(world.changes, Change.TaskEnded.class))
        .extracting(e -> e.task().index() + " " + e.phase() + " " + e.reason())
        .containsExactly(
            "1 FAILED ",
            "0 KILLED its group failed with task 1 of the list",
            "2 KILLED its group failed with task 1 of the list");
    assertThat(of(world.changes, Change.JobEnded.class))
        .extracting(Change.JobEnded::phase)
        .containsExactly(Phase.FAILED);
  }

  @Test
  void theOthersAreKilledShouldTheExecutorNotDoIt() {
    accept(in("g", task("a", 1, 1)), in("g", task("b", 1, 1)));
    Effect.LaunchGroup group = launched();

    assertThat(of(end(group, 0, TASK_LOST), Effect.Kill.class)).isEmpty();

    assertThat(of(world.tick(2_000), Effect.Kill.class))
        .extracting(k -> k.attempt().task().index())
        .containsExactly(1);
    end(group, 1, TASK_KILLED);
    world.tick(1_000);
    assertThat(groups(world.send(offers(offer("a1", 8, 1_000))))).hasSize(1);
    assertThat(of(world.changes, Change.AttemptEnded.class)).allMatch(Change.AttemptEnded::free);
  }

  @Test
  void killedByNobodyKnowsWhomIsAFailure() {
    accept(in("g", task("a", 1, 1)), in("g", task("b", 1, 1)));
    Effect.LaunchGroup group = launched();

    end(group, 0, TASK_KILLED);
    end(group, 1, TASK_KILLED);

    assertThat(ends()).containsExactly(Phase.FAILED, Phase.KILLED);
  }

  @Test
  void itIsTriedAgainWhole() {
    Job.Builder header = Job.newBuilder();
    header.addGroupsBuilder().getRetryBuilder().setMaxAttempts(2).setBackoff("1secs");
    accept(RetryRule.ONCE, header, in("g", task("a", 1, 1)), in("g", task("b", 1, 1)));
    Effect.LaunchGroup first = launched();
    end(first, 0, TASK_FINISHED);
    end(first, 1, TASK_FAILED);
    assertThat(ends()).isEmpty();
    assertThat(of(world.changes, Change.Requeued.class)).hasSize(2);

    world.tick(2_000);
    Effect.LaunchGroup second = launched();
    assertThat(second.tasks()).extracting(Effect.Launch::attempt).containsExactly(2, 2);
    end(second, 0, TASK_FINISHED);
    end(second, 1, TASK_FAILED);

    assertThat(ends()).containsExactly(Phase.FAILED, Phase.KILLED);
  }

  @Test
  void killAfterOfOneEndsTheGroup() {
    TaskSpec limited = in("g", task("b", 1, 1));
    accept(
        in("g", task("a", 1, 1)),
        new TaskSpec(limited.info(), limited.policy().toBuilder().setKillAfter("10secs").build()));
    Effect.LaunchGroup group = launched();
    end(group, 0, TASK_RUNNING);
    end(group, 1, TASK_RUNNING);

    assertThat(of(world.tick(10_000), Effect.Kill.class))
        .extracting(k -> k.attempt().task().index())
        .containsExactly(1);
    end(group, 0, TASK_KILLED);
    end(group, 1, TASK_KILLED);

    assertThat(of(world.changes, Change.TaskEnded.class))
        .extracting(e -> e.task().index() + " " + e.phase())
        .containsExactly("1 FAILED", "0 KILLED");
    assertThat(of(world.changes, Change.AttemptEnded.class).get(1).status().getMessage())
        .startsWith("Killed because it ran longer than kill_after");
  }

  @Test
  void aJobThatIsKilledKillsAllOfIt() {
    accept(in("g", task("a", 1, 1)), in("g", task("b", 1, 1)));
    Effect.LaunchGroup group = launched();
    end(group, 0, TASK_FINISHED);

    assertThat(of(world.send(new Input.KillJob("job1")), Effect.Kill.class)).hasSize(1);
    end(group, 1, TASK_KILLED);

    assertThat(ends()).containsExactly(Phase.KILLED, Phase.KILLED);
  }

  @Test
  void itWaitsForWhatAnyOfItsTasksComesAfter() {
    accept(in("g", task("a", 1, 1)), in("g", after(task("b", 1, 1), "x")), task("x", 1, 1));

    List<Effect> effects = world.send(offers(offer("a1", 8, 1_000)));
    assertThat(groups(effects)).isEmpty();
    assertThat(world.scheduler.explain()).extracting(Waiting::tasks).containsExactly(2);
    world.send(update(World.launches(effects).get(0), TASK_FINISHED));

    assertThat(groups(world.send(offers(offer("a1", 8, 1_000))))).hasSize(1);
  }

  @Test
  void whatCannotStartAnyMoreIsSkippedWhole() {
    accept(in("g", task("a", 1, 1)), in("g", after(task("b", 1, 1), "x")), task("x", 1, 1));

    List<Effect> effects = world.send(offers(offer("a1", 8, 1_000)));
    world.send(update(World.launches(effects).get(0), TASK_FAILED));

    assertThat(of(world.changes, Change.TaskEnded.class))
        .extracting(e -> e.task().index() + " " + e.phase())
        .containsExactly("2 FAILED", "0 SKIPPED", "1 SKIPPED");
  }

  @Test
  void forConstraintsItIsOne() {
    Job.Builder header = Job.newBuilder();
    header.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    accept(
        RetryRule.ONCE,
        header,
        in("g", task("a", 1, 1)),
        in("g", task("b", 1, 1)),
        in("h", task("c", 1, 1)),
        in("h", task("d", 1, 1)));

    List<Effect> effects = world.send(offers(offer("a1", 8, 1_000), offer("a2", 8, 1_000)));

    assertThat(of(effects, Effect.Accept.class)).hasSize(2).allMatch(a -> a.groups().size() == 1);
  }

  @Test
  void maxRunningCountsItsTasks() {
    accept(
        RetryRule.ONCE,
        Job.newBuilder().setMaxRunning(3),
        in("g", task("a", 1, 1)),
        in("g", task("b", 1, 1)),
        in("h", task("c", 1, 1)),
        in("h", task("d", 1, 1)),
        task("x", 1, 1));

    List<Effect> effects = world.send(offers(offer("a1", 8, 1_000)));

    assertThat(groups(effects)).hasSize(1);
    assertThat(World.launches(effects)).hasSize(1);
    assertThat(world.scheduler.explain().get(0).reasons())
        .containsExactly("max_running: 3 of the job's tasks run");
  }

  @Test
  void aRestartFindsItInTheMiddle() {
    TaskSpec[] tasks = {in("g", task("a", 1, 1)), in("g", task("b", 1, 1))};
    TaskStatus failed =
        TaskStatus.newBuilder()
            .setTaskId(io.mesosbatch.mesos.v1.TaskID.newBuilder().setValue("x"))
            .setState(TASK_FAILED)
            .build();
    world.send(
        new Input.JobRestored(
            plan(RetryRule.ONCE, 0, Job.newBuilder(), tasks),
            List.of(
                new RestoredTask(
                    0, Phase.RUNNING, 1, 0, 1, "a1", "h", 1, 2, "", 0, Optional.of(failed), true),
                new RestoredTask(
                    1, Phase.RUNNING, 1, 0, 0, "a1", "h", 1, 2, "", 0, Optional.empty(), false))));
    world.send(world.subscribed());

    assertThat(of(world.tick(2_000), Effect.Kill.class))
        .extracting(k -> k.attempt().task().index())
        .containsExactly(1);
    world.send(update(new io.mesosbatch.job.TaskKey(1, 1), 1, TASK_KILLED, null));

    assertThat(of(world.changes, Change.TaskEnded.class))
        .extracting(e -> e.task().index() + " " + e.phase())
        .containsExactly("0 FAILED", "1 KILLED");
  }
}
