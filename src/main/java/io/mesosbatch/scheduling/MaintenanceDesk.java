package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.OfferID;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers inverse offers, and keeps what the answers promise: an agent is empty when its
 * maintenance begins.
 */
final class MaintenanceDesk {
  /**
   * Seconds. The master does not say when maintenance is called off after an answer; it only stops
   * asking.
   */
  private static final double ASK_AGAIN = 30;

  /** Ms without being asked again. */
  private static final long CALLED_OFF = 90_000;

  private final FrameDraft draft;
  private final AgentBook agents;
  private final TaskLife life;
  private final Map<String, InverseOffer> open = new LinkedHashMap<>();

  /** By agent. */
  private final Map<String, Answered> answered = new HashMap<>();

  private record Answered(
      InverseOffer offer, PlannedMaintenance maintenance, boolean accepted, long at) {}

  MaintenanceDesk(FrameDraft draft, AgentBook agents, TaskLife life) {
    this.draft = draft;
    this.agents = agents;
    this.life = life;
  }

  void asked(Collection<InverseOffer> offers) {
    offers.forEach(offer -> open.put(offer.getId().getValue(), offer));
  }

  void rescinded(OfferID id) {
    open.remove(id.getValue());
    answered.values().removeIf(a -> a.offer.getId().equals(id));
  }

  /** With the subscription go the inverse offers; what was promised is asked for again. */
  void allVoid() {
    open.clear();
  }

  /** Their answers may not have arrived. */
  void unanswered(Collection<OfferID> ids) {
    for (Answered answer : answered.values()) {
      if (ids.contains(answer.offer.getId())) {
        open.put(answer.offer.getId().getValue(), answer.offer);
      }
    }
  }

  void answer() {
    if (open.isEmpty()) {
      return;
    }
    Map<String, List<ActiveAttempt>> byAgent = new HashMap<>();
    for (ActiveAttempt attempt : life.active()) {
      byAgent.computeIfAbsent(attempt.agentId, id -> new ArrayList<>()).add(attempt);
    }
    List<OfferID> accepted = new ArrayList<>();
    for (InverseOffer offer : open.values()) {
      String agent = offer.getAgentId().getValue();
      PlannedMaintenance maintenance = agents.planned(agent, offer.getUnavailability());
      Optional<String> why = obstacle(byAgent.getOrDefault(agent, List.of()), maintenance);
      answered.put(agent, new Answered(offer, maintenance, why.isEmpty(), draft.now()));
      if (why.isEmpty()) {
        accepted.add(offer.getId());
      } else {
        draft.effect(new Effect.DeclineInverseOffer(offer.getId(), agent, why.get(), ASK_AGAIN));
      }
    }
    open.clear();
    if (!accepted.isEmpty()) {
      draft.effect(new Effect.AcceptInverseOffers(accepted, ASK_AGAIN));
    }
  }

  private Optional<String> obstacle(List<ActiveAttempt> attempts, PlannedMaintenance maintenance) {
    if (maintenance.over(draft.now())) {
      return Optional.empty();
    }
    int obstacles = 0;
    ActiveAttempt first = null;
    for (ActiveAttempt attempt : attempts) {
      boolean movable = maintenance.policy().move() && life.movable(attempt);
      if (!movable && !attempt.killing() && !maintenance.comesAfter(attempt)) {
        first = first == null ? attempt : first;
        obstacles++;
      }
    }
    return first == null
        ? Optional.empty()
        : Optional.of(
            obstacles
                + (obstacles == 1 ? " task is" : " tasks are")
                + " neither known to end before nor to be started again for free, such as task "
                + first.index
                + " of job "
                + first.job.plan.id());
  }

  /** Empties the agents whose maintenance is near. */
  void tick() {
    long now = draft.now();
    answered.values().removeIf(a -> now - a.at > CALLED_OFF);
    boolean any = answered.values().stream().anyMatch(a -> a.accepted && a.maintenance.near(now));
    if (!any) {
      return;
    }
    for (ActiveAttempt attempt : List.copyOf(life.active())) {
      Answered answer = answered.get(attempt.agentId);
      if (answer != null
          && answer.accepted
          && answer.maintenance.policy().move()
          && answer.maintenance.near(now)
          && !attempt.killing()
          && !answer.maintenance.comesAfter(attempt)
          && life.movable(attempt)) {
        life.move(attempt, answer.maintenance.start());
      }
    }
  }
}
