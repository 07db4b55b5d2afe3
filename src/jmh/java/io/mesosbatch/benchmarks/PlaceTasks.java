package io.mesosbatch.benchmarks;

import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.VirtualMachineLease;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.Frame;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One round: tasks of 16 shapes, idle agents, all offered at once. Ours goes from the OFFERS event
 * to the changes to store and the ACCEPTs to send; Fenzo's from leases to its result.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PlaceTasks {
  private static final int SHAPES = 16;

  @Param({"200", "5000"})
  private int tasks;

  @Param({"2000", "10000"})
  private int agents;

  @Param({"feasible", "infeasible10", "uniqueHost"})
  private String kind;

  private JobPlan plan;
  private Input offers;
  private Scheduler scheduler;
  private TaskScheduler fenzo;
  private List<VirtualMachineLease> leases;
  private List<TaskRequest> requests;
  private int placed;

  @Setup(Level.Trial)
  public void inputs() {
    plan = ClusterInputs.plan(tasks, SHAPES, infeasible(), job());
    offers = ClusterInputs.offers(agents);
  }

  private int infeasible() {
    return kind.equals("infeasible10") ? 10 : 0;
  }

  private boolean unique() {
    return kind.equals("uniqueHost");
  }

  private Job.Builder job() {
    Job.Builder job = Job.newBuilder();
    if (unique()) {
      job.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    }
    return job;
  }

  @Setup(Level.Invocation)
  public void fresh() {
    scheduler = ClusterInputs.scheduler(plan);
    fenzo = null;
    leases = FenzoPlacement.leases(agents);
    requests = FenzoPlacement.tasks(tasks, SHAPES, infeasible(), unique());
  }

  /** Every task that can be placed must be. */
  @TearDown(Level.Invocation)
  public void check() {
    if (fenzo != null) {
      fenzo.shutdown();
    }
    int possible = tasks - tasks * infeasible() / 100;
    if (unique()) {
      possible = Math.min(possible, agents);
    }
    if (placed != possible) {
      throw new IllegalStateException(placed + " placed, not " + possible);
    }
  }

  @Benchmark
  @Fork(1)
  @Warmup(iterations = 200)
  @Measurement(iterations = 100)
  public Frame mesosBatch() {
    Frame frame = ClusterInputs.round(scheduler, offers);
    placed = 0;
    for (Effect effect : frame.effects()) {
      if (effect instanceof Effect.Accept accept) {
        placed += accept.launches().size();
      }
    }
    return frame;
  }

  @Benchmark
  @Fork(1)
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public int fenzo() {
    return fenzo(false);
  }

  @Benchmark
  @Fork(1)
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public int fenzoBinPacking() {
    return fenzo(true);
  }

  private int fenzo(boolean binPacking) {
    fenzo = FenzoPlacement.scheduler(binPacking);
    placed = FenzoPlacement.placed(fenzo.scheduleOnce(requests, leases));
    return placed;
  }
}
