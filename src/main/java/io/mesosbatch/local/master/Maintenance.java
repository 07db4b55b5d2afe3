package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.Filters;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.MachineID;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Unavailability;
import io.mesosbatch.mesos.v1.maintenance.ClusterStatus;
import io.mesosbatch.mesos.v1.maintenance.Schedule;
import io.mesosbatch.mesos.v1.maintenance.Window;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The maintenance schedule: frameworks hear of it by `unavailability` in offers and by inverse
 * offers (Mesos, "Maintenance primitives").
 */
final class Maintenance {
  private record FilterKey(String framework, String agent) {}

  private final Master master;
  private Schedule schedule = Schedule.getDefaultInstance();
  private Map<MachineID, Unavailability> unavailable = Map.of();
  private final Set<MachineID> down = new LinkedHashSet<>();
  private final Map<String, InverseOfferEntry> outstanding = new HashMap<>();
  private final Map<FilterKey, Long> answered = new HashMap<>();

  Maintenance(Master master) {
    this.master = master;
  }

  Schedule schedule() {
    return schedule;
  }

  ClusterStatus status() {
    ClusterStatus.Builder status = ClusterStatus.newBuilder();
    for (MachineID machine : unavailable.keySet()) {
      if (!down.contains(machine)) {
        status.addDrainingMachines(ClusterStatus.DrainingMachine.newBuilder().setId(machine));
      }
    }
    return status.addAllDownMachines(down).build();
  }

  /** Null where no maintenance is planned. */
  Unavailability unavailability(RegisteredAgent agent) {
    return unavailable.isEmpty() ? null : unavailable.get(machine(agent.info));
  }

  /** The machine as schedules name it: host in lower case, address. */
  static MachineID machine(AgentInfo info) {
    return machine(info.getHostname(), "127.0.0.1");
  }

  private static MachineID machine(String hostname, String ip) {
    return MachineID.newBuilder()
        .setHostname(hostname.toLowerCase(java.util.Locale.ROOT))
        .setIp(ip)
        .build();
  }

  void update(Schedule changed) {
    Map<MachineID, Unavailability> planned = new LinkedHashMap<>();
    for (Window window : changed.getWindowsList()) {
      for (MachineID id : window.getMachineIdsList()) {
        planned.put(machine(id.getHostname(), id.getIp()), window.getUnavailability());
      }
    }
    Map<MachineID, Unavailability> before = unavailable;
    schedule = changed;
    unavailable = planned;
    answered.clear();
    for (RegisteredAgent agent : master.agents()) {
      MachineID id = machine(agent.info);
      if (before.containsKey(id) || planned.containsKey(id)) {
        rescindAll(agent);
      }
    }
    master.allocator.soon();
  }

  private void rescindAll(RegisteredAgent agent) {
    List.copyOf(agent.offers).forEach(master.offers::rescind);
    rescindInverse(agent);
  }

  private void rescindInverse(RegisteredAgent agent) {
    for (InverseOfferEntry entry : List.copyOf(agent.inverseOffers.values())) {
      remove(entry);
      entry
          .framework()
          .send(
              Event.newBuilder()
                  .setType(Event.Type.RESCIND_INVERSE_OFFER)
                  .setRescindInverseOffer(
                      Event.RescindInverseOffer.newBuilder()
                          .setInverseOfferId(entry.offer().getId()))
                  .build());
    }
  }

  /** The machines go down: their agents are shut down, and stay away. */
  void start(List<MachineID> machines) {
    machines.forEach(id -> down.add(machine(id.getHostname(), id.getIp())));
    for (RegisteredAgent agent : List.copyOf(master.agents())) {
      if (down.contains(machine(agent.info))) {
        agent.agent.shutdown();
      }
    }
  }

  /** The machines are back, and no longer in the schedule. */
  void stop(List<MachineID> machines) {
    Set<MachineID> up = new HashSet<>();
    machines.forEach(id -> up.add(machine(id.getHostname(), id.getIp())));
    down.removeAll(up);
    Schedule.Builder rest = Schedule.newBuilder();
    for (Window window : schedule.getWindowsList()) {
      Window.Builder kept = window.toBuilder().clearMachineIds();
      for (MachineID id : window.getMachineIdsList()) {
        if (!up.contains(machine(id.getHostname(), id.getIp()))) {
          kept.addMachineIds(id);
        }
      }
      if (kept.getMachineIdsCount() > 0) {
        rest.addWindows(kept);
      }
    }
    update(rest.build());
  }

  boolean isDown(MachineID id) {
    return down.contains(machine(id.getHostname(), id.getIp()));
  }

  boolean isScheduled(MachineID id) {
    return unavailable.containsKey(machine(id.getHostname(), id.getIp()));
  }

  /** Asks each framework that has something on such an agent to leave it, once. */
  void inverseOffers(Collection<RegisteredAgent> agents) {
    if (unavailable.isEmpty()) {
      return;
    }
    Map<Framework, List<InverseOffer>> events = new LinkedHashMap<>();
    for (RegisteredAgent agent : agents) {
      Unavailability unavailability = unavailability(agent);
      if (unavailability != null) {
        for (Framework framework : master.frameworks()) {
          if (wants(framework, agent)) {
            events
                .computeIfAbsent(framework, key -> new ArrayList<>())
                .add(make(framework, agent, unavailability));
          }
        }
      }
    }
    events.forEach(
        (framework, offers) ->
            framework.send(
                Event.newBuilder()
                    .setType(Event.Type.INVERSE_OFFERS)
                    .setInverseOffers(Event.InverseOffers.newBuilder().addAllInverseOffers(offers))
                    .build()));
  }

  private boolean wants(Framework framework, RegisteredAgent agent) {
    if (!framework.connected() || !uses(framework, agent)) {
      return false;
    }
    for (InverseOfferEntry entry : agent.inverseOffers.values()) {
      if (entry.framework() == framework) {
        return false;
      }
    }
    Long until = answered.get(new FilterKey(framework.key, agent.key));
    return until == null || until - System.nanoTime() <= 0;
  }

  private static boolean uses(Framework framework, RegisteredAgent agent) {
    return agent.tasks.containsKey(framework.key)
        || agent.executors.containsKey(framework.key)
        || agent.offers.stream().anyMatch(offer -> offer.framework() == framework);
  }

  private InverseOffer make(
      Framework framework, RegisteredAgent agent, Unavailability unavailability) {
    InverseOffer offer =
        InverseOffer.newBuilder()
            .setId(master.ids.nextOffer())
            .setUrl(agent.url)
            .setFrameworkId(framework.id)
            .setAgentId(agent.id)
            .setUnavailability(unavailability)
            .build();
    InverseOfferEntry entry = new InverseOfferEntry(offer, framework, agent);
    outstanding.put(offer.getId().getValue(), entry);
    framework.inverseOffers.put(offer.getId().getValue(), entry);
    agent.inverseOffers.put(offer.getId().getValue(), entry);
    return offer;
  }

  /** The framework has accepted or declined: it is asked again when the filter is over. */
  void answer(Framework framework, List<OfferID> ids, Filters filters) {
    for (OfferID id : ids) {
      InverseOfferEntry entry = framework.inverseOffers.get(id.getValue());
      if (entry != null) {
        remove(entry);
        long until = System.nanoTime() + Offers.refusedFor(filters);
        answered.put(new FilterKey(framework.key, entry.agent().key), until);
      }
    }
  }

  void remove(InverseOfferEntry entry) {
    String id = entry.offer().getId().getValue();
    outstanding.remove(id);
    entry.framework().inverseOffers.remove(id);
    entry.agent().inverseOffers.remove(id);
  }
}
