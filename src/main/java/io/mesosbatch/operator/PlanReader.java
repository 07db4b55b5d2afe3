package io.mesosbatch.operator;

import com.fasterxml.jackson.core.JsonParser;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.resources.Roles;
import io.mesosbatch.v1.ClusterPlan;
import io.mesosbatch.v1.PlannedReservation;
import io.mesosbatch.v1.Tenant;
import io.mesosbatch.wire.JsonException;
import io.mesosbatch.wire.JsonProblem;
import io.mesosbatch.wire.JsonProblems;
import io.mesosbatch.wire.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and checks a plan in JSON. */
public final class PlanReader {
  private final List<String> problems = new ArrayList<>();

  private PlanReader() {}

  /**
   * @throws NotPossibleException with all that is wrong with the plan
   * @throws IOException if the stream fails
   */
  public static ClusterPlan read(InputStream json) throws IOException, NotPossibleException {
    ClusterPlan.Builder plan = ClusterPlan.newBuilder();
    PlanReader reader = new PlanReader();
    List<JsonProblem> found = new ArrayList<>();
    try (JsonParser parser = JsonReader.parser(json)) {
      JsonReader.mergeWhole(parser, plan, JsonProblems.into(found));
    } catch (JsonException e) {
      throw new NotPossibleException("the plan is no JSON: " + e.problem());
    }
    found.forEach(problem -> reader.problems.add(problem.toString()));
    reader.check(plan.build());
    if (!reader.problems.isEmpty()) {
      throw new NotPossibleException(reader.problems);
    }
    return plan.build();
  }

  private void check(ClusterPlan plan) {
    if (plan.getTenantsCount() == 0) {
      problems.add("tenants: there are none");
    }
    Map<String, Integer> roles = new HashMap<>();
    for (int i = 0; i < plan.getTenantsCount(); i++) {
      check("tenants[" + i + "]", plan.getTenants(i), roles, i);
    }
  }

  private void check(String path, Tenant tenant, Map<String, Integer> roles, int index) {
    if (tenant.hasAgents() && tenant.getAgents() <= 0) {
      problems.add(path + ".agents: must be 1 or more");
    }
    for (String attribute : attributes(tenant).keySet()) {
      if (attributes(tenant).get(attribute).isEmpty()) {
        problems.add(path + ".attributes: '" + attribute + "' is not of the form name:value");
      }
    }
    if (tenant.getReservationsCount() == 0) {
      problems.add(path + ".reservations: there are none");
    }
    for (int i = 0; i < tenant.getReservationsCount(); i++) {
      PlannedReservation reservation = tenant.getReservations(i);
      String place = path + ".reservations[" + i + "]";
      check(place, reservation);
      Integer other = roles.putIfAbsent(reservation.getRole(), index);
      if (other != null) {
        problems.add(
            place
                + ".role: "
                + reservation.getRole()
                + " stands in this plan twice; put it into one reservation of one tenant");
      }
    }
  }

  private void check(String path, PlannedReservation reservation) {
    String role = reservation.getRole();
    Optional<String> problem =
        role.equals(Roles.DEFAULT)
            ? Optional.of("nothing can be reserved to *")
            : Roles.problem(role);
    problem.ifPresent(text -> problems.add(path + ".role: " + text));
    if (reservation.hasFrom() && !Roles.isStrictSubroleOf(role, reservation.getFrom())) {
      problems.add(path + ".from: " + role + " does not stand below " + reservation.getFrom());
    }
    try {
      Resources amount = amount(reservation);
      if (amount.isEmpty()) {
        problems.add(path + ".resources: there are none");
      } else if (!amount.reserved().isEmpty()) {
        problems.add(path + ".resources: the role stands in 'role', not here");
      }
    } catch (InvalidResourceException e) {
      problems.add(path + ".resources: " + e.getMessage());
    }
  }

  static Resources amount(PlannedReservation reservation) {
    return Resources.parse(reservation.getResources());
  }

  /** Name to value; an empty value for what cannot be read. */
  static Map<String, String> attributes(Tenant tenant) {
    Map<String, String> attributes = new HashMap<>();
    for (String part : tenant.getAttributes().split(";")) {
      if (!part.isBlank()) {
        int colon = part.indexOf(':');
        String name = colon < 0 ? part : part.substring(0, colon);
        attributes.put(name.strip(), colon < 0 ? "" : part.substring(colon + 1).strip());
      }
    }
    return attributes;
  }
}
