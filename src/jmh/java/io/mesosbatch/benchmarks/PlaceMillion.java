package io.mesosbatch.benchmarks;

import io.mesosbatch.scheduling.Frame;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.v1.Job;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How one round grows with the pending tasks, of 20 shapes, and with the agents that offer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
public class PlaceMillion {
  @Param({"10000", "100000", "1000000"})
  private int tasks;

  @Param({"100", "1000", "10000"})
  private int agents;

  private JobPlan plan;
  private Input offers;
  private Scheduler scheduler;

  @Setup(Level.Trial)
  public void inputs() {
    plan = ClusterInputs.plan(tasks, 20, 0, Job.newBuilder());
    offers = ClusterInputs.offers(agents);
  }

  @Setup(Level.Invocation)
  public void fresh() {
    scheduler = ClusterInputs.scheduler(plan);
  }

  @Benchmark
  public Frame round() {
    return ClusterInputs.round(scheduler, offers);
  }
}
