package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** RESERVE and UNRESERVE. Each method says what is wrong, or null. */
record ReservationValidation(OperationContext context) {
  String reserve(Offer.Operation.Reserve reserve) {
    List<Resource> targets = reserve.getResourcesList();
    String problem = OperationValidation.usable(targets);
    if (problem == null && reserve.getSourceCount() > 0) {
      problem = source(reserve);
    }
    if (problem != null) {
      return problem;
    }
    for (Resource message : targets) {
      problem = reservation(ResourceFormat.postRefinement(message));
      if (problem != null) {
        return problem;
      }
    }
    return OperationValidation.singleAllocation(targets, context);
  }

  private static String source(Offer.Operation.Reserve reserve) {
    Optional<String> problem = UsedResources.problem(reserve.getSourceList());
    if (problem.isPresent()) {
      return "Invalid source: " + problem.get();
    }
    if (mixed(reserve.getSourceList()) || mixed(reserve.getResourcesList())) {
      return "Resources of one reserve operation must all have the same reservations";
    }
    Resources from = Resources.of(reserve.getSourceList()).toUnreserved();
    Resources to = Resources.of(reserve.getResourcesList()).toUnreserved();
    return from.equals(to)
        ? null
        : "Source and resources must be as much, but " + from + " is not " + to;
  }

  private static boolean mixed(List<Resource> messages) {
    Set<List<ReservationInfo>> stacks = new HashSet<>();
    messages.forEach(m -> stacks.add(ResourceFormat.postRefinement(m).getReservationsList()));
    return stacks.size() > 1;
  }

  private String reservation(Resource resource) {
    if (!dynamic(resource)) {
      return "Resource " + ResourceText.print(resource) + " is not dynamically reserved";
    }
    ReservationInfo last = resource.getReservations(resource.getReservationsCount() - 1);
    String asker = context.principal().orElse(null);
    if (asker != null && !(last.hasPrincipal() && asker.equals(last.getPrincipal()))) {
      return "Principal '"
          + asker
          + "' reserves a resource in the name of "
          + (last.hasPrincipal() ? "principal '" + last.getPrincipal() + "'" : "no principal");
    }
    return context.framework().isPresent()
        ? allocation(resource, last.getRole())
        : unallocated(resource);
  }

  private String allocation(Resource resource, String role) {
    String allocated = resource.getAllocationInfo().getRole();
    if (!resource.getAllocationInfo().hasRole()) {
      return "Resource " + ResourceText.print(resource) + " is to be reserved but is not allocated";
    }
    if (!allocated.equals(role)) {
      return "A resource allocated to role '"
          + allocated
          + "' cannot be reserved for role '"
          + role
          + "'";
    }
    List<String> roles = context.roles();
    return roles.contains(role)
        ? null
        : "A resource cannot be reserved for role '"
            + role
            + "': the framework's roles are "
            + roles;
  }

  private static String unallocated(Resource resource) {
    return resource.hasAllocationInfo()
        ? "An operator can only reserve unallocated resources, not " + ResourceText.print(resource)
        : null;
  }

  static String unreserve(List<Resource> messages) {
    String problem = OperationValidation.usable(messages);
    if (problem != null) {
      return problem;
    }
    for (Resource message : messages) {
      Resource resource = ResourceFormat.postRefinement(message);
      if (!dynamic(resource)) {
        return "Resource " + ResourceText.print(resource) + " is not dynamically reserved";
      }
      if (resource.getDisk().hasPersistence()) {
        return "Persistent volume "
            + ResourceText.print(resource)
            + " must be destroyed before its reservation is given back";
      }
    }
    return null;
  }

  private static boolean dynamic(Resource resource) {
    int count = resource.getReservationsCount();
    return count > 0
        && resource.getReservations(count - 1).getType() == ReservationInfo.Type.DYNAMIC;
  }
}
