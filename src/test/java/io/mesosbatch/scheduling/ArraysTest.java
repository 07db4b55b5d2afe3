package io.mesosbatch.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.ArrayTemplate;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.Constraint;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.ParameterRow;
import io.mesosbatch.v1.ParameterTable;
import io.mesosbatch.v1.TaskArray;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** An array is to the core what the list of its tasks would be. */
class ArraysTest {
  private static TaskSpec array(String id, int count, TaskPolicy.Builder policy) {
    TaskSpec task = World.task(id, 1, 1);
    return new TaskSpec(
        task.info(), policy.setArray(TaskArray.newBuilder().setCount(count)).build());
  }

  private static JobPlan plan(Job.Builder header, TaskSpec... tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (TaskSpec task : tasks) {
      plan.add(task);
    }
    return plan.build(1, header.setId("job1").build());
  }

  private static World with(JobPlan plan) {
    World world = new World();
    world.send(world.subscribed());
    world.send(new Input.JobAccepted(plan));
    return world;
  }

  @Test
  void allOfAnArrayHasOneShape() {
    JobPlan plan = plan(Job.newBuilder(), array("a", 1_000_000, TaskPolicy.newBuilder()));

    assertThat(plan.tasks()).isEqualTo(1_000_000);
    assertThat(plan.shapes()).hasSize(1);
  }

  @Test
  void whereATaskMayRunMayDependOnItsRow() {
    TaskPolicy.Builder policy =
        TaskPolicy.newBuilder()
            .addConstraints(
                Constraint.newBuilder()
                    .setAttribute("hostname")
                    .setOperator(Constraint.Operator.IS)
                    .setValue("@{host}"))
            .setArray(
                TaskArray.newBuilder()
                    .setParameters(
                        ParameterTable.newBuilder()
                            .addColumns("host")
                            .addRows(ParameterRow.newBuilder().addValues("h1"))
                            .addRows(ParameterRow.newBuilder().addValues("h2"))
                            .addRows(ParameterRow.newBuilder().addValues("h1"))));
    JobPlan plan =
        plan(Job.newBuilder(), new TaskSpec(World.task("a", 1, 1).info(), policy.build()));

    assertThat(plan.shapes()).hasSize(2);
    assertThat(plan.shapeOf()).containsExactly(0, 1, 0);
  }

  @Test
  void howLongATaskMayTakeMayDependOnItsRow() {
    TaskPolicy.Builder policy =
        TaskPolicy.newBuilder().setKillAfter("@{run}").setLaunchTimeout("@{start}");
    policy.getRetryBuilder().setMaxAttempts(2).setBackoff("@{start}");
    policy
        .getArrayBuilder()
        .getParametersBuilder()
        .addAllColumns(List.of("run", "start"))
        .addRows(ParameterRow.newBuilder().addValues("1secs").addValues("2secs"))
        .addRows(ParameterRow.newBuilder().addValues("1hrs").addValues("3secs"));

    JobPlan plan =
        plan(Job.newBuilder(), new TaskSpec(World.task("a", 1, 1).info(), policy.build()));

    assertThat(plan.shapeOf()).containsExactly(0, 1);
    Shape second = plan.shapes().get(1);
    assertThat(second.killAfterMillis()).isEqualTo(3_600_000);
    assertThat(second.launchTimeoutMillis()).isEqualTo(3_000);
    assertThat(second.retry().backoffMillis()).isEqualTo(3_000);
  }

  @Test
  void theLimitOfAJobHoldsForItsArray() {
    World world =
        with(plan(Job.newBuilder().setMaxRunning(3), array("a", 10, TaskPolicy.newBuilder())));

    List<Effect> effects = world.send(World.offers(world.offer("a1", 100, 10_000)));

    assertThat(World.launches(effects))
        .extracting(launch -> launch.task().index())
        .containsExactly(0, 1, 2);
  }

  @Test
  void afterARestartTheRestOfAnArrayWaitsForTheRestOfTheOther() {
    JobPlan plan =
        plan(
            Job.newBuilder(),
            array("a", 2, TaskPolicy.newBuilder()),
            array("b", 2, after("a", false, Condition.FINISHED)));
    World world = new World();
    world.send(world.subscribed());
    RestoredTask finished = new RestoredTask(0, Phase.FINISHED, 1, 0, "", 0, 0, 0);
    world.send(new Input.JobRestored(plan, List.of(finished)));

    List<Effect.Launch> launches =
        World.launches(world.send(World.offers(world.offer("a1", 100, 10_000))));
    assertThat(launches).extracting(launch -> launch.task().index()).containsExactly(1);

    world.send(World.update(launches.get(0), TaskState.TASK_FINISHED));
    assertThat(World.launches(world.send(World.offers(world.offer("a1", 100, 10_000)))))
        .extracting(launch -> launch.task().index())
        .containsExactly(2, 3);
  }

  private static TaskPolicy.Builder after(String before, boolean sameIndex, Condition condition) {
    TaskPolicy.Builder policy = TaskPolicy.newBuilder();
    policy.addAfterBuilder().setTask(before).setSameIndex(sameIndex).setCondition(condition);
    return policy;
  }

  /**
   * Random arrays after each other, some of them in groups, once as arrays and once task by task:
   * the same happens.
   */
  @Property(tries = 300)
  void anArrayIsTheListOfItsTasks(@ForAll Random random) {
    List<TaskSpec> arrays = new ArrayList<>();
    int many = 1 + random.nextInt(5);
    for (int i = 0; i < many; i++) {
      int count = 1 + random.nextInt(4);
      TaskPolicy.Builder policy = TaskPolicy.newBuilder();
      String group = "";
      if (i > 0 && random.nextInt(3) == 0) {
        count = arrays.get(i - 1).count();
        TaskPolicy.Builder last = arrays.get(i - 1).policy().toBuilder();
        group = last.hasGroup() ? last.getGroup() : "g" + i;
        arrays.set(i - 1, new TaskSpec(arrays.get(i - 1).info(), last.setGroup(group).build()));
        policy.setGroup(group);
      }
      for (TaskSpec before : arrays) {
        boolean inGroup = !group.isEmpty() && before.policy().getGroup().equals(group);
        if (!inGroup && random.nextInt(3) == 0) {
          boolean one = random.nextInt(4) == 0;
          policy
              .addAfterBuilder()
              .setTask(one ? before.id() + "-" + (before.count() - 1) : before.id())
              .setSameIndex(!one && before.count() == count && random.nextBoolean())
              .setCondition(random.nextBoolean() ? Condition.FINISHED : Condition.ENDED);
        }
      }
      arrays.add(array("t" + i, count, policy));
    }
    World asArrays = with(plan(Job.newBuilder(), arrays.toArray(TaskSpec[]::new)));
    World oneByOne = with(plan(Job.newBuilder(), expanded(arrays)));
    boolean ended = false;
    while (!ended) {
      Set<TaskKey> launched = launch(asArrays);
      assertThat(launch(oneByOne)).isEqualTo(launched);
      for (TaskKey task : launched) {
        TaskState state = random.nextInt(4) == 0 ? TaskState.TASK_FAILED : TaskState.TASK_FINISHED;
        Input update = World.update(task, 1, state, null);
        asArrays.changes.clear();
        oneByOne.changes.clear();
        asArrays.send(update);
        oneByOne.send(update);
        assertThat(withoutReasons(asArrays)).isEqualTo(withoutReasons(oneByOne));
      }
      ended = launched.isEmpty();
    }
    assertThat(asArrays.scheduler.progress()).isEmpty();
    assertThat(oneByOne.scheduler.progress()).isEmpty();
  }

  /** Of a group several tasks may come after what failed: then the reason names any of them. */
  private static Set<Change> withoutReasons(World world) {
    return world.changes.stream()
        .map(
            change ->
                change instanceof Change.TaskEnded end
                    ? new Change.TaskEnded(end.task(), end.phase(), "", end.at())
                    : change)
        .collect(Collectors.toSet());
  }

  private static Set<TaskKey> launch(World world) {
    Offer offer =
        world.offer(
            "a1",
            World.scalar("cpus", 1_000),
            World.scalar("mem", 10_000),
            World.scalar("disk", 1_000));
    Set<TaskKey> launched = new HashSet<>();
    for (Effect.Accept accept :
        World.of(world.after(1, World.offers(offer)), Effect.Accept.class)) {
      accept.launches().forEach(launch -> launched.add(launch.task()));
      for (Effect.LaunchGroup group : accept.groups()) {
        List<TaskKey> tasks = group.tasks().stream().map(Effect.Launch::task).toList();
        assertThat(launched).doesNotContainAnyElementsOf(tasks);
        assertThat(tasks).hasSizeGreaterThan(1);
        launched.addAll(tasks);
      }
    }
    return launched;
  }

  private static TaskSpec[] expanded(List<TaskSpec> arrays) {
    List<TaskSpec> tasks = new ArrayList<>();
    for (TaskSpec array : arrays) {
      ArrayTemplate template = ArrayTemplate.of(array);
      for (int i = 0; i < template.count(); i++) {
        TaskPolicy.Builder policy = TaskPolicy.newBuilder();
        int place = i;
        array
            .policy()
            .getAfterList()
            .forEach(
                dependency ->
                    arrays.stream()
                        .filter(other -> dependency.getTask().startsWith(other.id()))
                        .forEach(
                            other -> {
                              for (int b = 0; b < other.count(); b++) {
                                String id = other.id() + "-" + b;
                                boolean wanted =
                                    dependency.getSameIndex()
                                        ? b == place
                                        : dependency.getTask().equals(other.id())
                                            || dependency.getTask().equals(id);
                                if (wanted) {
                                  policy
                                      .addAfterBuilder()
                                      .setTask(id)
                                      .setCondition(dependency.getCondition());
                                }
                              }
                            }));
        if (array.policy().hasGroup()) {
          policy.setGroup(array.policy().getGroup() + "-" + i);
        }
        tasks.add(new TaskSpec(template.task(i).info(), policy.build()));
      }
    }
    return tasks.toArray(TaskSpec[]::new);
  }
}
