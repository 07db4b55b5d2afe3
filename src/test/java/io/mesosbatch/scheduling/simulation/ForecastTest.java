package io.mesosbatch.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.v1.Job;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastTest {
  private static JobPlan plan(int tasks) {
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    for (int i = 0; i < tasks; i++) {
      plan.add(
          new TaskSpec(
              TaskInfo.newBuilder()
                  .setName("t")
                  .setTaskId(TaskID.newBuilder().setValue("t" + i))
                  .addAllResources(Resources.parse("cpus:1;mem:100").toProto())
                  .buildPartial()));
    }
    return plan.build(1, Job.newBuilder().setId("job1").build());
  }

  private static Forecast forecast(long seed, Durations durations) {
    JobPlan plan = plan(100);
    Forecast forecast = new Forecast(plan);
    Simulation simulation =
        new Simulation(
            seed,
            List.of(
                new AgentModel("a1", Resources.parse("cpus:10;mem:10000")),
                new AgentModel("a2", Resources.parse("cpus:10;mem:10000"))),
            SchedulingOptions.DEFAULT,
            (task, attempt, random) ->
                new Workload.Outcome(durations.millis(random), TaskState.TASK_FINISHED),
            Faults.NONE,
            forecast);
    simulation.submit(0, plan);
    assertThat(simulation.run(1_000_000)).isTrue();
    return forecast;
  }

  @Test
  void fiveRoundsOfTwentyTasksTakeFiveTimesAsLong() {
    Forecast forecast = forecast(1, Durations.parse("100s"));

    assertThat(forecast.mostRunning()).isEqualTo(20);
    assertThat(forecast.makespan()).isBetween(500_000L, 520_000L);
    assertThat(forecast.utilisation("cpus", 20)).isCloseTo(0.97, within(0.03));
    assertThat(forecast.waited(0.1)).isLessThan(5_000);
    assertThat(forecast.waited(1)).isBetween(400_000L, 420_000L);
  }

  @Test
  void theSameSeedGivesTheSame() {
    Durations durations = Durations.parse("lognormal(60s, 1)");

    assertThat(forecast(5, durations).running()).isEqualTo(forecast(5, durations).running());
    assertThat(forecast(6, durations).running()).isNotEqualTo(forecast(5, durations).running());
  }

  private static double mean(String text) {
    SplittableRandom random = new SplittableRandom(1);
    Durations durations = Durations.parse(text);
    return LongStream.range(0, 100_000).map(i -> durations.millis(random)).average().orElseThrow();
  }

  @Test
  void distributionsHaveTheirMeans() {
    assertThat(mean("90secs")).isEqualTo(90_000);
    assertThat(mean("uniform(10s,20s)")).isCloseTo(15_000, within(100.0));
    assertThat(mean("exponential(2m)")).isCloseTo(120_000, within(2_000.0));
    assertThat(mean("lognormal(60s,0.5)")).isCloseTo(60_000 * Math.exp(0.125), within(1_000.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "60", "normal(1s,2s)", "uniform(5s)", "uniform(5s,1s)", "lognormal(1s,x)"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }
}
