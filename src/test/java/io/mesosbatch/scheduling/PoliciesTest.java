package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.task;
import static io.mesosbatch.scheduling.World.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.RetryPolicy;
import io.mesosbatch.v1.RetryRule.Action;
import io.mesosbatch.v1.Strategy;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Order, limits, retries, time and dependencies. */
class PoliciesTest {
  private World world = new World();

  private static TaskSpec[] tasks(int count) {
    return IntStream.range(0, count).mapToObj(i -> task("t" + i, 1, 1)).toArray(TaskSpec[]::new);
  }

  private static TaskSpec after(TaskSpec task, Condition condition, String... before) {
    TaskPolicy.Builder policy = TaskPolicy.newBuilder();
    for (String id : before) {
      policy.addAfterBuilder().setTask(id).setCondition(condition);
    }
    return new TaskSpec(task.info(), policy.build());
  }

  private List<Effect.Launch> offer(double cpus) {
    return launches(world.send(offers(world.offer("a1", cpus, 10_000))));
  }

  private List<Change.TaskEnded> ended() {
    return of(world.changes, Change.TaskEnded.class);
  }

  private Phase outcome(long job) {
    return of(world.changes, Change.JobEnded.class).stream()
        .filter(end -> end.job() == job)
        .findFirst()
        .orElseThrow()
        .phase();
  }

  @Test
  void usersShareByTheirWeight() {
    FairShares shares = new FairShares(Map.of("b", 3.0), Map.of());
    world = new World(SchedulingOptions.DEFAULT.with(shares));
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setUser("a"), tasks(100));
    world.accept(Job.newBuilder().setUser("b"), tasks(100));

    Map<Long, Long> byJob =
        offer(40).stream()
            .collect(Collectors.groupingBy(l -> l.task().job(), Collectors.counting()));

    assertThat(byJob).containsEntry(1L, 10L).containsEntry(2L, 30L);
  }

  @Test
  void priorityGoesBeforeFairShare() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setUser("a"), tasks(10));
    world.accept(Job.newBuilder().setUser("b").setPriority(1), tasks(10));

    assertThat(offer(5)).allMatch(launch -> launch.task().job() == 2);
  }

  @Test
  void aJobKeepsToItsLimitAndBlocksNobody() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setMaxRunning(2), tasks(10));
    world.accept(Job.newBuilder(), tasks(3));

    List<Effect.Launch> first = offer(20);
    assertThat(first).filteredOn(l -> l.task().job() == 1).hasSize(2);
    assertThat(first).filteredOn(l -> l.task().job() == 2).hasSize(3);
    assertThat(offer(20)).isEmpty();
    world.send(update(first.get(0), TaskState.TASK_FINISHED));
    assertThat(offer(20)).hasSize(1);
  }

  @Test
  void aUserKeepsToItsLimitOverAllJobs() {
    world = new World(SchedulingOptions.DEFAULT.with(new FairShares(Map.of(), Map.of("a", 3))));
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setUser("a"), tasks(2));
    world.accept(Job.newBuilder().setUser("a"), tasks(2));

    assertThat(offer(20)).hasSize(3);
  }

  @Test
  void spreadGivesEachAgentItsPart() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setStrategy(Strategy.SPREAD), tasks(4));

    List<Effect> effects =
        world.send(offers(world.offer("a1", 8, 1000), world.offer("a2", 8, 1000)));

    assertThat(of(effects, Effect.Accept.class)).allMatch(a -> a.launches().size() == 2);
  }

  @Test
  void whatSpreadCannotDivideGoesToAsManyAgents() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setStrategy(Strategy.SPREAD), tasks(6));

    List<Effect> effects =
        world.send(
            offers(
                world.offer("a1", 8, 1000),
                world.offer("a2", 8, 1000),
                world.offer("a3", 8, 1000),
                world.offer("a4", 8, 1000)));

    assertThat(of(effects, Effect.Accept.class))
        .extracting(a -> a.launches().size())
        .containsExactlyInAnyOrder(2, 2, 1, 1);
  }

  @Test
  void packFillsTheSmallestHolesFirst() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setStrategy(Strategy.PACK), tasks(3));

    List<Effect> effects =
        world.send(offers(world.offer("a1", 8, 1000), world.offer("a2", 4, 1000)));

    assertThat(of(effects, Effect.Accept.class))
        .singleElement()
        .matches(a -> a.agentId().equals("a2"));
  }

  private static Job.Builder retry(int attempts) {
    return Job.newBuilder()
        .setRetry(
            RetryPolicy.newBuilder()
                .setMaxAttempts(attempts)
                .setBackoff("1secs")
                .setMaxBackoff("10secs"));
  }

  private void fail(Effect.Launch launch, String message) {
    String id =
        "x.job" + launch.task().job() + "." + launch.task().index() + "." + launch.attempt();
    TaskStatus.Builder status =
        TaskStatus.newBuilder().setState(TaskState.TASK_FAILED).setMessage(message);
    status.getTaskIdBuilder().setValue(id);
    world.send(World.update(status.build()));
  }

  @Test
  void exitCodesDecide() {
    world.send(world.subscribed());
    Job.Builder job = retry(3);
    job.getRetryBuilder().addRulesBuilder().addExitCodes(2).setAction(Action.FAIL);
    job.getRetryBuilder().addRulesBuilder().addExitCodes(75).setAction(Action.FREE);
    world.accept(job, tasks(2));
    List<Effect.Launch> first = offer(8);

    fail(first.get(0), "Command exited with status 2");
    fail(first.get(1), "Command exited with status 75");

    assertThat(ended()).singleElement().matches(e -> e.task().index() == 0);
    assertThat(of(world.changes, Change.AttemptEnded.class).get(1).free()).isTrue();
  }

  @Test
  void anExitCodeThatNoNumberHoldsIsNotKnown() {
    world.send(world.subscribed());
    Job.Builder job = retry(1);
    job.getRetryBuilder().addRulesBuilder().addExitCodes(2).setAction(Action.FREE);
    world.accept(job, tasks(3));
    List<Effect.Launch> first = offer(8);

    fail(first.get(0), "My executor: exited with status 20000000002");
    fail(first.get(1), "Command terminated with signal Killed");
    fail(first.get(2), "My executor: exited with status 2.");

    assertThat(ended()).extracting(e -> e.task().index()).containsExactly(0, 1);
  }

  @Test
  void aDeadlineThatPassedWhileTheProgramWasAwayHoldsBeforeTheFirstOffer() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("t0", 1, 1));
    plan.add(task("t1", 1, 1));
    Job.Builder job = Job.newBuilder().setId("job1").setDeadline("10secs");
    RestoredTask running =
        new RestoredTask(0, Phase.RUNNING, 1, 0, "a1", world.now - 9_000, world.now - 8_000, 0);

    List<Effect> effects =
        world.send(
            new Input.JobRestored(plan.build(1, job.build(), world.now - 10_000), List.of(running)),
            world.subscribed(),
            offers(world.offer("a1", 8, 1_000)));

    assertThat(World.launches(effects)).isEmpty();
    assertThat(of(effects, Effect.Kill.class)).hasSize(1);
    assertThat(ended())
        .singleElement()
        .matches(e -> e.task().index() == 1 && e.phase() == Phase.FAILED);
  }

  @Test
  void aLimitBelowAMillisecondIsALimit() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("t", 1, 1));
    Job.Builder job = Job.newBuilder().setId("job1");
    job.setKillAfter("500us").setLaunchTimeout("1ns").setDeadline("1ns");

    JobPlan built = plan.build(1, job.build(), 5_000);

    assertThat(built.shapes().get(0).killAfterMillis()).isEqualTo(1);
    assertThat(built.shapes().get(0).launchTimeoutMillis()).isEqualTo(1);
    assertThat(built.rules().deadlineAt()).isEqualTo(5_001);
  }

  @Test
  void statesAndReasonsDecide() {
    world.send(world.subscribed());
    Job.Builder job = retry(1);
    job.getRetryBuilder()
        .addRulesBuilder()
        .addStates(TaskState.TASK_LOST)
        .addReasons(Reason.REASON_INVALID_OFFERS)
        .setAction(Action.COUNT);
    world.accept(job, tasks(1));
    Effect.Launch launch = offer(8).get(0);

    world.send(update(launch.task(), 1, TaskState.TASK_LOST, Reason.REASON_INVALID_OFFERS));

    assertThat(outcome(1)).isEqualTo(Phase.FAILED);
  }

  @Test
  void theBackoffVariesByTheJitter() {
    List<Long> waits = new ArrayList<>();
    RetryRule rule = new RetryRule(3, 1_000, 60_000, 0.5, List.of(), true);
    for (int seed = 0; seed < 1_000; seed++) {
      waits.add(rule.waitAfter(2, seed));
    }

    assertThat(waits).allMatch(wait -> wait >= 1_000 && wait <= 3_000);
    assertThat(waits.stream().mapToLong(w -> w).average().orElseThrow())
        .isCloseTo(2_000, within(100.0));
  }

  @Test
  void aTaskKeepsAwayFromTheAgentWhereItFailedForAWhile() {
    world.send(world.subscribed());
    world.accept(retry(2), tasks(1));
    world.send(World.offers(world.offer("another", 0.1, 1)));
    fail(offer(8).get(0), "");

    world.now += 2_000;
    assertThat(offer(8)).isEmpty();
    world.now += 60_000;
    assertThat(offer(8)).as("rather there than for ever nowhere").hasSize(1);
  }

  @Test
  void aPinnedTaskHasNowhereElseToGo() {
    world.send(world.subscribed());
    world.accept(retry(2), World.pinned(task("t", 1, 1), "a1"));
    world.send(World.offers(world.offer("another", 8, 1000)));
    fail(offer(8).get(0), "");

    world.now += 2_000;
    assertThat(offer(8)).hasSize(1);
  }

  @Test
  void anotherAgentTakesItAtOnce() {
    world.send(world.subscribed());
    world.accept(retry(2), tasks(1));
    fail(offer(8).get(0), "");

    world.now += 2_000;
    assertThat(launches(world.send(offers(world.offer("a2", 8, 1000))))).hasSize(1);
  }

  @Test
  void theJobStopsWhenTooManyTasksHaveFailed() {
    world.send(world.subscribed());
    Job.Builder job = Job.newBuilder();
    job.getFailureBudgetBuilder().setPercent(20);
    world.accept(job, tasks(10));
    List<Effect.Launch> running = offer(4);

    running.subList(0, 2).forEach(launch -> fail(launch, ""));
    assertThat(of(world.changes, Change.JobStopped.class)).isEmpty();
    fail(running.get(2), "");

    assertThat(of(world.changes, Change.JobStopped.class)).hasSize(1);
    world.send(update(running.get(3), TaskState.TASK_KILLED));
    assertThat(outcome(1)).isEqualTo(Phase.FAILED);
    assertThat(ended()).filteredOn(e -> e.phase() == Phase.KILLED).hasSize(7);
  }

  @Test
  void theDeadlineEndsTheJob() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setDeadline("1mins"), tasks(2));
    Effect.Launch running = offer(1).get(0);

    assertThat(of(world.tick(59_000), Effect.Kill.class)).isEmpty();
    assertThat(of(world.tick(1_000), Effect.Kill.class)).hasSize(1);
    world.send(update(running, TaskState.TASK_KILLED));

    assertThat(outcome(1)).isEqualTo(Phase.FAILED);
    assertThat(ended()).allMatch(e -> e.reason().contains("deadline"));
  }

  @Test
  void aLaunchThatTakesTooLongIsKilledAndCounts() {
    world.send(world.subscribed());
    world.accept(Job.newBuilder().setLaunchTimeout("30secs"), tasks(1));
    Effect.Launch launch = offer(1).get(0);
    world.send(update(launch, TaskState.TASK_STARTING));

    assertThat(of(world.tick(29_000), Effect.Kill.class)).isEmpty();
    assertThat(of(world.tick(1_000), Effect.Kill.class)).hasSize(1);
    world.send(update(launch, TaskState.TASK_KILLED));

    assertThat(outcome(1)).isEqualTo(Phase.FAILED);
  }

  @Test
  void aTaskStartsWhenThoseBeforeItHaveFinished() {
    world.send(world.subscribed());
    world.accept(
        Job.newBuilder(),
        after(task("t2", 1, 1), Condition.FINISHED, "t0", "t1"),
        task("t0", 1, 1),
        task("t1", 1, 1));

    List<Effect.Launch> first = offer(8);
    assertThat(first).extracting(l -> l.task().index()).containsExactly(1, 2);
    world.send(update(first.get(0), TaskState.TASK_FINISHED));
    assertThat(offer(8)).isEmpty();
    world.send(update(first.get(1), TaskState.TASK_FINISHED));
    assertThat(offer(8)).extracting(l -> l.task().index()).containsExactly(0);
  }

  @Test
  void aFailedTaskSkipsWhatDependsOnItAndNothingElse() {
    world.send(world.subscribed());
    world.accept(
        Job.newBuilder(),
        task("a", 1, 1),
        after(task("b", 1, 1), Condition.FINISHED, "a"),
        after(task("c", 1, 1), Condition.FINISHED, "b"),
        after(task("d", 1, 1), Condition.ENDED, "a"),
        task("e", 1, 1));
    List<Effect.Launch> first = offer(8);

    fail(first.get(0), "");

    assertThat(ended())
        .filteredOn(e -> e.phase() == Phase.SKIPPED)
        .extracting(e -> e.task().index())
        .containsExactly(1, 2);
    assertThat(ended().get(1).reason()).contains("task 0").contains("FAILED");
    assertThat(offer(8)).extracting(l -> l.task().index()).containsExactly(3);
  }

  @Test
  void jobsComeAfterJobs() {
    world.send(world.subscribed());
    Job.Builder second = Job.newBuilder();
    second.addAfterBuilder().setJob("job1");
    Job.Builder third = Job.newBuilder();
    third.addAfterBuilder().setJob("job2").setCondition(Condition.ENDED);
    world.accept(Job.newBuilder(), tasks(1));
    world.accept(second, tasks(1));
    world.accept(third, tasks(1));

    Effect.Launch first = offer(8).get(0);
    assertThat(offer(8)).isEmpty();
    fail(first, "");

    assertThat(outcome(2)).isEqualTo(Phase.SKIPPED);
    assertThat(offer(8)).singleElement().matches(l -> l.task().job() == 3);
  }

  @Test
  void aJobThatEndedBeforeIsKnown() {
    world.send(world.subscribed());
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 1));
    Job.Builder job = Job.newBuilder().setId("job1");
    job.addAfterBuilder().setJob("earlier");
    world.send(
        new Input.JobAccepted(plan.build(1, job.build()), Map.of("earlier", Phase.FINISHED)));

    assertThat(offer(8)).hasSize(1);
  }

  @Test
  void aRestoredGraphGoesOn() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 1));
    plan.add(after(task("b", 1, 1), Condition.FINISHED, "a"));
    plan.add(after(task("c", 1, 1), Condition.FINISHED, "b"));
    RestoredTask done = new RestoredTask(0, Phase.FINISHED, 1, 0, "", 0, 0, 0);
    world.send(
        world.subscribed(),
        new Input.JobRestored(
            plan.build(1, Job.newBuilder().setId("job1").build()),
            List.of(done),
            Optional.empty()));

    assertThat(offer(8)).extracting(l -> l.task().index()).containsExactly(1);
  }

  @Test
  void whatRunsAgainWaitsForWhatRunsAgainBeforeIt() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 1));
    plan.add(after(task("b", 1, 1), Condition.FINISHED, "a"));
    plan.add(after(task("c", 1, 1), Condition.ENDED, "a"));
    world.send(
        world.subscribed(),
        new Input.JobRestored(
            plan.build(1, Job.newBuilder().setId("job1").build()),
            List.of(
                new RestoredTask(0, Phase.PENDING, 1, 0, "", 0, 0, 0),
                new RestoredTask(1, Phase.PENDING, 0, 0, "", 0, 0, 0),
                new RestoredTask(2, Phase.PENDING, 1, 0, "", 0, 0, 0)),
            Optional.empty()));

    List<Effect.Launch> first = offer(8);
    assertThat(first).extracting(l -> l.task().index()).containsExactly(0);
    world.send(World.update(first.get(0), TaskState.TASK_FINISHED));
    assertThat(offer(8)).extracting(l -> l.task().index()).containsExactlyInAnyOrder(1, 2);
  }

  /** A cluster that lost it often in an earlier run says nothing about now. */
  @Test
  void whatRunsAgainDoesNotWaitForAttemptsOfTheEarlierRun() {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    plan.add(task("a", 1, 1));
    world.send(
        world.subscribed(),
        new Input.JobRestored(
            plan.build(1, Job.newBuilder().setId("job1").build()),
            List.of(
                new RestoredTask(
                    0, Phase.PENDING, 9, 9, 0, "", "", 0, 0, "", 0, Optional.empty(), false)),
            Optional.empty()));

    for (int lost = 1; lost <= 3; lost++) {
      world.send(update(offer(8).get(0), TaskState.TASK_LOST));
      List<Change.Requeued> again = of(world.changes, Change.Requeued.class);
      long wait = again.get(again.size() - 1).notBefore() - world.now;
      assertThat(wait).isEqualTo(lost < 3 ? 0 : 1_000);
    }
  }
}
