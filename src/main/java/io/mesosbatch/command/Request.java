package io.mesosbatch.command;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.resources.ResourceFormat;
import io.mesosbatch.resources.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code --role} and {@code --resources} ask for.
 *
 * @param amounts by role, unreserved; empty if the resources are given exactly
 * @param exact with their dynamic reservations, as the call is to hold them
 */
record Request(Map<String, Resources> amounts, List<Resource> exact) {
  /**
   * @param role null if not given
   * @param resources null if not given
   */
  static Request read(String role, String resources) throws Failures.BadInput {
    List<Resource> given =
        ResourcesFlag.read("--resources", resources).stream()
            .map(ResourceFormat::postRefinement)
            .toList();
    Map<String, Resources> amounts = new LinkedHashMap<>();
    boolean exact = false;
    for (Resource resource : given) {
      if (dynamic(resource)) {
        exact = true;
        continue;
      }
      String owner = resource.getReservationsCount() == 0 ? role : last(resource).getRole();
      if (owner == null) {
        throw new Failures.BadInput("--role is missing");
      }
      if (role != null && !role.equals(owner)) {
        throw new Failures.BadInput(
            "--role says " + role + ", but --resources says " + owner + "; leave one of them out");
      }
      amounts.merge(owner, Resources.of(resource).toUnreserved(), Resources::plus);
    }
    if (!exact) {
      return new Request(amounts, List.of());
    }
    if (role != null || !amounts.isEmpty()) {
      throw new Failures.BadInput(
          "--resources: with resources that say how they are reserved, all must, and --role must"
              + " be left out");
    }
    return new Request(Map.of(), given);
  }

  private static boolean dynamic(Resource resource) {
    return resource.getReservationsCount() > 0
        && last(resource).getType() == ReservationInfo.Type.DYNAMIC;
  }

  private static ReservationInfo last(Resource resource) {
    return resource.getReservations(resource.getReservationsCount() - 1);
  }

  /** Of the last reservation; only for exact resources. */
  String exactRole() {
    return last(exact.get(0)).getRole();
  }
}
