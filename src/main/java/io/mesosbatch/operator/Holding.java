package io.mesosbatch.operator;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.resources.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one role has on one agent.
 *
 * @param role of the last reservation; "*" for what is unreserved
 * @param total its reservations, volumes included
 * @param free what of it no task uses
 */
public record Holding(String role, Resources total, Resources free) {
  /** The unreserved ones first, then by role in order of the agent's list. */
  public static List<Holding> of(AgentView agent) {
    Set<String> roles = new TreeSet<>(); // "*" comes before any name of a role
    roles.add(Roles.DEFAULT);
    for (Resource resource : agent.total().toProto()) {
      int depth = resource.getReservationsCount();
      if (depth > 0) {
        roles.add(resource.getReservations(depth - 1).getRole());
      }
    }
    List<Holding> holdings = new ArrayList<>();
    for (String role : roles) {
      holdings.add(new Holding(role, of(role, agent.total()), of(role, agent.free())));
    }
    return holdings;
  }

  private static Resources of(String role, Resources all) {
    return role.equals(Roles.DEFAULT) ? all.unreserved() : all.reserved(role);
  }
}
