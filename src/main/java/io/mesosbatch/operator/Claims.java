package io.mesosbatch.operator;

import io.mesosbatch.resources.Resources;
import io.mesosbatch.v1.ClusterPlan;
import io.mesosbatch.v1.PlannedReservation;
import io.mesosbatch.v1.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which agents hold something of which tenant already, so that a plan finds them again. */
final class Claims {
  private final Map<AgentView, Tenant> owners = new LinkedHashMap<>();

  Claims(ClusterPlan plan, List<AgentView> agents) {
    for (AgentView agent : agents) {
      Tenant best = null;
      long most = 0;
      for (Tenant tenant : plan.getTenantsList()) {
        long held = matches(tenant, agent) ? held(tenant, agent) : 0;
        if (held > most) {
          best = tenant;
          most = held;
        }
      }
      if (best != null) {
        owners.put(agent, best);
      }
    }
  }

  /** Those that hold the most of it first. */
  List<AgentView> of(Tenant tenant) {
    List<AgentView> claimed = new ArrayList<>();
    owners.forEach(
        (agent, owner) -> {
          if (owner == tenant) {
            claimed.add(agent);
          }
        });
    claimed.sort((a, b) -> Long.compare(held(tenant, b), held(tenant, a)));
    return claimed;
  }

  boolean free(AgentView agent) {
    return !owners.containsKey(agent);
  }

  static boolean matches(Tenant tenant, AgentView agent) {
    return PlanReader.attributes(tenant).entrySet().stream()
        .allMatch(attribute -> agent.has(attribute.getKey(), attribute.getValue()));
  }

  /** A complete reservation counts more than any number of parts. */
  private static long held(Tenant tenant, AgentView agent) {
    long held = 0;
    for (PlannedReservation reservation : tenant.getReservationsList()) {
      Resources there = standing(agent, reservation.getRole());
      if (Quantities.missing(PlanReader.amount(reservation), there).isEmpty()) {
        held += 1_000;
      } else if (!there.isEmpty()) {
        held += 1;
      }
    }
    return held;
  }

  /** All that is reserved to the role, in use or not, refined further or not, volumes too. */
  static Resources standing(AgentView agent, String role) {
    return agent
        .total()
        .filter(
            r ->
                !r.hasRevocable()
                    && !r.getDisk().hasSource()
                    && r.getReservationsList().stream().anyMatch(i -> role.equals(i.getRole())));
  }
}
