package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.v1.Strategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/** Answers each offer once, with the tasks that are placed on it or with a refusal. */
final class OfferDesk {
  /** Seconds: an offer that is of no use now may be in a moment. */
  private static final double SOON = 1;

  private final FrameDraft draft;
  private final PendingTasks pending;
  private final Placement placement;
  private final AgentBook agents;
  private final IntSupplier users;
  private final RecentOffers recent;
  private final LatestOffers latest = new LatestOffers();
  private final OfferEconomy economy;
  private final ReservationDesk reservations;
  private final List<Offer> offers = new ArrayList<>();

  /** Of these offers. */
  private final Set<OfferID> rescinded = new HashSet<>();

  /** Their answers may not have arrived: the master would keep them for us for ever. */
  private final Set<OfferID> unsure = new LinkedHashSet<>();

  /**
   * @param users how many have jobs under way
   */
  OfferDesk(
      FrameDraft draft,
      PendingTasks pending,
      Placement placement,
      AgentBook agents,
      IntSupplier users,
      RecentOffers recent,
      OfferEconomy economy,
      ReservationDesk reservations) {
    this.draft = draft;
    this.pending = pending;
    this.placement = placement;
    this.agents = agents;
    this.users = users;
    this.recent = recent;
    this.economy = economy;
    this.reservations = reservations;
  }

  LatestOffers latest() {
    return latest;
  }

  void offered(Collection<Offer> more) {
    offers.addAll(more);
  }

  /** From now on a reservation that a task asks for is made where it can be. */
  void reserveOnDemand() {
    placement.reserveOnDemand();
  }

  boolean reservesOnDemand() {
    return placement.reservesOnDemand();
  }

  void rescinded(OfferID id) {
    if (!offers.isEmpty()) {
      rescinded.add(id);
    }
  }

  /** With the subscription go all offers (design rule 12). */
  void allVoid() {
    offers.clear();
    rescinded.clear();
    unsure.clear();
  }

  void unanswered(Collection<OfferID> ids) {
    unsure.addAll(ids);
  }

  /** A second answer to an offer means nothing to the master. */
  void declineUnsure() {
    if (!unsure.isEmpty()) {
      draft.effect(new Effect.Decline(List.copyOf(unsure), 0));
      unsure.clear();
    }
  }

  void answer() {
    if (!rescinded.isEmpty()) {
      offers.removeIf(offer -> rescinded.contains(offer.getId()));
      rescinded.clear();
    }
    if (offers.isEmpty()) {
      return;
    }
    List<Supply> supplies = placement.supplies(offers);
    supplies.removeIf(this::usedForReservations);
    place(supplies);
    List<OfferID> unused = new ArrayList<>(supplies.size());
    List<OfferID> avoided = new ArrayList<>();
    boolean workLeft = pending.size() > 0;
    if (workLeft) {
      recent.add(draft.now(), supplies);
    }
    for (Supply supply : supplies) {
      agents.heardOf(supply.agentId());
      if (supply.isUnused()) {
        boolean soon = agents.avoided(supply.agentId(), draft.now());
        supply.offersInto(soon ? avoided : unused);
      } else {
        draft.effect(
            new Effect.Accept(
                supply.offers(),
                supply.agentId(),
                supply.operations(),
                supply.launches(),
                supply.groups(),
                economy.refuseSeconds(workLeft)));
      }
    }
    if (!avoided.isEmpty()) {
      draft.effect(new Effect.Decline(avoided, SOON));
    }
    if (!unused.isEmpty()) {
      double refuse = reservations.wantsOffers() ? SOON : economy.refuseSeconds(workLeft);
      draft.effect(new Effect.Decline(unused, refuse));
    }
    latest.add(draft.now(), supplies);
    offers.clear();
  }

  private boolean usedForReservations(Supply supply) {
    List<Offer.Operation> operations = reservations.offered(supply, draft.now());
    if (operations.isEmpty()) {
      return false;
    }
    // The rest, and what the operations make, is wanted back at once.
    draft.effect(
        new Effect.Accept(supply.offers(), supply.agentId(), operations, List.of(), List.of(), 0));
    return true;
  }

  private void place(List<Supply> supplies) {
    if (pending.size() == 0) {
      return;
    }
    boolean groupBy = false;
    boolean spread = false;
    boolean pack = false;
    for (ShapeQueue queue : pending.all()) {
      groupBy |= queue.shape.groupBy();
      spread |= queue.shape.strategy() == Strategy.SPREAD;
      pack |= queue.shape.strategy() == Strategy.PACK;
    }
    if (groupBy || spread || pack || users.getAsInt() > 1) {
      supplies.forEach(agents::seen);
    }
    if (groupBy) {
      placement.lookAround(supplies, draft.now());
    }
    if (spread) {
      supplies.sort(Comparator.comparingInt(s -> agents.of(s.agentId()).ourTasks));
      place(supplies, evenly(supplies.size()));
      place(supplies, shape -> shape.strategy() == Strategy.SPREAD ? 1 : Integer.MAX_VALUE);
    } else if (pack) {
      supplies.sort(Comparator.comparingDouble(s -> agents.dominantShare(s.held())));
    }
    if (groupBy) {
      placeByTurns(supplies);
    } else {
      place(supplies, Placement.Share.ALL);
    }
  }

  /**
   * A task that waits for its group to grow elsewhere has its turn when it has: round after round,
   * until nothing more fits. What is refused before may be of use after the next launch.
   */
  private void placeByTurns(List<Supply> supplies) {
    List<Supply> turns = placement.alternating(supplies);
    int before = pending.size();
    for (int left = -1; left != pending.size(); ) {
      left = pending.size();
      place(turns, Placement.Share.ALL);
    }
    if (pending.size() < before) {
      economy.newWork();
    }
  }

  /**
   * An equal part of the shape's tasks for each agent. Of what then is left each gets one more, as
   * far as it goes, and the rest goes where there is room.
   */
  private Placement.Share evenly(int agentCount) {
    Map<Shape, Integer> shares = new HashMap<>();
    for (ShapeQueue queue : pending.all()) {
      if (queue.shape.strategy() == Strategy.SPREAD) {
        int tasks = 0;
        for (Lane lane : queue.lanes()) {
          tasks += lane.size();
        }
        shares.put(queue.shape, Math.max(1, tasks / agentCount));
      }
    }
    return shape -> shares.getOrDefault(shape, Integer.MAX_VALUE);
  }

  private void place(List<Supply> supplies, Placement.Share most) {
    boolean oneByOne = users.getAsInt() > 1;
    for (Supply supply : supplies) {
      if (pending.size() == 0) {
        return;
      }
      placement.place(supply, oneByOne, most, draft.now());
    }
  }
}
