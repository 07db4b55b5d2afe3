package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.JobDependency;
import io.mesosbatch.v1.RetryPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who comes first; how often something is tried, and when it runs again. */
class OrderTest {
  private final World world = new World();

  private static TaskSpec[] tasks(int count) {
    return IntStream.range(0, count).mapToObj(i -> task("t" + i, 1, 1)).toArray(TaskSpec[]::new);
  }

  private List<Effect.Launch> offer(double cpus) {
    return launches(world.send(offers(world.offer("a1", cpus, 10_000))));
  }

  private Phase outcome(long job) {
    return of(world.changes, Change.JobEnded.class).stream()
        .filter(end -> end.job() == job)
        .findFirst()
        .orElseThrow()
        .phase();
  }

  @Test
  void usersShareByTheLargestPartThatTheyHaveOfAnything() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setUser("cpus"), many(100, 2, 1));
    world.accept(Job.newBuilder().setUser("mem"), many(100, 1, 400));

    List<Effect.Launch> launches = offer(40);

    // Of 40 cpus and 10,000 MB: a task of the one is 1/20 of the cpus, of the other 1/25 of the
    // mem.
    long cpus = launches.stream().filter(l -> l.task().job() == 1).count();
    long mem = launches.stream().filter(l -> l.task().job() == 2).count();
    assertThat(cpus / 20.0).isCloseTo(mem / 25.0, within(0.06));
    assertThat(cpus * 2 + mem).isGreaterThanOrEqualTo(39);
  }

  private static TaskSpec[] many(int count, double cpus, double mem) {
    return IntStream.range(0, count)
        .mapToObj(i -> task("t" + i, cpus, mem))
        .toArray(TaskSpec[]::new);
  }

  @Test
  void theOlderJobOfAUserGoesFirstAndAPriorityBeforeIt() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setUser("a"), tasks(2));
    world.accept(Job.newBuilder().setUser("a"), tasks(2));
    world.accept(Job.newBuilder().setUser("a").setPriority(5), tasks(1));

    assertThat(offer(1)).extracting(l -> l.task().job()).containsExactly(3L);
    assertThat(offer(2)).extracting(l -> l.task().job()).containsExactly(1L, 1L);
    assertThat(offer(2)).extracting(l -> l.task().job()).containsExactly(2L, 2L);
  }

  @Test
  void aLabelMayStandForTheUser() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0, Optional.of("team"));
    plan.add(task("t", 1, 1));
    Job.Builder job = Job.newBuilder().setId("j").setUser("alice");
    assertThat(plan.build(1, job.build()).rules().user()).isEmpty();
    job.getLabelsBuilder().addLabelsBuilder().setKey("team").setValue("red");
    assertThat(plan.build(1, job.build()).rules().user()).isEqualTo("red");
  }

  @Test
  void aTaskMayBeTriedHundredsOfTimes() {
    world.send(world.subscribed());
    RetryPolicy.Builder retry =
        RetryPolicy.newBuilder().setMaxAttempts(300).setMaxBackoff("0secs").setAvoidAgent(false);
    world.accept(Job.newBuilder().setRetry(retry), tasks(1));

    int attempts = 0;
    for (List<Effect.Launch> next = offer(1); !next.isEmpty(); next = offer(1)) {
      attempts++;
      world.send(World.update(next.get(0), TaskState.TASK_FAILED));
      world.now += 1;
    }
    assertThat(attempts).isEqualTo(300);
    assertThat(outcome(1)).isEqualTo(Phase.FAILED);
  }

  @Test
  void aBackoffIsNotCutByALongestOneThatNobodyGave() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("t", 1, 1));
    RetryPolicy.Builder retry = RetryPolicy.newBuilder().setBackoff("5mins");
    RetryRule rule =
        plan.build(1, Job.newBuilder().setId("j").setRetry(retry).build()).shapes().get(0).retry();

    assertThat(rule.backoffMillis()).isEqualTo(300_000);
    assertThat(rule.maxBackoffMillis()).isEqualTo(300_000);
  }

  @Test
  void aJobThatRunsAgainIsWaitedForAgain() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setId("first"), tasks(1));
    world.send(ofJob("first", 0, offer(1).get(0).attempt(), TaskState.TASK_FAILED));
    assertThat(outcome(1)).isEqualTo(Phase.FAILED);

    JobPlanBuilder again = new JobPlanBuilder(RetryRule.ONCE, 0);
    again.add(tasks(1)[0]);
    RestoredTask failed = new RestoredTask(0, Phase.PENDING, 1, 0, "", 0, 0, 0);
    world.send(
        new Input.JobRestored(
            again.build(1, Job.newBuilder().setId("first").build()), List.of(failed)));
    world.accept(
        Job.newBuilder().setId("second").addAfter(JobDependency.newBuilder().setJob("first")),
        tasks(1));
    List<Effect.Launch> second = offer(5);
    assertThat(second).extracting(Effect.Launch::attempt).containsExactly(2);
    world.send(ofJob("first", 0, 2, TaskState.TASK_FINISHED));
    assertThat(offer(5)).extracting(l -> l.task().job()).containsExactly(2L);
  }

  private static Input ofJob(String job, int index, int attempt, TaskState state) {
    String id = new AttemptId(job, index, attempt).format("x");
    return World.update(
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setState(state)
            .build());
  }

  /** A small task does not wait until the master's filter for a large one has passed. */
  @Test
  void newWorkWantsBackWhatWasRefusedBefore() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder(), task("large", 64, 1));
    assertThat(offer(8)).isEmpty();

    assertThat(world.after(5_000, world.job(RetryRule.ONCE, task("small", 1, 1))))
        .contains(new Effect.Revive());
  }
}
