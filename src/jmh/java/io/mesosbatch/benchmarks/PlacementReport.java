package io.mesosbatch.benchmarks;

import com.netflix.fenzo.SchedulingResult;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.VirtualMachineLease;
import com.sun.management.OperatingSystemMXBean;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.Frame;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Job;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The tables of docs/benchmarks.md on placement, in CPU time: other work on the machine changes it
 * little, unlike wall-clock time. Ours is that of the one thread that the core runs in; Fenzo's is
 * that of the process, as it has threads of its own. Every placement is checked.
 */
public final class PlacementReport {
  private static final OperatingSystemMXBean OS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final PrintStream OUT = System.out;
  private static final int SHAPES = 16;

  private PlacementReport() {}

  /** One measured round. */
  private record Measured(double millis, int placed) {
    double perSecond() {
      return placed / millis * 1000;
    }
  }

  /**
   * @param args fenzo, growth, heap or unique; all without
   */
  public static void main(String[] args) throws InterruptedException {
    Set<String> wanted =
        Set.of(args.length == 0 ? new String[] {"fenzo", "growth", "heap", "unique"} : args);
    if (wanted.contains("growth")) {
      growth();
    }
    if (wanted.contains("heap")) {
      heap();
    }
    if (wanted.contains("fenzo")) {
      fenzo();
    }
    if (wanted.contains("unique")) {
      unique();
    }
  }

  /** The table, and docs/growth.svg. */
  private static void growth() {
    warmUp();
    OUT.println(
        "| tasks pending | agents | launched | one round, ms of CPU | heap, MB |\n"
            + "|--:|--:|--:|--:|--:|");
    List<GrowthPlot.Row> rows = new ArrayList<>();
    for (int tasks : new int[] {10_000, 100_000, 1_000_000}) {
      for (int agents : new int[] {100, 1_000, 10_000}) {
        double heap = heapAfterRound(tasks, agents);
        Measured m = oneRound(tasks, agents);
        rows.add(new GrowthPlot.Row(tasks, agents, m.millis, heap));
        OUT.printf("| %,d | %,d | %,d | %.1f | %.1f |%n", tasks, agents, m.placed, m.millis, heap);
      }
    }
    try {
      Files.writeString(Path.of("docs", "growth.svg"), GrowthPlot.svg(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void warmUp() {
    oneRound(1_000_000, 10_000);
    heapAfterRound(1_000, 100);
  }

  private static Measured oneRound(int tasks, int agents) {
    JobPlan plan = ClusterInputs.plan(tasks, 20, 0, Job.newBuilder());
    Input offers = ClusterInputs.offers(agents);
    return median(() -> ours(plan, offers), 31);
  }

  /** In MB: what the core holds for its tasks and agents, but the offers. */
  private static double heapAfterRound(int tasks, int agents) {
    Input offers = ClusterInputs.offers(agents);
    long before = used();
    JobPlan plan = ClusterInputs.plan(tasks, 20, 0, Job.newBuilder());
    Scheduler scheduler = ClusterInputs.scheduler(plan);
    ClusterInputs.round(scheduler, offers);
    double bytes = used() - before;
    Reference.reachabilityFence(scheduler);
    Reference.reachabilityFence(offers);
    return bytes / 1e6;
  }

  private static long used() {
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void heap() {
    ClusterInputs.scheduler(ClusterInputs.plan(1_000, 20, 0, Job.newBuilder()));
    long before = used();
    Scheduler scheduler =
        ClusterInputs.scheduler(ClusterInputs.plan(1_000_000, 20, 0, Job.newBuilder()));
    long after = used();
    OUT.printf(
        "heap of the core for each of %,d pending tasks: %.1f bytes%n",
        scheduler.progress().get(0).pending(), (after - before) / 1e6);
  }

  private static void fenzo() {
    OUT.println(
        "| tasks | agents | kind | placed | ours, ms | Fenzo, ms | Fenzo bin packing, ms"
            + " | ours to Fenzo, placements a second |\n|--:|--:|---|--:|--:|--:|--:|--:|");
    for (String kind : List.of("feasible", "infeasible10", "uniqueHost")) {
      for (int agents : new int[] {2_000, 10_000}) {
        for (int tasks : new int[] {200, 5_000}) {
          if (tasks == 200 || !kind.equals("uniqueHost")) {
            row(tasks, agents, kind);
          }
        }
      }
    }
  }

  /**
   * 5,000 tasks with UNIQUE on 10,000 agents. Each of Fenzo's evaluations looks at all 5,000, so it
   * would take hours: it is stopped after some minutes, and the tasks that it has come to by then
   * count as placed.
   */
  private static void unique() throws InterruptedException {
    Job.Builder job = Job.newBuilder();
    job.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    JobPlan plan = ClusterInputs.plan(5_000, SHAPES, 0, job);
    Input offers = ClusterInputs.offers(10_000);
    check(plan, offers, true);
    Measured ours = median(() -> ours(plan, offers), 101);
    Set<String> begun = ConcurrentHashMap.newKeySet();
    List<TaskRequest> requests = FenzoPlacement.tasks(5_000, SHAPES, 0, true, begun);
    TaskScheduler fenzo = FenzoPlacement.scheduler(false);
    List<VirtualMachineLease> leases = FenzoPlacement.leases(10_000);
    long start = OS.getProcessCpuTime();
    Thread run = new Thread(() -> fenzo.scheduleOnce(requests, leases), "fenzo");
    run.setDaemon(true);
    run.start();
    run.join(Duration.ofMinutes(5).toMillis());
    Measured part = new Measured((OS.getProcessCpuTime() - start) / 1e6, begun.size());
    OUT.printf(
        "5,000 tasks with UNIQUE on 10,000 agents: ours %,d in %.2f ms; Fenzo %,d in %,.0f ms of"
            + " CPU, then stopped: %,.0f times%n",
        ours.placed, ours.millis, part.placed, part.millis, ours.perSecond() / part.perSecond());
    System.exit(0); // Fenzo's threads do not stop by themselves
  }

  private static void row(int tasks, int agents, String kind) {
    int infeasible = kind.equals("infeasible10") ? 10 : 0;
    boolean unique = kind.equals("uniqueHost");
    Job.Builder job = Job.newBuilder();
    if (unique) {
      job.addConstraintsBuilder().setAttribute("hostname").setOperator(Operator.UNIQUE);
    }
    JobPlan plan = ClusterInputs.plan(tasks, SHAPES, infeasible, job);
    Input offers = ClusterInputs.offers(agents);
    check(plan, offers, unique);
    Measured ours = median(() -> ours(plan, offers), 601);
    List<TaskRequest> requests = FenzoPlacement.tasks(tasks, SHAPES, infeasible, unique);
    Measured plain = median(() -> fenzo(requests, agents, false), tasks > 1_000 ? 1 : 3);
    Measured packing = median(() -> fenzo(requests, agents, true), tasks > 1_000 ? 1 : 3);
    if (ours.placed < plain.placed || ours.placed < packing.placed) {
      throw new IllegalStateException(ours + " places fewer than " + plain + ", " + packing);
    }
    OUT.printf(
        "| %,d | %,d | %s | %,d | %.2f | %,.0f | %,.0f | %,.0f, %,.0f |%n",
        tasks,
        agents,
        kind,
        ours.placed,
        ours.millis,
        plain.millis,
        packing.millis,
        ours.perSecond() / plain.perSecond(),
        ours.perSecond() / packing.perSecond());
  }

  private static Measured ours(JobPlan plan, Input offers) {
    Scheduler scheduler = ClusterInputs.scheduler(plan);
    long start = THREAD.getCurrentThreadCpuTime();
    Frame frame = ClusterInputs.round(scheduler, offers);
    double millis = (THREAD.getCurrentThreadCpuTime() - start) / 1e6;
    return new Measured(millis, launches(frame));
  }

  private static int launches(Frame frame) {
    int count = 0;
    for (Effect effect : frame.effects()) {
      count += effect instanceof Effect.Accept accept ? accept.launches().size() : 0;
    }
    return count;
  }

  private static Measured fenzo(List<TaskRequest> requests, int agents, boolean binPacking) {
    TaskScheduler scheduler = FenzoPlacement.scheduler(binPacking);
    List<VirtualMachineLease> leases = FenzoPlacement.leases(agents);
    long start = OS.getProcessCpuTime();
    SchedulingResult result = scheduler.scheduleOnce(requests, leases);
    double millis = (OS.getProcessCpuTime() - start) / 1e6;
    scheduler.shutdown();
    return new Measured(millis, FenzoPlacement.placed(result));
  }

  private static Measured median(Supplier<Measured> run, int times) {
    Measured[] all = new Measured[times];
    for (int i = 0; i < times; i++) {
      all[i] = run.get();
    }
    // The first third warms up.
    Measured[] warm = Arrays.copyOfRange(all, times / 3, times);
    Arrays.sort(warm, (a, b) -> Double.compare(a.millis, b.millis));
    return warm[warm.length / 2];
  }

  /** No agent gets more than it has, and with UNIQUE no host two. */
  private static void check(JobPlan plan, Input offers, boolean unique) {
    Map<OfferID, Resources> free = new HashMap<>();
    for (Offer offer : ((Input.MesosEvent) offers).event().getOffers().getOffersList()) {
      free.put(offer.getId(), Resources.of(offer.getResourcesList()));
    }
    Frame frame = ClusterInputs.round(ClusterInputs.scheduler(plan), offers);
    Set<Integer> tasks = new HashSet<>();
    for (Effect effect : frame.effects()) {
      if (effect instanceof Effect.Accept accept) {
        Resources left = free.remove(accept.offers().get(0));
        for (Effect.Launch launch : accept.launches()) {
          left = left.minus(Resources.of(launch.resources()));
          if (!tasks.add(launch.task().index())) {
            throw new IllegalStateException("placed twice: " + launch);
          }
        }
        if (unique && accept.launches().size() > 1) {
          throw new IllegalStateException("two on one host: " + accept);
        }
      }
    }
  }
}
