package io.mesosbatch.benchmarks;

import com.netflix.fenzo.ConstraintEvaluator;
import com.netflix.fenzo.SchedulingResult;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.VMTaskFitnessCalculator;
import com.netflix.fenzo.VirtualMachineLease;
import com.netflix.fenzo.plugins.BinPackingFitnessCalculators;
import com.netflix.fenzo.plugins.UniqueHostAttrConstraint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.mesos.Protos;

/** The same agents and tasks for Netflix Fenzo. */
final class FenzoPlacement {
  private FenzoPlacement() {}

  static TaskScheduler scheduler(boolean binPacking) {
    TaskScheduler.Builder builder =
        new TaskScheduler.Builder()
            .withLeaseOfferExpirySecs(1_000_000)
            .withLeaseRejectAction(lease -> {});
    if (binPacking) {
      builder.withFitnessCalculator(BinPackingFitnessCalculators.cpuMemBinPacker);
    }
    return builder.build();
  }

  static List<VirtualMachineLease> leases(int agents) {
    List<VirtualMachineLease> leases = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      leases.add(new Lease("offer-" + i, "agent-" + i, "host-" + i + ".example"));
    }
    return leases;
  }

  static List<TaskRequest> tasks(int count, int shapes, int infeasible, boolean unique) {
    return tasks(count, shapes, infeasible, unique, ConcurrentHashMap.newKeySet());
  }

  /**
   * @param begun gets the ids of those that Fenzo has come to, one after the other, with {@code
   *     unique}
   */
  static List<TaskRequest> tasks(
      int count, int shapes, int infeasible, boolean unique, Set<String> begun) {
    Set<String> all =
        unique
            ? IntStream.range(0, count).mapToObj(i -> "t" + i).collect(Collectors.toSet())
            : Set.of();
    List<ConstraintEvaluator> constraints =
        unique ? List.of(new UniqueHostAttrConstraint(id -> others(id, all, begun))) : List.of();
    List<TaskRequest> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean tooLarge = ClusterInputs.isInfeasible(i, infeasible);
      tasks.add(
          new Request(
              "t" + i,
              tooLarge ? 64 : ClusterInputs.cpus(i % shapes),
              tooLarge ? 1024 : ClusterInputs.mem(i % shapes),
              constraints));
    }
    return tasks;
  }

  private static Set<String> others(String id, Set<String> all, Set<String> begun) {
    begun.add(id);
    return all;
  }

  static int placed(SchedulingResult result) {
    return result.getResultMap().values().stream().mapToInt(r -> r.getTasksAssigned().size()).sum();
  }

  private record Lease(String getId, String getVMID, String hostname)
      implements VirtualMachineLease {
    @Override
    public long getOfferedTime() {
      return System.currentTimeMillis();
    }

    @Override
    public double cpuCores() {
      return ClusterInputs.AGENT_CPUS;
    }

    @Override
    public double memoryMB() {
      return ClusterInputs.AGENT_MEM;
    }

    @Override
    public double networkMbps() {
      return 0;
    }

    @Override
    public double diskMB() {
      return 500_000;
    }

    @Override
    public List<Range> portRanges() {
      return List.of(new Range(31_000, 32_000));
    }

    @Override
    public Protos.Offer getOffer() {
      return null;
    }

    @Override
    public Map<String, Protos.Attribute> getAttributeMap() {
      return Collections.emptyMap();
    }

    @Override
    public Double getScalarValue(String name) {
      return 0.0;
    }

    @Override
    public Map<String, Double> getScalarValues() {
      return Collections.emptyMap();
    }
  }

  private static final class Request implements TaskRequest {
    private final String id;
    private final double cpus;
    private final double mem;
    private final List<ConstraintEvaluator> constraints;
    private AssignedResources assigned;

    Request(String id, double cpus, double mem, List<ConstraintEvaluator> constraints) {
      this.id = id;
      this.cpus = cpus;
      this.mem = mem;
      this.constraints = constraints;
    }

    @Override
    public String getId() {
      return id;
    }

    @Override
    public String taskGroupName() {
      return "";
    }

    @Override
    public double getCPUs() {
      return cpus;
    }

    @Override
    public double getMemory() {
      return mem;
    }

    @Override
    public double getNetworkMbps() {
      return 0;
    }

    @Override
    public double getDisk() {
      return 0;
    }

    @Override
    public int getPorts() {
      return 0;
    }

    @Override
    public Map<String, Double> getScalarRequests() {
      return Collections.emptyMap();
    }

    @Override
    public Map<String, NamedResourceSetRequest> getCustomNamedResources() {
      return Collections.emptyMap();
    }

    @Override
    public List<? extends ConstraintEvaluator> getHardConstraints() {
      return constraints;
    }

    @Override
    public List<? extends VMTaskFitnessCalculator> getSoftConstraints() {
      return List.of();
    }

    @Override
    public void setAssignedResources(AssignedResources assignedResources) {
      assigned = assignedResources;
    }

    @Override
    public AssignedResources getAssignedResources() {
      return assigned;
    }
  }
}
