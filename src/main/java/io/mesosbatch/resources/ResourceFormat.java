package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;

/**
 * The two forms in which a message states a reservation: {@code role} and {@code reservation}
 * (before Mesos 1.4), or the stack {@code reservations} (of frameworks with the capability
 * RESERVATION_REFINEMENT). Inside it is always the stack.
 */
@SuppressWarnings("deprecation") // Resource.role is the old form
public final class ResourceFormat {
  private ResourceFormat() {}

  /** A valid resource of either form with its reservation as a stack. */
  public static Resource postRefinement(Resource resource) {
    if (!resource.hasRole() && !resource.hasReservation()) {
      return resource;
    }
    Resource.Builder changed = resource.toBuilder().clearRole().clearReservation();
    if (resource.getReservationsCount() == 0 && !resource.getRole().equals(Roles.DEFAULT)) {
      ReservationInfo.Builder reservation = changed.addReservationsBuilder();
      if (resource.hasReservation()) {
        reservation.mergeFrom(resource.getReservation()).setType(ReservationInfo.Type.DYNAMIC);
      } else {
        reservation.setType(ReservationInfo.Type.STATIC);
      }
      reservation.setRole(resource.getRole());
    }
    return changed.build();
  }

  /**
   * The old form.
   *
   * @throws InvalidResourceException if a reservation is refined: the old form cannot say so
   */
  public static Resource preRefinement(Resource resource) {
    Resource stacked = postRefinement(resource);
    if (stacked.getReservationsCount() > 1) {
      throw new InvalidResourceException(
          "Resource "
              + ResourceText.print(stacked)
              + " has refined reservations: a framework without the capability"
              + " RESERVATION_REFINEMENT cannot be told about it");
    }
    Resource.Builder changed = stacked.toBuilder().clearReservations().setRole(Roles.DEFAULT);
    if (stacked.getReservationsCount() == 1) {
      ReservationInfo reservation = stacked.getReservations(0);
      changed.setRole(reservation.getRole());
      if (reservation.getType() == ReservationInfo.Type.DYNAMIC) {
        changed.setReservation(reservation.toBuilder().clearType().clearRole());
      }
    }
    return changed.build();
  }
}
