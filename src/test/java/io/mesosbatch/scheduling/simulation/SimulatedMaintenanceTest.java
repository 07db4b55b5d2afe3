package io.mesosbatch.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.MaintenancePolicy;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents are taken away at the planned time, whatever runs there. */
class SimulatedMaintenanceTest {
  private static final long HOUR = 3_600_000;
  private final List<Change.AttemptEnded> ends = new ArrayList<>();
  private int declined;

  private Simulation simulation(long seed, MaintenancePolicy policy, long killAfter) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, killAfter);
    for (int i = 0; i < 400; i++) {
      plan.add(
          new TaskSpec(
              TaskInfo.newBuilder()
                  .setName("t")
                  .setTaskId(TaskID.newBuilder().setValue("t" + i))
                  .addAllResources(Resources.parse("cpus:1;mem:100").toProto())
                  .buildPartial()));
    }
    Observer observer =
        new Observer() {
          @Override
          public void committed(List<Change> changes, List<Effect> effects, long now) {
            changes.stream()
                .filter(Change.AttemptEnded.class::isInstance)
                .map(Change.AttemptEnded.class::cast)
                .forEach(ends::add);
            declined +=
                (int) effects.stream().filter(Effect.DeclineInverseOffer.class::isInstance).count();
          }
        };
    Simulation simulation =
        new Simulation(
            seed,
            List.of(
                new AgentModel("a1", Resources.parse("cpus:8;mem:8000")),
                new AgentModel("a2", Resources.parse("cpus:8;mem:8000")),
                new AgentModel("a3", Resources.parse("cpus:8;mem:8000"))),
            SchedulingOptions.DEFAULT.with(policy),
            (task, attempt, random) ->
                new Workload.Outcome(random.nextLong(10_000, 600_000), TaskState.TASK_FINISHED),
            Faults.NONE,
            observer);
    simulation.submit(0, plan.build(1, Job.newBuilder().setId("job1").build()));
    for (int i = 1; i < 6; i++) {
      simulation.maintain(i * 700_000L, 650_000, 300_000);
    }
    return simulation;
  }

  private long lost() {
    return ends.stream().filter(e -> e.status().getState() == TaskState.TASK_LOST).count();
  }

  private long moved() {
    return ends.stream()
        .filter(e -> e.status().getReason() == Reason.REASON_AGENT_DRAINING)
        .count();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsKnownToEndInTimeIsNeitherLostNorMoved(long seed) {
    Simulation simulation =
        simulation(seed, new MaintenancePolicy(true, 1_000_000, 30_000), 601_000);

    assertThat(simulation.run(100 * HOUR)).isTrue();

    assertThat(lost()).isZero();
    assertThat(moved()).isZero();
    assertThat(ends).hasSize(400);
    assertThat(declined).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatMayRunForLongerIsMovedInTimeForFree(long seed) {
    Simulation simulation = simulation(seed, new MaintenancePolicy(true, 100_000, 30_000), 0);

    assertThat(simulation.run(100 * HOUR)).isTrue();

    assertThat(lost()).isZero();
    assertThat(moved()).isPositive();
    assertThat(ends).hasSize(400 + (int) moved());
    Witness.allEndedAsTheyMust(simulation.journal());
  }

  @Test
  void whatIsNotMovedIsLostAndStartedAgain() {
    Simulation simulation = simulation(1, new MaintenancePolicy(false, 0, 0), 0);

    assertThat(simulation.run(100 * HOUR)).isTrue();

    assertThat(declined).isPositive();
    assertThat(moved()).isZero();
    assertThat(lost()).isPositive();
    Witness.allEndedAsTheyMust(simulation.journal());
  }
}
