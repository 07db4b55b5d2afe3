package io.mesosbatch.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.FairShares;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.MaintenancePolicy;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.scheduling.SchedulingTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * As {@link ChaosTest}, with jobs of arrays that say all that a job can say: each launch must obey
 * it, and every job must come to an end. {@code -Dchaos.seed=N}, {@code -Dchaos.runs=N}.
 */
class PolicyChaosTest {
  private static final long FAULTS_UNTIL = 300_000;
  private static final long MUST_END = 3 * 3_600_000;

  @Test
  void everyLaunchObeysWhatItsJobSays(TestReporter reporter) {
    Long only = Long.getLong("chaos.seed");
    int runs = only != null ? 1 : Integer.getInteger("chaos.runs", 300);
    Map<String, Integer> totals = new TreeMap<>();
    for (int i = 0; i < runs; i++) {
      long one = only != null ? only : i;
      try {
        run(one).forEach((k, n) -> totals.merge(k, n, Integer::sum));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + one + " fails; again: -Dchaos.seed=" + one, e);
      }
    }
    assertThat(totals)
        .containsKeys("CLUSTER", "GROUP_BY", "MAX_PER", "UNIQUE", "LIKE", "UNLIKE", "IS")
        .containsKeys("jobs FINISHED", "jobs FAILED", "jobs KILLED", "jobs SKIPPED", "crashes");
    reporter.publishEntry(Map.of("runs", Integer.toString(runs), "happened", totals.toString()));
  }

  private static Map<String, Integer> run(long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 11);
    RandomJobs of = new RandomJobs(random);
    List<AgentModel> agents = agents(random);
    Map<String, Integer> limits = random.nextBoolean() ? Map.of("user0", 4) : Map.of();
    PolicyWitness witness = new PolicyWitness(agents, limits);
    Witness things = new Witness();
    SchedulingOptions options =
        new SchedulingOptions(
            new SchedulingTimes(20_000, 120_000, 5_000, 60_000, 15_000, 10_000, 600_000),
            new FairShares(Map.of("user1", 1 + random.nextInt(4) / 2.0), limits),
            new MaintenancePolicy(random.nextBoolean(), 60_000, 10_000),
            random.nextBoolean());
    Simulation simulation =
        new Simulation(
            seed,
            agents,
            options,
            PolicyChaosTest::outcome,
            faults(random),
            PolicyWitness.all(things, witness));
    int jobs = random.nextInt(1, 6);
    for (int number = 1; number <= jobs; number++) {
      long at = random.nextLong(0, 200_000);
      JobPlan plan = of.plan(number, jobs, at, things);
      things.expect(plan);
      witness.expect(plan);
      simulation.submit(at, plan);
      for (int again = random.nextInt(3); again > 0; again--) {
        simulation.rerun(random.nextLong(50_000, FAULTS_UNTIL), number);
      }
    }
    if (random.nextInt(4) == 0) {
      simulation.submit(random.nextLong(100_000, 250_000), new Input.KillJob("job1"));
    }
    if (random.nextInt(3) == 0) {
      simulation.maintain(random.nextLong(0, 200_000), random.nextLong(0, 100_000), 60_000);
    }
    simulation.runOn(FAULTS_UNTIL);
    if (!simulation.run(MUST_END)) {
      throw new IllegalStateException(
          "not at an end: "
              + simulation.scheduler().progress()
              + simulation.scheduler().explain().stream().map(w -> w.reasons()).toList());
    }
    Witness.allEndedAsTheyMust(simulation.journal());
    simulation.runOn(200_000);
    assertThat(simulation.outstandingOffers()).as("offers without an answer").isZero();
    assertThat(things.live()).as("still running, though every job has ended").isEmpty();
    return witness.counts;
  }

  private static List<AgentModel> agents(SplittableRandom random) {
    List<AgentModel> agents = new ArrayList<>();
    int count = random.nextInt(2, 9);
    for (int i = 0; i < count; i++) {
      int rack = i < 2 ? i : random.nextInt(4);
      List<Attribute> attributes = rack == 3 ? List.of() : List.of(text("rack", "r" + rack));
      agents.add(agent("agent" + i, random.nextInt(4, 9), attributes));
    }
    agents.add(agent("apart", 6, List.of(text("rack", "r1"), text("dedicated", "team"))));
    return agents;
  }

  private static AgentModel agent(String id, int cpus, List<Attribute> attributes) {
    Resources total = Resources.parse("cpus:" + cpus + ";mem:4000;disk:10000;ports:[31000-31010]");
    return new AgentModel(id, id + ".example", total, attributes, Optional.empty());
  }

  private static Attribute text(String name, String value) {
    return Attribute.newBuilder()
        .setName(name)
        .setType(Value.Type.TEXT)
        .setText(Value.Text.newBuilder().setValue(value))
        .build();
  }

  private static Faults faults(SplittableRandom random) {
    boolean calm = random.nextInt(4) == 0;
    return calm
        ? Faults.NONE
        : new Faults(
            random.nextDouble() * 0.2,
            random.nextDouble() * 0.2,
            random.nextDouble() * 0.2,
            random.nextDouble() * 0.2,
            random.nextDouble() * 0.05,
            random.nextDouble() * 0.3,
            random.nextLong(30_000, 300_000),
            random.nextLong(60_000, 300_000),
            random.nextLong(20_000, 100_000),
            random.nextLong(60_000, 300_000),
            random.nextBoolean() ? random.nextLong(20_000, 300_000) : 0,
            FAULTS_UNTIL);
  }

  private static Workload.Outcome outcome(
      io.mesosbatch.job.TaskKey task, int attempt, SplittableRandom chance) {
    TaskState end =
        switch (chance.nextInt(16)) {
          case 0 -> TaskState.TASK_FAILED;
          case 1 -> TaskState.TASK_LOST;
          default -> TaskState.TASK_FINISHED;
        };
    return new Workload.Outcome(chance.nextLong(0, 40_000), end);
  }
}
