package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an operation on resources is allowed, before it is applied ({@link Resources#apply}). A
 * framework's resources must carry their allocation role here; an operator's must not.
 */
public final class OperationValidation {
  private OperationValidation() {}

  /** What is wrong with it; empty if nothing is, or if it is no operation on resources. */
  public static Optional<String> problem(Offer.Operation operation, OperationContext context) {
    return Optional.ofNullable(
        switch (operation.getType()) {
          case RESERVE -> new ReservationValidation(context).reserve(operation.getReserve());
          case UNRESERVE ->
              ReservationValidation.unreserve(operation.getUnreserve().getResourcesList());
          case CREATE ->
              new VolumeValidation(context).create(operation.getCreate().getVolumesList());
          case DESTROY ->
              new VolumeValidation(context).destroy(operation.getDestroy().getVolumesList());
          case GROW_VOLUME -> VolumeValidation.grow(operation.getGrowVolume());
          case SHRINK_VOLUME -> VolumeValidation.shrink(operation.getShrinkVolume());
          default -> null;
        });
  }

  /** Well formed, and all of one resource provider or of none. */
  static String usable(List<Resource> messages) {
    Optional<String> problem = UsedResources.problem(messages);
    if (problem.isPresent()) {
      return "Invalid resources: " + problem.get();
    }
    Set<String> providers = new HashSet<>();
    messages.forEach(m -> providers.add(m.hasProviderId() ? m.getProviderId().getValue() : ""));
    return providers.size() == 1
        ? null
        : messages.isEmpty()
            ? "Invalid resources: there are none"
            : "Invalid resources: they are not all of one resource provider";
  }

  static String singleAllocation(List<Resource> messages, OperationContext context) {
    if (context.framework().isEmpty()) {
      return null;
    }
    String role = messages.get(0).getAllocationInfo().getRole();
    for (Resource message : messages) {
      if (!message.getAllocationInfo().hasRole()) {
        return "Resource " + ResourceText.print(message) + " is not allocated to a role";
      }
      if (!role.equals(message.getAllocationInfo().getRole())) {
        return "The resources are allocated to two roles: "
            + role
            + " and "
            + message.getAllocationInfo().getRole();
      }
    }
    return null;
  }
}
