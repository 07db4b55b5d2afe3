package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Volume;
import io.mesosbatch.resources.Resources;
import java.util.List;

/** What operations on reservations and volumes must fulfil, from frameworks and operators. */
final class OperationRules {
  private OperationRules() {}

  /**
   * @param framework null if an operator asks
   * @throws InvalidCall with a message for whoever asked
   */
  static void check(Operation operation, FrameworkInfo framework, RegisteredAgent agent) {
    switch (operation.getType()) {
      case RESERVE -> reserve(operation.getReserve(), framework);
      case UNRESERVE -> unreserve(operation.getUnreserve().getResourcesList());
      case CREATE -> create(operation.getCreate().getVolumesList(), framework, agent);
      case DESTROY -> destroy(operation.getDestroy().getVolumesList(), agent);
      case GROW_VOLUME -> resize(operation.getGrowVolume().getVolume());
      case SHRINK_VOLUME -> resize(operation.getShrinkVolume().getVolume());
      default -> throw new InvalidCall(operation.getType() + " is not supported here");
    }
  }

  private static Resources valid(List<Resource> resources) {
    if (resources.isEmpty()) {
      throw new InvalidCall("Invalid resources: there are none");
    }
    ResourceRules.checkDisks(resources, "Invalid resources: Invalid DiskInfo: ");
    return Resources.of(resources);
  }

  private static ReservationInfo reservation(Resource resource) {
    int last = resource.getReservationsCount() - 1;
    if (last < 0 || resource.getReservations(last).getType() != ReservationInfo.Type.DYNAMIC) {
      throw new InvalidCall("Resource " + Resources.of(resource) + " is not dynamically reserved");
    }
    return resource.getReservations(last);
  }

  private static void reserve(Operation.Reserve reserve, FrameworkInfo framework) {
    if (framework != null && reserve.getSourceCount() > 0) {
      throw new InvalidCall("Reservation updates are not yet implemented for the scheduler API.");
    }
    for (Resource resource : valid(reserve.getResourcesList()).toProto()) {
      ReservationInfo reservation = reservation(resource);
      if (resource.hasRevocable()) {
        throw new InvalidCall(
            "Dynamically reserved resource "
                + Resources.of(resource)
                + " cannot be created from revocable resources");
      }
      if (framework != null) {
        byFramework(resource, reservation, framework);
      } else if (resource.hasAllocationInfo()) {
        throw new InvalidCall(
            "A reserve operation was attempted with an allocated resource, but the operator API"
                + " only allows reservations to be made to unallocated resources");
      }
    }
  }

  private static void byFramework(
      Resource resource, ReservationInfo reservation, FrameworkInfo framework) {
    if (framework.hasPrincipal()) {
      String principal = framework.getPrincipal();
      if (!reservation.hasPrincipal()) {
        throw new InvalidCall(
            "A reserve operation was attempted by principal '"
                + principal
                + "', but there is a reserved resource in the request with no principal set");
      }
      if (!reservation.getPrincipal().equals(principal)) {
        throw new InvalidCall(
            "A reserve operation was attempted by authenticated principal '"
                + principal
                + "', which does not match a reserved resource in the request with principal '"
                + reservation.getPrincipal()
                + "'");
      }
    }
    String role = resource.getAllocationInfo().getRole();
    if (!role.equals(reservation.getRole())) {
      throw new InvalidCall(
          "A reserve operation was attempted for a resource with role '"
              + reservation.getRole()
              + "', but the resource was allocated to role '"
              + role
              + "'");
    }
    if (!Framework.roles(framework).contains(role)) {
      throw new InvalidCall(
          "A reserve operation was attempted for a resource allocated to role '"
              + role
              + "', but the framework does not have it");
    }
  }

  private static void unreserve(List<Resource> resources) {
    for (Resource resource : valid(resources).toProto()) {
      reservation(resource);
      if (resource.getDisk().hasPersistence()) {
        throw new InvalidCall(
            "A dynamically reserved persistent volume "
                + Resources.of(resource)
                + " cannot be unreserved directly. Please destroy the persistent volume first then"
                + " unreserve the resource");
      }
    }
  }

  private static void create(
      List<Resource> volumes, FrameworkInfo framework, RegisteredAgent agent) {
    Resources created = valid(volumes);
    for (Resource volume : volumes) {
      volume(volume);
      if (framework != null && volume.hasShared() && !Capabilities.of(framework).shared()) {
        throw new InvalidCall(
            "Create volume operation for '"
                + Resources.of(volume)
                + "' has been attempted by framework '"
                + framework.getId().getValue()
                + "' with no SHARED_RESOURCES capability");
      }
      if (framework != null && framework.hasPrincipal()) {
        principal(volume, framework.getPrincipal());
      }
    }
    Resources volumesThere = agent.checkpointed().persistentVolumes();
    ResourceRules.duplicateVolume(volumesThere.plus(created.unallocated()))
        .ifPresent(
            id -> {
              throw new InvalidCall("Persistence ID '" + id + "' is not unique");
            });
  }

  private static void principal(Resource volume, String principal) {
    var persistence = volume.getDisk().getPersistence();
    if (!persistence.hasPrincipal()) {
      throw new InvalidCall(
          "Create volume operation attempted by principal '"
              + principal
              + "', but there is a volume in the operation with no principal set in"
              + " 'disk.persistence'");
    }
    if (!persistence.getPrincipal().equals(principal)) {
      throw new InvalidCall(
          "Create volume operation attempted by authenticated principal '"
              + principal
              + "', which does not match a volume in the operation with principal '"
              + persistence.getPrincipal()
              + "' set in 'disk.persistence'");
    }
  }

  private static void volume(Resource volume) {
    String problem = null;
    if (!volume.hasDisk()) {
      problem = "Resource " + Resources.of(volume) + " does not have DiskInfo";
    } else if (!volume.getDisk().hasPersistence()) {
      problem = "'persistence' is not set in DiskInfo";
    } else if (volume.getDisk().getVolume().getMode() == Volume.Mode.RO) {
      problem = "Read-only persistent volume not supported";
    }
    if (problem != null) {
      throw new InvalidCall("Not a persistent volume: " + problem);
    }
  }

  private static void destroy(List<Resource> volumes, RegisteredAgent agent) {
    valid(volumes);
    Resources used = agent.used().unallocated();
    for (Resource volume : volumes) {
      volume(volume);
      Resources one = Resources.of(volume).unallocated();
      if (!agent.total.contains(one)) {
        throw new InvalidCall("Persistent volumes not found");
      }
      if (used.contains(one)) {
        throw new InvalidCall("Persistent volumes in use");
      }
    }
  }

  private static void resize(Resource volume) {
    volume(volume);
    if (volume.hasShared()) {
      throw new InvalidCall("Growing or shrinking a shared persistent volume is not supported");
    }
  }
}
