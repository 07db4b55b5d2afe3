package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.DurationInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TimeInfo;
import io.mesosbatch.mesos.v1.Unavailability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The master's maintenance schedule, and the inverse offers that come of it. */
final class SimulatedMaintenance {
  private static final long NANOS = 1_000_000;

  private final World world;
  private final Map<String, Unavailability> planned = new HashMap<>();
  private final Map<OfferID, String> outstanding = new LinkedHashMap<>();
  private final Map<String, Long> filteredUntil = new HashMap<>();
  private long count;

  SimulatedMaintenance(World world) {
    this.world = world;
  }

  void plan(String agentId, long start, long length) {
    planned.put(
        agentId,
        Unavailability.newBuilder()
            .setStart(TimeInfo.newBuilder().setNanoseconds(start * NANOS))
            .setDuration(DurationInfo.newBuilder().setNanoseconds(length * NANOS))
            .build());
    filteredUntil.remove(agentId);
  }

  void over(String agentId) {
    planned.remove(agentId);
    outstanding.values().remove(agentId);
  }

  /** Null where none is planned. */
  Unavailability of(String agentId) {
    return planned.get(agentId);
  }

  /** The framework has subscribed anew, or the master is new. */
  void forget() {
    outstanding.clear();
    filteredUntil.clear();
  }

  void answer(OfferID id, double refuseSeconds) {
    String agent = outstanding.remove(id);
    if (agent != null) {
      filteredUntil.put(agent, world.timeline.now() + (long) (refuseSeconds * 1000));
    }
  }

  void ask(Collection<SimulatedAgent> registered, Collection<SimulatedMaster.MasterTask> tasks) {
    if (planned.isEmpty() || !world.framework.connected()) {
      return;
    }
    Set<String> inUse = new HashSet<>();
    tasks.forEach(task -> inUse.add(task.agentId));
    List<InverseOffer> offers = new ArrayList<>();
    for (SimulatedAgent agent : registered) {
      String id = agent.id();
      boolean filtered = filteredUntil.getOrDefault(id, 0L) > world.timeline.now();
      if (planned.containsKey(id)
          && inUse.contains(id)
          && !filtered
          && !outstanding.containsValue(id)) {
        offers.add(offer(id));
      }
    }
    if (!offers.isEmpty()) {
      world.framework.inverseOffers(offers);
    }
  }

  private InverseOffer offer(String agentId) {
    OfferID id = OfferID.newBuilder().setValue("i" + ++count).build();
    outstanding.put(id, agentId);
    return InverseOffer.newBuilder()
        .setId(id)
        .setFrameworkId(FrameworkID.newBuilder().setValue("simulated"))
        .setAgentId(AgentID.newBuilder().setValue(agentId))
        .setUnavailability(planned.get(agentId))
        .build();
  }
}
