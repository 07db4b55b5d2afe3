package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;

/** Brings both forms of a reserved resource to the newer one, the stack of reservations. */
final class Reservations {
  private Reservations() {}

  @SuppressWarnings("deprecation") // reads the form before reservation refinement
  static boolean reserved(Resource resource) {
    return resource.getReservationsCount() > 0
        || resource.hasRole() && !resource.getRole().equals("*");
  }

  /** Without allocation info, role and reservation moved to {@code reservations}. */
  @SuppressWarnings("deprecation") // reads the form before reservation refinement
  static Resource canonical(Resource resource) {
    boolean old = resource.hasRole() || resource.hasReservation();
    if (!old && !resource.hasAllocationInfo()) {
      return resource;
    }
    Resource.Builder bare =
        resource.toBuilder().clearAllocationInfo().clearRole().clearReservation();
    if (resource.getReservationsCount() == 0
        && resource.hasRole()
        && !resource.getRole().equals("*")) {
      ReservationInfo.Builder reservation =
          resource.hasReservation()
              ? resource.getReservation().toBuilder().setType(ReservationInfo.Type.DYNAMIC)
              : ReservationInfo.newBuilder().setType(ReservationInfo.Type.STATIC);
      bare.addReservations(reservation.setRole(resource.getRole()));
    }
    return bare.build();
  }

  /** The wanted resource with the allocation of the one it is made from. */
  static Resource allocatedLike(Resource source, Resource wanted) {
    return source.hasAllocationInfo()
        ? wanted.toBuilder().setAllocationInfo(source.getAllocationInfo()).build()
        : wanted;
  }

  /** Whether that role and principal made the newest reservation, dynamically. */
  static boolean isLast(Resource canonical, String role, String principal) {
    int count = canonical.getReservationsCount();
    if (count == 0) {
      return false;
    }
    ReservationInfo last = canonical.getReservations(count - 1);
    return last.getType() == ReservationInfo.Type.DYNAMIC
        && last.getRole().equals(role)
        && last.getPrincipal().equals(principal);
  }

  /** The reserved disk on which the volume is. */
  static Resource withoutVolume(Resource resource) {
    Resource.Builder bare = resource.toBuilder().clearShared();
    if (bare.getDisk().hasSource()) {
      bare.getDiskBuilder().clearPersistence().clearVolume();
    } else {
      bare.clearDisk();
    }
    return bare.build();
  }
}
