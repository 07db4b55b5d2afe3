package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.Ranges;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a task could ever run on the agents of a cluster, were they all idle. What comes and goes
 * (revocable resources) and what can still be made (volumes) is not judged, nor is a cluster
 * without agents.
 */
public final class ClusterFit {
  /** Lists have few different demands; this only bounds the memory for one that has many. */
  private static final int MAX_REMEMBERED = 10_000;

  private static final String PORTS = "ports";

  private final Map<String, Resources> agents = new LinkedHashMap<>();
  private final Map<Demand, Optional<String>> judged = new HashMap<>();

  private record Demand(Resources resources, int morePorts, String agent) {
    boolean fits(Resources total) {
      return total.contains(resources) && ports() <= total.ranges(PORTS).size();
    }

    long ports() {
      return resources.ranges(PORTS).size() + morePorts;
    }

    @Override
    public String toString() {
      return resources + (morePorts == 0 ? "" : " and " + morePorts + " ports");
    }
  }

  /**
   * @param agents all resources of each agent, used or not, by agent id
   */
  public ClusterFit(Map<String, Resources> agents) {
    agents.forEach((id, total) -> this.agents.put(id, judgedPart(total)));
  }

  /**
   * Why it could never run; empty if it could.
   *
   * @param task with valid resources
   */
  public Optional<String> problem(TaskInfo task) {
    if (agents.isEmpty()) {
      return Optional.empty();
    }
    List<Resource> wanted = new ArrayList<>(task.getResourcesList());
    wanted.addAll(task.getExecutor().getResourcesList());
    return problem(Resources.of(wanted), PortCount.of(task), task.getAgentId().getValue());
  }

  /**
   * Why what is placed at once could never run; empty if it could.
   *
   * @param morePorts beside those among the resources
   * @param agent where it must run; empty if that does not matter
   */
  Optional<String> problem(Resources wanted, int morePorts, String agent) {
    if (agents.isEmpty()) {
      return Optional.empty();
    }
    Demand demand = new Demand(judgedPart(wanted), morePorts, agent);
    Optional<String> known = judged.get(demand);
    if (known == null) {
      known = judge(demand);
      if (judged.size() < MAX_REMEMBERED) {
        judged.put(demand, known);
      }
    }
    return known;
  }

  private static Resources judgedPart(Resources resources) {
    return resources
        .nonRevocable()
        .filter(resource -> !resource.getDisk().hasPersistence() && !resource.hasShared())
        .toUnreserved()
        .unallocated();
  }

  private Optional<String> judge(Demand demand) {
    Resources wanted = demand.resources();
    if (!demand.agent().isEmpty()) {
      Resources total = agents.get(demand.agent());
      if (total == null) {
        return Optional.of("the cluster has no agent " + demand.agent());
      }
      return demand.fits(total)
          ? Optional.empty()
          : Optional.of("agent " + demand.agent() + " has " + total + " in all, not " + demand);
    }
    for (Resources total : agents.values()) {
      if (demand.fits(total)) {
        return Optional.empty();
      }
    }
    for (String name : wanted.names()) {
      Optional<String> lacking = lacking(name, wanted);
      if (lacking.isPresent()) {
        return lacking;
      }
    }
    return Optional.of("no agent has " + demand + " together");
  }

  /** Why this resource alone keeps it from running; empty if it does not. */
  private Optional<String> lacking(String name, Resources wanted) {
    Resources alone = wanted.named(name);
    long largest = 0;
    Ranges ranges = Ranges.EMPTY;
    Set<String> items = new TreeSet<>();
    for (Resources total : agents.values()) {
      if (total.contains(alone)) {
        return Optional.empty();
      }
      largest = Math.max(largest, total.scalarMillis(name));
      ranges = ranges.plus(total.ranges(name));
      items.addAll(total.set(name));
    }
    long millis = wanted.scalarMillis(name);
    if (millis > 0) {
      return Optional.of(
          "no agent has "
              + FixedPoint.toString(millis)
              + " "
              + name
              + " in all ("
              + (largest == 0 ? "none has any" : "the largest has " + FixedPoint.toString(largest))
              + ")");
    }
    boolean any = !ranges.isEmpty() || !items.isEmpty();
    return Optional.of(
        "no agent has "
            + alone
            + " in all ("
            + (any ? "there are " + (ranges.isEmpty() ? items : ranges) : "none has any")
            + ")");
  }
}
