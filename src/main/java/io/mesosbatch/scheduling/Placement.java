package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Matches the offers of one moment with the pending tasks: shape by shape, first fit. */
final class Placement {
  private final PendingTasks pending;
  private final ResourceNames names;
  private final Cuts cuts = new Cuts();
  private boolean reserveOnDemand;

  Placement(PendingTasks pending, ResourceNames names) {
    this.pending = pending;
    this.names = names;
  }

  void reserveOnDemand() {
    reserveOnDemand = true;
  }

  /** A task that goes to the agent of a supply. */
  record Placed(JobRun job, int index, List<Resource> resources) {}

  /** One supply for each agent and role: one ACCEPT may not mix them. */
  Collection<Supply> supplies(Collection<Offer> offers) {
    record AgentAndRole(String agent, String role) {}
    Map<AgentAndRole, Supply> supplies = new LinkedHashMap<>();
    for (Offer offer : offers) {
      AgentAndRole key =
          new AgentAndRole(offer.getAgentId().getValue(), offer.getAllocationInfo().getRole());
      Supply supply = supplies.get(key);
      if (supply == null) {
        supplies.put(key, new Supply(offer, names, cuts));
      } else {
        supply.add(offer);
      }
    }
    return supplies.values();
  }

  /**
   * Takes from the pending tasks those that fit. What is left only shrinks, so a shape that does
   * not fit once is out; the lane that comes first among the rest goes on until it is empty or too
   * large.
   */
  List<Placed> place(Supply supply) {
    List<Placed> placed = new ArrayList<>();
    List<ShapeQueue> open = new ArrayList<>();
    for (ShapeQueue queue : pending.candidates(supply.agentId())) {
      if (supply.fits(queue.demand, 1) > 0) {
        open.add(queue);
      }
    }
    while (!open.isEmpty()) {
      ShapeQueue next = open.get(0);
      for (int i = 1; i < open.size(); i++) {
        if (open.get(i).first().before(next.first())) {
          next = open.get(i);
        }
      }
      Lane lane = next.first();
      NumberedDemand demand = next.demand;
      int count = supply.fits(demand, lane.size());
      if (count == 0 && reserveOnDemand && supply.reserveFor(demand)) {
        count = 1;
      }
      for (int i = 0; i < count; i++) {
        placed.add(new Placed(lane.job, pending.poll(lane), supply.take(demand)));
      }
      if (count == 0 || next.isEmpty()) {
        open.remove(next);
      }
    }
    return placed;
  }
}
