package io.mesosbatch.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.FairShares;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.MaintenancePolicy;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.scheduling.SchedulingTimes;
import io.mesosbatch.scheduling.TaskGraph;
import io.mesosbatch.v1.Condition;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.Strategy;
import io.mesosbatch.v1.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The core among faults of every kind: whatever happens, it must not lose a task, run it in two
 * places, or promise what is not there. {@code -Dchaos.seed=N} runs one seed, {@code
 * -Dchaos.runs=N} that many.
 */
class ChaosTest {
  private static final SchedulingOptions OPTIONS =
      new SchedulingOptions(
          new SchedulingTimes(20_000, 120_000, 5_000, 60_000, 15_000, 10_000, 600_000),
          FairShares.EQUAL,
          new MaintenancePolicy(true, 60_000, 10_000),
          true);
  private static final long FAULTS_UNTIL = 300_000;
  private static final long MUST_END = 2 * 3_600_000;

  @Test
  void nothingIsLostAndNothingRunsTwice(TestReporter reporter) {
    Long only = Long.getLong("chaos.seed");
    int runs = only != null ? 1 : Integer.getInteger("chaos.runs", 400);
    Map<String, Integer> totals = new TreeMap<>();
    for (int i = 0; i < runs; i++) {
      long seed = only != null ? only : i;
      try {
        run(seed).forEach((what, count) -> totals.merge(what, count, Integer::sum));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + " fails; again: -Dchaos.seed=" + seed, e);
      }
    }
    assertThat(totals)
        .containsKeys("given up", "crashes", "KillStray", "Requeued", "Kill")
        .containsKeys("groups", "groups again", "victims")
        .containsKeys("AcceptInverseOffers", "moved", "reruns");
    reporter.publishEntry(Map.of("runs", Integer.toString(runs), "happened", totals.toString()));
  }

  private static Map<String, Integer> run(long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 7);
    Witness witness = new Witness();
    Simulation simulation =
        new Simulation(seed, agents(random), OPTIONS, ChaosTest::outcome, faults(random), witness);
    int jobs = random.nextInt(1, 5);
    for (int number = 1; number <= jobs; number++) {
      JobPlan plan = plan(number, random, witness);
      witness.expect(plan);
      simulation.submit(random.nextLong(0, 200_000), plan);
    }
    for (int number = 1; number <= jobs; number++) {
      simulation.rerun(random.nextLong(100_000, FAULTS_UNTIL), number);
    }
    if (random.nextInt(4) == 0) {
      simulation.submit(random.nextLong(200_000, 250_000), new Input.KillJob("job1"));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      simulation.maintain(
          random.nextLong(0, 200_000),
          random.nextLong(0, 100_000),
          random.nextLong(10_000, 100_000));
    }
    simulation.runOn(FAULTS_UNTIL);
    if (!simulation.run(MUST_END)) {
      throw new IllegalStateException("not at an end: " + simulation.scheduler().progress());
    }
    Witness.allEndedAsTheyMust(simulation.journal());
    simulation.runOn(200_000);
    assertThat(simulation.outstandingOffers()).as("offers without an answer").isZero();
    assertThat(witness.live()).as("still running, though every job has ended").isEmpty();
    return witness.counts;
  }

  private static List<AgentModel> agents(SplittableRandom random) {
    List<AgentModel> agents = new ArrayList<>();
    int count = random.nextInt(1, 8);
    for (int i = 0; i < count; i++) {
      agents.add(
          new AgentModel(
              "agent" + i,
              Resources.parse(
                  "cpus:"
                      + random.nextInt(4, 9)
                      + ";cpus(batch):2;mem:"
                      + random.nextInt(4_000, 9_000)
                      + ";disk:10000;ports:[31000-31010]")));
    }
    return agents;
  }

  private static Faults faults(SplittableRandom random) {
    return new Faults(
        random.nextDouble() * 0.3,
        random.nextDouble() * 0.3,
        random.nextDouble() * 0.3,
        random.nextDouble() * 0.3,
        random.nextDouble() * 0.05,
        random.nextDouble() * 0.5,
        random.nextLong(20_000, 300_000),
        random.nextLong(30_000, 300_000),
        random.nextLong(10_000, 100_000),
        random.nextLong(30_000, 300_000),
        random.nextBoolean() ? random.nextLong(20_000, 300_000) : 0,
        FAULTS_UNTIL);
  }

  private static Workload.Outcome outcome(
      io.mesosbatch.job.TaskKey task, int attempt, SplittableRandom random) {
    boolean fails = random.nextInt(10) == 0;
    return new Workload.Outcome(
        random.nextLong(0, 60_000), fails ? TaskState.TASK_FAILED : TaskState.TASK_FINISHED);
  }

  private static JobPlan plan(int number, SplittableRandom random, Witness witness) {
    JobPlanBuilder plan =
        new JobPlanBuilder(
            new RetryRule(random.nextInt(1, 4), 1_000, 10_000),
            random.nextInt(3) == 0 ? 30_000 : 0);
    int tasks = random.nextInt(1, 40);
    boolean ordered = random.nextInt(4) == 0;
    boolean grouped = random.nextInt(3) == 0;
    int groupSize = random.nextInt(1, 4);
    List<TaskGraph.Edge> edges = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      String text = "cpus:0." + random.nextInt(1, 4) + ";mem:" + 100 * random.nextInt(1, 5);
      boolean inGroup = grouped && i / groupSize % 2 == 0;
      if (random.nextInt(20) == 0) {
        int port = 31_000 + (inGroup ? i % 10 : random.nextInt(10));
        text += ";ports:[" + port + "-" + port + "]";
      }
      if (random.nextInt(30) == 0 && !inGroup) {
        text = "cpus:6;mem:3000";
      }
      TaskPolicy.Builder policy = TaskPolicy.newBuilder();
      if (ordered && i > 0 && random.nextInt(3) > 0) {
        int before = random.nextInt(i);
        boolean same = inGroup && before / groupSize == i / groupSize;
        Condition condition = random.nextBoolean() ? Condition.FINISHED : Condition.ENDED;
        if (!same) {
          policy.addAfterBuilder().setTask("t" + before).setCondition(condition);
          edges.add(new TaskGraph.Edge(before, i, condition));
        }
      }
      if (inGroup) {
        policy.setGroup("g" + i / groupSize);
      }
      plan.add(
          new TaskSpec(
              TaskInfo.newBuilder()
                  .setName("t")
                  .setTaskId(TaskID.newBuilder().setValue("t" + i))
                  .addAllResources(Resources.parse(text).toProto())
                  .buildPartial(),
              policy.build()));
    }
    witness.edges.put((long) number, edges);
    return plan.build(number, header(number, random));
  }

  private static Job header(int number, SplittableRandom random) {
    Job.Builder job =
        Job.newBuilder()
            .setId("job" + number)
            .setPriority(random.nextInt(3))
            .setUser("user" + random.nextInt(2))
            .setStrategy(Strategy.forNumber(random.nextInt(3)));
    switch (random.nextInt(8)) {
      case 0 -> job.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
      case 1 ->
          job.addConstraintsBuilder()
              .setAttribute("hostname")
              .setOperator(Operator.MAX_PER)
              .setValue("2");
      case 2 -> job.setMaxRunning(random.nextInt(3, 7));
      case 3 -> job.getFailureBudgetBuilder().setTasks(2);
      case 4 -> {
        if (number > 1) {
          Condition condition = number % 2 == 0 ? Condition.FINISHED : Condition.ENDED;
          job.addAfterBuilder().setJob("job" + (number - 1)).setCondition(condition);
        }
      }
      default -> {}
    }
    return job.build();
  }
}
