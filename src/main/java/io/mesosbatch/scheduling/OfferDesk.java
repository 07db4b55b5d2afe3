package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers each offer once, with the tasks that are placed on it or with a refusal. */
final class OfferDesk {
  /** Seconds: an offer that is of no use now may be in a moment. */
  private static final double SOON = 1;

  private final FrameDraft draft;
  private final PendingTasks pending;
  private final Placement placement;
  private final TaskLife life;
  private final OfferEconomy economy;
  private final ReservationDesk reservations;
  private final Map<OfferID, Offer> offers = new LinkedHashMap<>();

  /** Their answers may not have arrived: the master would keep them for us for ever. */
  private final Set<OfferID> unsure = new LinkedHashSet<>();

  OfferDesk(
      FrameDraft draft,
      PendingTasks pending,
      Placement placement,
      TaskLife life,
      OfferEconomy economy,
      ReservationDesk reservations) {
    this.draft = draft;
    this.pending = pending;
    this.placement = placement;
    this.life = life;
    this.economy = economy;
    this.reservations = reservations;
  }

  void offered(Collection<Offer> more) {
    more.forEach(offer -> offers.put(offer.getId(), offer));
  }

  /** From now on a reservation that a task asks for is made where it can be. */
  void reserveOnDemand() {
    placement.reserveOnDemand();
  }

  void rescinded(OfferID id) {
    offers.remove(id);
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
    List<OfferID> unused = new ArrayList<>();
    for (Supply supply : placement.supplies(offers.values())) {
      List<Offer.Operation> operations = reservations.offered(supply, draft.now());
      if (!operations.isEmpty()) {
        // The rest, and what the operations make, is wanted back at once.
        draft.effect(
            new Effect.Accept(supply.offers(), supply.agentId(), operations, List.of(), 0));
        continue;
      }
      List<Placement.Placed> placed = pending.size() == 0 ? List.of() : placement.place(supply);
      if (placed.isEmpty()) {
        unused.addAll(supply.offers());
      } else {
        launch(supply, placed);
      }
    }
    if (!unused.isEmpty()) {
      double refuse = reservations.wantsOffers() ? SOON : economy.refuseSeconds(pending.size() > 0);
      draft.effect(new Effect.Decline(unused, refuse));
    }
    offers.clear();
  }

  private void launch(Supply supply, List<Placement.Placed> placed) {
    List<Effect.Launch> launches = new ArrayList<>(placed.size());
    for (Placement.Placed p : placed) {
      ActiveAttempt attempt = life.launched(p.job(), p.index(), supply);
      launches.add(new Effect.Launch(attempt.key(), attempt.number, p.resources()));
    }
    draft.effect(
        new Effect.Accept(
            supply.offers(),
            supply.agentId(),
            supply.operations(),
            launches,
            economy.refuseSeconds(pending.size() > 0)));
  }
}
