package io.mesosbatch.operator;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.v1.ClusterPlan;
import io.mesosbatch.v1.PlannedReservation;
import io.mesosbatch.v1.Tenant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The steps from what the agents hold to what a plan wants. What stands already gives no step, so
 * that a plan can be carried out again, also after one that broke off.
 */
public final class Planner {
  private final ClusterPlan plan;
  private final List<AgentView> agents;
  private final Reserving reserving;
  private final Claims claims;
  private final Set<AgentView> taken = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Planner(ClusterPlan plan, List<AgentView> agents, Reserving reserving) {
    this.plan = plan;
    this.agents = agents.stream().filter(AgentView::active).toList();
    this.reserving = reserving;
    this.claims = new Claims(plan, this.agents);
  }

  /**
   * @param agents of which the plan says something
   * @param steps to be taken in this order; empty if all stands as planned
   */
  public record Outcome(int agents, List<Step> steps) {}

  /**
   * @throws NotPossibleException the agents cannot hold the plan; with all reasons
   */
  public static Outcome reserve(ClusterPlan plan, List<AgentView> agents, Reserving reserving)
      throws NotPossibleException {
    Planner planner = new Planner(plan, agents, reserving);
    for (Tenant tenant : plan.getTenantsList()) {
      if (tenant.hasAgents()) {
        planner.counted(tenant);
      }
    }
    for (Tenant tenant : plan.getTenantsList()) {
      if (!tenant.hasAgents()) {
        planner.allThatAreLeft(tenant);
      }
    }
    return planner.outcome();
  }

  /**
   * Undoes a plan wherever something of it stands.
   *
   * @throws NotPossibleException something of it is in use, refined or a volume; with all reasons
   */
  public static Outcome unreserve(ClusterPlan plan, List<AgentView> agents)
      throws NotPossibleException {
    Planner planner = new Planner(plan, agents, new Reserving(Optional.empty()));
    for (Tenant tenant : plan.getTenantsList()) {
      for (AgentView agent : planner.claims.of(tenant)) {
        planner.taken.add(agent);
        planner.undo(tenant, agent);
      }
    }
    return planner.outcome();
  }

  private Outcome outcome() throws NotPossibleException {
    if (!problems.isEmpty()) {
      throw new NotPossibleException(problems);
    }
    return new Outcome(taken.size(), List.copyOf(steps));
  }

  private void counted(Tenant tenant) {
    List<AgentView> candidates = claims.of(tenant);
    agents.stream()
        .filter(agent -> claims.free(agent) && Claims.matches(tenant, agent))
        .forEach(candidates::add);
    int found = 0;
    List<String> reasons = new ArrayList<>();
    for (AgentView agent : candidates) {
      if (found < tenant.getAgents() && !taken.contains(agent) && take(tenant, agent, reasons)) {
        found++;
      }
    }
    if (found < tenant.getAgents()) {
      problems.add(
          name(tenant)
              + " is to get "
              + agents(tenant.getAgents())
              + ", but only "
              + found
              + (found == 1 ? " is" : " are")
              + " fit for it");
      problems.addAll(reasons);
    }
  }

  private void allThatAreLeft(Tenant tenant) {
    int before = taken.size();
    Set<AgentView> own = new LinkedHashSet<>(claims.of(tenant));
    for (AgentView agent : agents) {
      if ((claims.free(agent) || own.contains(agent))
          && !taken.contains(agent)
          && Claims.matches(tenant, agent)) {
        take(tenant, agent, problems);
      }
    }
    if (taken.size() == before && problems.isEmpty()) {
      problems.add("no agent is left for " + name(tenant));
    }
  }

  /** All or nothing on that agent. */
  private boolean take(Tenant tenant, AgentView agent, List<String> reasons) {
    List<Step> own = new ArrayList<>();
    AgentView now = agent;
    for (PlannedReservation reservation : tenant.getReservationsList()) {
      Resources missing =
          Quantities.missing(
              PlanReader.amount(reservation), Claims.standing(now, reservation.getRole()));
      if (missing.isEmpty()) {
        continue;
      }
      try {
        Optional<String> from =
            reservation.hasFrom() ? Optional.of(reservation.getFrom()) : Optional.empty();
        Step step = reserving.reserve(now, missing, reservation.getRole(), from);
        own.add(step);
        now = after(now, step);
      } catch (NotPossibleException e) {
        reasons.add(e.getMessage());
        return false;
      }
    }
    taken.add(agent);
    steps.addAll(own);
    return true;
  }

  private void undo(Tenant tenant, AgentView agent) {
    List<PlannedReservation> reversed = new ArrayList<>(tenant.getReservationsList());
    Collections.reverse(reversed);
    AgentView now = agent;
    for (PlannedReservation reservation : reversed) {
      String role = reservation.getRole();
      Resources wanted =
          Quantities.present(PlanReader.amount(reservation), Claims.standing(now, role));
      if (wanted.isEmpty()) {
        continue;
      }
      try {
        Step step = Reserving.unreserve(now, Optional.of(wanted), role);
        steps.add(step);
        now = after(now, step);
      } catch (NotPossibleException e) {
        problems.add(e.getMessage() + ", not refined further and no volume");
      }
    }
  }

  private static AgentView after(AgentView agent, Step step) {
    Offer.Operation.Builder operation = Offer.Operation.newBuilder();
    if (step.kind() == Step.Kind.RESERVE) {
      operation.setType(Offer.Operation.Type.RESERVE);
      operation.getReserveBuilder().addAllResources(step.resources());
    } else {
      operation.setType(Offer.Operation.Type.UNRESERVE);
      operation.getUnreserveBuilder().addAllResources(step.resources());
    }
    return new AgentView(
        agent.id(),
        agent.hostname(),
        agent.port(),
        agent.active(),
        agent.attributes(),
        agent.total().apply(operation.build()),
        agent.free().apply(operation.build()));
  }

  private static String name(Tenant tenant) {
    return tenant.hasName() ? tenant.getName() : tenant.getReservations(0).getRole();
  }

  private static String agents(int count) {
    return count == 1 ? "1 agent" : count + " agents";
  }
}
