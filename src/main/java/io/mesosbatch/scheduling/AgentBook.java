package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Unavailability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of the agents: from their offers, and from what of ours runs there. */
final class AgentBook {
  private static final long[] NOTHING = {};

  private final Map<String, Entry> agents = new HashMap<>();
  private final MaintenancePolicy policy;

  /** Which agent has made an offer last. */
  private String latest;

  private boolean several;
  private final Set<String> repeatedAttributes = new HashSet<>();

  /** Ms since the epoch; no agent is avoided after it. */
  private long lastAvoidedUntil;

  /** In thousandths, by number of the resource name; what agents have in all as far as known. */
  private long[] total = NOTHING;

  AgentBook(MaintenancePolicy policy) {
    this.policy = policy;
  }

  /** An agent. */
  static final class Entry {
    private Offer offer;
    private AgentTraits traits;

    /** Restored attempts there, until the traits are known. */
    private List<ActiveAttempt> restored = List.of();

    long[] used = NOTHING;

    /** The most that was ever free and ours at the same time. */
    long[] largest = NOTHING;

    /** When it was last kept free without use, in ms since the epoch. */
    long keptInVainAt;

    int ourTasks;

    private long avoidedUntil;

    /** Those that run several tasks, by their ids, with their resources as offered. */
    private Map<String, List<Resource>> executors = Map.of();

    /** Null where none is planned. */
    private PlannedMaintenance maintenance;

    void restored(ActiveAttempt attempt) {
      if (restored.isEmpty()) {
        restored = new ArrayList<>();
      }
      restored.add(attempt);
    }

    void ended(ActiveAttempt attempt) {
      if (!restored.isEmpty()) {
        restored.remove(attempt);
      }
    }

    /** Null until an offer has come. */
    AgentTraits traits() {
      if (traits == null && offer != null) {
        traits = AgentTraits.of(offer);
      }
      return traits;
    }

    /**
     * Whether that executor is believed to run there.
     *
     * @param id empty for none
     */
    boolean runs(String id) {
      return !executors.isEmpty() && executors.containsKey(id);
    }

    List<Resource> executor(String id) {
      return executors.get(id);
    }

    void executorStarts(String id, List<Resource> resources) {
      if (executors.isEmpty()) {
        executors = new HashMap<>();
      }
      executors.put(id, resources);
    }

    void executorGone(String id) {
      if (runs(id)) {
        executors.remove(id);
      }
    }

    /** Whether its traits are those of the offer. */
    private boolean like(Offer other) {
      return offer != null
          && offer.getHostname().equals(other.getHostname())
          && offer.getAttributesList().equals(other.getAttributesList())
          && offer.hasDomain() == other.hasDomain()
          && (!offer.hasDomain() || offer.getDomain().equals(other.getDomain()));
    }

    /** Whether it is there for long enough for a task that is launched now. */
    boolean staysFor(Shape shape, long deadlineAt, long now) {
      return maintenance == null || maintenance.allows(shape, deadlineAt, now);
    }

    /** Whether it takes only tasks that ask for it. */
    boolean dedicated() {
      for (Attribute attribute : offer.getAttributesList()) {
        if (attribute.getName().equals(AgentTraits.DEDICATED)) {
          return true;
        }
      }
      return false;
    }

    void use(NumberedDemand demand, int sign) {
      ourTasks += sign;
      useMore(demand, sign);
    }

    /** Not by a task. */
    void useMore(NumberedDemand demand, int sign) {
      for (int i = 0; i < demand.names.length; i++) {
        int name = demand.names[i];
        if (name >= used.length) {
          used = Arrays.copyOf(used, name + 4);
        }
        used[name] += sign * demand.amounts[i];
      }
    }

    /** In thousandths. */
    long mostOf(int name) {
      return name < largest.length ? largest[name] : 0;
    }

    /** One that tells its traits; null if it has made none. */
    Offer offer() {
      return offer;
    }

    String hostname() {
      return offer.getHostname();
    }

    boolean couldEverHold(NumberedDemand demand) {
      for (int i = 0; i < demand.names.length; i++) {
        int name = demand.names[i];
        if (name >= largest.length || largest[name] < demand.amounts[i]) {
          return false;
        }
      }
      return true;
    }
  }

  Entry of(String agentId) {
    return agents.computeIfAbsent(agentId, id -> new Entry());
  }

  /** An agent has made an offer, though nobody looked at it. */
  void heardOf(String agentId) {
    several = several || latest != null && !latest.equals(agentId);
    latest = agentId;
  }

  /** Its maintenance, as it has become known. */
  PlannedMaintenance planned(String agentId, Unavailability unavailability) {
    Entry entry = of(agentId);
    entry.maintenance = PlannedMaintenance.of(unavailability, policy);
    return entry.maintenance;
  }

  /**
   * An executor has ended, or an agent is gone; until it makes another offer nothing of ours is
   * started there.
   *
   * @param executorId empty if it is the agent
   */
  void failure(String agentId, String executorId) {
    Entry agent = agents.get(agentId);
    if (agent != null && executorId.isEmpty()) {
      agent.executors = Map.of();
      if (agent.ourTasks == 0) {
        agents.remove(agentId);
        forgotten(agent);
      }
    } else if (agent != null) {
      agent.executorGone(executorId);
    }
  }

  /**
   * The master offers again whatever there is: agents that were replaced while nobody listened
   * would else be remembered for ever.
   */
  void subscribed() {
    agents.values().removeIf(this::idle);
  }

  private boolean idle(Entry agent) {
    if (agent.ourTasks > 0 || !agent.executors.isEmpty()) {
      return false;
    }
    forgotten(agent);
    return true;
  }

  private void forgotten(Entry agent) {
    for (int i = 0; i < agent.largest.length; i++) {
      total[i] -= agent.largest[i];
    }
  }

  /** Whether more than one agent is known. */
  boolean several() {
    return several || agents.size() > 1;
  }

  /**
   * Until then a task that failed on the agent keeps away from it.
   *
   * @param until ms since the epoch
   */
  void avoid(Entry agent, long until) {
    agent.avoidedUntil = until;
    lastAvoidedUntil = Math.max(lastAvoidedUntil, until);
  }

  /** Whether a task keeps away from it. */
  boolean avoided(String agentId, long now) {
    if (lastAvoidedUntil <= now) {
      return false;
    }
    Entry agent = agents.get(agentId);
    return agent != null && agent.avoidedUntil > now;
  }

  /** Names that several attributes of one agent have, of those agents that were looked at. */
  Set<String> repeatedAttributes() {
    return repeatedAttributes;
  }

  Map<String, Entry> all() {
    return agents;
  }

  Entry seen(Supply supply) {
    Entry entry = of(supply.agentId());
    if (!entry.like(supply.first())) {
      entry.offer = supply.first();
      entry.traits = null;
      noteRepeatedAttributes(supply.first().getAttributesList());
      entry.restored.forEach(attempt -> attempt.count(entry.traits()));
      entry.restored = List.of();
    }
    entry.maintenance =
        supply.first().hasUnavailability()
            ? PlannedMaintenance.of(supply.first().getUnavailability(), policy)
            : null;
    long[] held = supply.held();
    if (held.length > entry.largest.length) {
      entry.largest = Arrays.copyOf(entry.largest, held.length);
    }
    if (held.length > total.length) {
      total = Arrays.copyOf(total, held.length);
    }
    for (int i = 0; i < held.length; i++) {
      long all = held[i] + (i < entry.used.length ? entry.used[i] : 0);
      if (all > entry.largest[i]) {
        total[i] += all - entry.largest[i];
        entry.largest[i] = all;
      }
    }
    return entry;
  }

  private void noteRepeatedAttributes(List<Attribute> attributes) {
    if (attributes.size() > 1) {
      Set<String> names = new HashSet<>();
      for (Attribute attribute : attributes) {
        if (!names.add(attribute.getName())) {
          repeatedAttributes.add(attribute.getName());
        }
      }
    }
  }

  /** The largest part of the cluster, of any resource, that the amounts are. */
  double dominantShare(long[] amounts) {
    double share = 0;
    for (int i = 0; i < amounts.length; i++) {
      if (amounts[i] > 0 && i < total.length && total[i] > 0) {
        share = Math.max(share, (double) amounts[i] / total[i]);
      }
    }
    return share;
  }
}
