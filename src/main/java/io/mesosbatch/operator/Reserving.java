package io.mesosbatch.operator;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.resources.Roles;
import java.util.Optional;

/**
 * Reservations and what they are taken from, on one agent.
 *
 * @param principal of new reservations; empty for none
 */
public record Reserving(Optional<String> principal) {
  /**
   * @param amount unreserved
   * @param role that is to get it
   * @param from the role it is reserved to now; empty: it is unreserved
   * @throws NotPossibleException the agent has not that much free
   */
  public Step reserve(AgentView agent, Resources amount, String role, Optional<String> from)
      throws NotPossibleException {
    Resources there =
        plain(from.isPresent() ? agent.free().reserved(from.get()) : agent.free().unreserved());
    Resources found = find(agent, there, amount, from.orElse(Roles.DEFAULT), role);
    ReservationInfo.Builder reservation =
        ReservationInfo.newBuilder().setType(ReservationInfo.Type.DYNAMIC).setRole(role);
    principal.ifPresent(reservation::setPrincipal);
    try {
      Resources reserved = found.pushReservation(reservation.build());
      return new Step(Step.Kind.RESERVE, agent, role, reserved.toProto());
    } catch (InvalidResourceException e) {
      throw new NotPossibleException(e.getMessage());
    }
  }

  /**
   * @param amount unreserved; empty: all that is free
   * @throws NotPossibleException not that much of it is reserved dynamically, free and no volume
   */
  public static Step unreserve(AgentView agent, Optional<Resources> amount, String role)
      throws NotPossibleException {
    Resources there = plain(dynamic(agent.free().reserved(role)));
    Resources found =
        amount.isEmpty() ? there : find(agent, there, amount.get(), role, "be unreserved");
    if (found.isEmpty()) {
      throw new NotPossibleException(agent + " has nothing free that is reserved to " + role);
    }
    return new Step(Step.Kind.UNRESERVE, agent, role, found.toProto());
  }

  private static Resources find(
      AgentView agent, Resources there, Resources amount, String of, String purpose)
      throws NotPossibleException {
    Optional<Resources> found = there.find(amount);
    if (found.isPresent()) {
      return found.get();
    }
    throw new NotPossibleException(
        agent
            + " has too little for "
            + purpose
            + ": "
            + Quantities.missing(amount, there)
            + " is missing of "
            + amount
            + (of.equals(Roles.DEFAULT) ? ", unreserved" : ", reserved to " + of)
            + " and not in use");
  }

  static Resources dynamic(Resources resources) {
    return resources.filter(
        r ->
            r.getReservations(r.getReservationsCount() - 1).getType()
                == ReservationInfo.Type.DYNAMIC);
  }

  /** No volumes, no special disks, nothing revocable or of a provider. */
  static Resources plain(Resources resources) {
    return resources.filter(Reserving::plain);
  }

  private static boolean plain(Resource resource) {
    return !resource.hasDisk()
        && !resource.hasRevocable()
        && !resource.hasShared()
        && !resource.hasProviderId();
  }
}
