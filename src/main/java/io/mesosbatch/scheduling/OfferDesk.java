package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.v1.Strategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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
  private final OfferEconomy economy;
  private final ReservationDesk reservations;
  private final Map<String, Offer> offers = new LinkedHashMap<>();

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

  void offered(Collection<Offer> more) {
    more.forEach(offer -> offers.put(offer.getId().getValue(), offer));
  }

  /** From now on a reservation that a task asks for is made where it can be. */
  void reserveOnDemand() {
    placement.reserveOnDemand();
  }

  void rescinded(OfferID id) {
    offers.remove(id.getValue());
  }

  /** With the subscription go all offers (design rule 12). */
  void allVoid() {
    offers.clear();
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
    if (offers.isEmpty()) {
      return;
    }
    List<Supply> supplies = placement.supplies(offers.values());
    supplies.removeIf(this::usedForReservations);
    Map<Supply, List<Effect.Launch>> launches = placed(supplies);
    List<OfferID> unused = new ArrayList<>();
    List<OfferID> avoided = new ArrayList<>();
    for (Supply supply : supplies) {
      if (!agents.several()) {
        agents.of(supply.agentId());
      }
      if (pending.size() > 0) {
        recent.add(draft.now(), supply.agentId(), supply.held());
      }
      List<Effect.Launch> here = launches.getOrDefault(supply, List.of());
      if (here.isEmpty()) {
        boolean soon = agents.of(supply.agentId()).avoidedUntil > draft.now();
        (soon ? avoided : unused).addAll(supply.offers());
      } else {
        draft.effect(
            new Effect.Accept(
                supply.offers(),
                supply.agentId(),
                supply.operations(),
                here,
                economy.refuseSeconds(pending.size() > 0)));
      }
    }
    if (!avoided.isEmpty()) {
      draft.effect(new Effect.Decline(avoided, SOON));
    }
    if (!unused.isEmpty()) {
      double refuse = reservations.wantsOffers() ? SOON : economy.refuseSeconds(pending.size() > 0);
      draft.effect(new Effect.Decline(unused, refuse));
    }
    offers.clear();
  }

  private boolean usedForReservations(Supply supply) {
    List<Offer.Operation> operations = reservations.offered(supply, draft.now());
    if (operations.isEmpty()) {
      return false;
    }
    // The rest, and what the operations make, is wanted back at once.
    draft.effect(new Effect.Accept(supply.offers(), supply.agentId(), operations, List.of(), 0));
    return true;
  }

  private Map<Supply, List<Effect.Launch>> placed(List<Supply> supplies) {
    Map<Supply, List<Effect.Launch>> launches = new IdentityHashMap<>();
    if (pending.size() == 0) {
      return launches;
    }
    boolean groups = false;
    boolean spread = false;
    boolean pack = false;
    for (ShapeQueue queue : pending.all()) {
      groups |= queue.shape.constraints().stream().anyMatch(PlacementRule::grouping);
      spread |= queue.shape.strategy() == Strategy.SPREAD;
      pack |= queue.shape.strategy() == Strategy.PACK;
    }
    if (groups || spread || pack || users.getAsInt() > 1) {
      supplies.forEach(agents::seen);
    }
    if (groups) {
      placement.lookAround(supplies);
    }
    if (spread) {
      supplies.sort(Comparator.comparingInt(s -> agents.of(s.agentId()).ourTasks));
      place(supplies, evenly(supplies.size()), launches);
    } else if (pack) {
      supplies.sort(Comparator.comparingDouble(s -> agents.dominantShare(s.held())));
    }
    place(supplies, Placement.Share.ALL, launches);
    return launches;
  }

  /**
   * An equal part of the shape's tasks for each agent; what then is left goes where there is room.
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

  private void place(
      List<Supply> supplies, Placement.Share most, Map<Supply, List<Effect.Launch>> launches) {
    boolean oneByOne = users.getAsInt() > 1;
    for (Supply supply : supplies) {
      if (pending.size() == 0) {
        return;
      }
      List<Effect.Launch> more = placement.place(supply, oneByOne, most, draft.now());
      if (!more.isEmpty()) {
        launches.merge(
            supply,
            more,
            (a, b) -> {
              a.addAll(b);
              return a;
            });
      }
    }
  }
}
