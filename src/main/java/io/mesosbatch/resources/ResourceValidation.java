package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether one resource is well formed, in either reservation form. */
@SuppressWarnings("deprecation") // Resource.role is the old form
public final class ResourceValidation {
  private ResourceValidation() {}

  /** What is wrong with it; empty if nothing is. */
  public static Optional<String> problem(Resource resource) {
    if (!resource.isInitialized()) {
      return Optional.of("Missing required fields: " + resource.getInitializationErrorString());
    }
    String problem = resource.getName().isEmpty() ? "Empty resource name" : amount(resource);
    if (problem == null && resource.hasDisk()) {
      problem = disk(resource);
    }
    if (problem == null) {
      problem = reservation(resource);
    }
    if (problem == null && resource.hasShared()) {
      problem = shared(resource);
    }
    return Optional.ofNullable(problem);
  }

  /** What is wrong with the first bad one, with the resource itself; empty if all are good. */
  public static Optional<String> problem(Iterable<Resource> resources) {
    for (Resource resource : resources) {
      Optional<String> problem = problem(resource);
      if (problem.isPresent()) {
        return Optional.of(
            "Resource '" + ResourceText.print(resource) + "' is invalid: " + problem.get());
      }
    }
    return Optional.empty();
  }

  private static String amount(Resource resource) {
    Value.Type type = resource.getType();
    if (type == Value.Type.TEXT) {
      return "Unsupported resource type TEXT: use SCALAR, RANGES or SET";
    }
    if (resource.hasScalar() != (type == Value.Type.SCALAR)
        || resource.hasRanges() != (type == Value.Type.RANGES)
        || resource.hasSet() != (type == Value.Type.SET)) {
      return "A resource of type "
          + type
          + " needs the field '"
          + type.name().toLowerCase(java.util.Locale.ROOT)
          + "' and no other value";
    }
    return switch (type) {
      case SCALAR -> scalar(resource.getScalar().getValue());
      case RANGES -> ranges(resource.getRanges());
      default -> set(resource.getSet().getItemList());
    };
  }

  private static String scalar(double value) {
    long millis;
    try {
      millis = FixedPoint.toMillis(value);
    } catch (InvalidResourceException e) {
      return e.getMessage();
    }
    if (millis < 0) {
      return "Invalid scalar: " + value + " is negative";
    }
    return millis == 0 && value != 0
        ? "Invalid scalar: " + value + " is less than 0.001, the least that Mesos can count"
        : null;
  }

  private static String ranges(Value.Ranges ranges) {
    long size = 0;
    for (Value.Range range : ranges.getRangeList()) {
      if (Long.compareUnsigned(range.getBegin(), range.getEnd()) > 0) {
        return Ranges.inverted(range.getBegin(), range.getEnd());
      }
      size += range.getEnd() - range.getBegin() + 1;
    }
    return size == Ranges.of(ranges).size() ? null : "Invalid ranges: they overlap";
  }

  private static String set(List<String> items) {
    Set<String> seen = new HashSet<>();
    for (String item : items) {
      if (!seen.add(item)) {
        return "Invalid set: '" + item + "' stands there twice";
      }
    }
    return null;
  }

  private static String disk(Resource resource) {
    if (!resource.getName().equals("disk")) {
      return "DiskInfo should not be set for " + resource.getName() + " resource";
    }
    if (!resource.getDisk().hasSource()) {
      return null;
    }
    Resource.DiskInfo.Source source = resource.getDisk().getSource();
    return switch (source.getType()) {
      case PATH, MOUNT -> null;
      case BLOCK, RAW -> {
        if (source.hasMount()) {
          yield "A " + source.getType() + " disk source has no 'mount'";
        }
        yield source.hasPath() ? "A " + source.getType() + " disk source has no 'path'" : null;
      }
      case UNKNOWN -> "Unknown type of disk source: use PATH, MOUNT, BLOCK or RAW";
    };
  }

  private static String reservation(Resource resource) {
    if (resource.getReservationsCount() == 0) {
      return preRefinement(resource);
    }
    String ancestor = null;
    for (ReservationInfo reservation : resource.getReservationsList()) {
      String problem = stacked(reservation, ancestor);
      if (problem != null) {
        return problem;
      }
      ancestor = reservation.getRole();
    }
    return bothForms(resource);
  }

  private static String preRefinement(Resource resource) {
    Optional<String> problem = Roles.problem(resource.getRole());
    if (problem.isPresent() || !resource.hasReservation()) {
      return problem.orElse(null);
    }
    if (resource.getReservation().hasType() || resource.getReservation().hasRole()) {
      return "'reservation' has no 'type' and no 'role': these belong in 'reservations'";
    }
    return resource.getRole().equals(Roles.DEFAULT)
        ? "Invalid reservation: role \"*\" cannot be dynamically reserved"
        : null;
  }

  private static String stacked(ReservationInfo reservation, String ancestor) {
    if (!reservation.hasType() || reservation.getType() == ReservationInfo.Type.UNKNOWN) {
      return "Invalid reservation: its 'type' must be STATIC or DYNAMIC";
    }
    if (!reservation.hasRole()) {
      return "Invalid reservation: its 'role' must be set";
    }
    String role = reservation.getRole();
    Optional<String> problem = Roles.problem(role);
    if (problem.isPresent()) {
      return problem.get();
    }
    if (role.equals(Roles.DEFAULT)) {
      return "Invalid reservation: role \"*\" cannot be reserved";
    }
    if (ancestor == null) {
      return null;
    }
    if (reservation.getType() == ReservationInfo.Type.STATIC) {
      return "Invalid refined reservation: only the first reservation may be STATIC";
    }
    return Roles.isStrictSubroleOf(role, ancestor)
        ? null
        : "Invalid refined reservation: role '"
            + role
            + "' does not stand below '"
            + ancestor
            + "'";
  }

  /** Operator endpoints show both forms at once: they must say the same. */
  private static String bothForms(Resource resource) {
    if (!resource.hasRole() && !resource.hasReservation()) {
      return null;
    }
    if (resource.getReservationsCount() > 1) {
      return "'role' and 'reservation' cannot be set beside more than one of 'reservations'";
    }
    ReservationInfo only = resource.getReservations(0);
    if (resource.hasRole() && !resource.getRole().equals(only.getRole())) {
      return "'role' says '"
          + resource.getRole()
          + "', but 'reservations' says '"
          + only.getRole()
          + "'";
    }
    if (only.getType() == ReservationInfo.Type.STATIC) {
      return resource.hasReservation()
          ? "'reservation' must not be set beside a STATIC reservation"
          : null;
    }
    if (resource.hasRole() != resource.hasReservation()) {
      return "'role' and 'reservation' must both be set, or neither, beside a DYNAMIC reservation";
    }
    ReservationInfo old = resource.getReservation();
    return old.getPrincipal().equals(only.getPrincipal())
            && old.getLabels().equals(only.getLabels())
        ? null
        : "'reservation' and 'reservations' differ in principal or labels";
  }

  private static String shared(Resource resource) {
    return resource.getDisk().hasPersistence()
        ? null
        : "Resource " + resource.getName() + " cannot be shared: only persistent volumes can";
  }
}
