package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.TaskStates;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.OfferFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The offers that are out, and the filters that keep others back. */
final class Allocations {
  static final String ROLE = "batch";
  private final World world;
  private final Map<OfferID, Outstanding> outstanding = new LinkedHashMap<>();
  private final Map<String, Filter> filters = new HashMap<>();
  private final Map<String, Resources> offered = new HashMap<>();

  /** Agents whose free resources may not be what they were; the others need no look. */
  private final Set<SimulatedAgent> dirty = new LinkedHashSet<>();

  private OfferFilter filterOfFramework = OfferFilter.NONE;
  private final Set<SimulatedAgent> keptBack = new LinkedHashSet<>();
  private boolean suppressed;
  private long count;

  private record Outstanding(SimulatedAgent agent, Resources resources) {}

  private record Filter(Resources resources, long until) {}

  Allocations(World world) {
    this.world = world;
  }

  void changed(SimulatedAgent agent) {
    dirty.add(agent);
  }

  void forget() {
    outstanding.clear();
    offered.clear();
    filters.clear();
    dirty.clear();
    suppressed = false;
  }

  /** The framework has subscribed anew: all offers are void, filters stay. */
  void subscribed(Collection<SimulatedAgent> agents) {
    outstanding.clear();
    offered.clear();
    suppressed = false;
    dirty.addAll(agents);
  }

  /** The agents that it kept back are looked at again. */
  void filter(OfferFilter filter) {
    if (!filter.equals(filterOfFramework)) {
      filterOfFramework = filter;
      suppressed = false;
      dirty.addAll(keptBack);
      keptBack.clear();
    }
  }

  void suppress() {
    suppressed = true;
  }

  void revive() {
    suppressed = false;
    filters.clear();
  }

  SimulatedAgent agentOf(OfferID id) {
    Outstanding o = outstanding.get(id);
    return o == null ? null : o.agent;
  }

  /** What the offer held; it is answered now. */
  Resources take(OfferID id) {
    Outstanding o = outstanding.remove(id);
    offered.computeIfPresent(
        o.agent.id(), (agent, all) -> all.equals(o.resources) ? null : all.minus(o.resources));
    dirty.add(o.agent);
    return o.resources;
  }

  void refuse(SimulatedAgent agent, Resources unused, double seconds) {
    if (!unused.isEmpty() && seconds > 0) {
      long until = world.timeline.now() + (long) (seconds * 1000);
      filters.put(agent.id(), new Filter(unused, until));
      world.timeline.at(until, () -> dirty.add(agent));
    }
  }

  void rescindAll(SimulatedAgent agent) {
    outstanding.entrySet().stream()
        .filter(e -> e.getValue().agent == agent)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::rescind);
  }

  /** Offers that wait for an answer. */
  int outstanding() {
    return outstanding.size();
  }

  private void rescind(OfferID id) {
    if (outstanding.containsKey(id)) {
      take(id);
      world.framework.rescind(id);
    }
  }

  void offer(Collection<SimulatedAgent> registered, Collection<SimulatedMaster.MasterTask> tasks) {
    if (suppressed || dirty.isEmpty() || !world.framework.connected()) {
      return;
    }
    Map<String, Resources> used = new HashMap<>();
    Set<SimulatedGroup> groups = new HashSet<>();
    for (SimulatedMaster.MasterTask task : tasks) {
      if (!TaskStates.terminal(task.state)) {
        used.merge(task.agentId, task.resources.unallocated(), Resources::plus);
        if (task.group != null && groups.add(task.group)) {
          used.merge(task.agentId, task.group.executor.unallocated(), Resources::plus);
        }
      }
    }
    List<Offer> offers = new ArrayList<>();
    for (SimulatedAgent agent : registered) {
      if (dirty.contains(agent) && agent.connected) {
        offer(agent, used.getOrDefault(agent.id(), Resources.EMPTY), offers);
      }
    }
    dirty.removeIf(agent -> !filters.containsKey(agent.id()));
    if (!offers.isEmpty()) {
      world.framework.offers(offers);
    }
  }

  private void offer(SimulatedAgent agent, Resources used, List<Offer> offers) {
    Resources out = offered.getOrDefault(agent.id(), Resources.EMPTY);
    Resources taken = used.plus(out.unallocated());
    if (!agent.model.total().contains(taken)) {
      throw new IllegalStateException("agent " + agent.id() + " is promised twice: " + taken);
    }
    Resources free = agent.model.total().minus(taken);
    Filter filter = filters.get(agent.id());
    if (filter != null && world.timeline.now() >= filter.until) {
      filters.remove(agent.id());
      filter = null;
    }
    if (free.isEmpty()) {
      return;
    }
    if (!filterOfFramework.passes(agent.model.attributes(), free::scalarMillis)) {
      keptBack.add(agent);
      return;
    }
    if (filter != null && filter.resources.contains(free)) {
      return;
    }
    Resources allocated = free.allocatedTo(ROLE);
    OfferID id = OfferID.newBuilder().setValue("o" + ++count).build();
    outstanding.put(id, new Outstanding(agent, allocated));
    offered.merge(agent.id(), allocated, Resources::plus);
    offers.add(message(id, agent, allocated.toProto()));
    if (world.fault(world.faults.rescindedOffer())) {
      world.timeline.after(world.between(0, 200), () -> rescind(id));
    }
  }

  private Offer message(OfferID id, SimulatedAgent agent, List<Resource> resources) {
    Offer.Builder offer =
        Offer.newBuilder()
            .setId(id)
            .setFrameworkId(FrameworkID.newBuilder().setValue("simulated"))
            .setAgentId(AgentID.newBuilder().setValue(agent.id()))
            .setHostname(agent.model.hostname())
            .addAllAttributes(agent.model.attributes())
            .addAllResources(resources);
    offer.getAllocationInfoBuilder().setRole(ROLE);
    agent.model.domain().ifPresent(offer::setDomain);
    if (world.master.maintenance.of(agent.id()) != null) {
      offer.setUnavailability(world.master.maintenance.of(agent.id()));
    }
    return offer.build();
  }
}
