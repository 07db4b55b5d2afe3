package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What resources in a call must fulfil, beyond being resources at all. */
final class ResourceRules {
  private ResourceRules() {}

  /**
   * Resources that a task or executor is to use.
   *
   * @param user "Task" or "Executor", for messages
   * @throws InvalidCall with a message for the framework
   */
  static Resources check(String user, List<Resource> list) {
    Resources resources;
    try {
      resources = Resources.of(list);
    } catch (InvalidResourceException e) {
      throw new InvalidCall(user + " uses invalid resources: Invalid resources: " + e.getMessage());
    }
    checkDisks(list, user + " uses invalid resources: Invalid DiskInfo: ");
    if (resources.scalarMillis("gpus") % 1000 != 0) {
      throw new InvalidCall(
          user + " uses invalid resources: The 'gpus' resource must be an unsigned integer");
    }
    checkOneRole(list, "Invalid " + user.toLowerCase(java.util.Locale.ROOT) + " resources: ");
    checkMix(user, resources);
    return resources;
  }

  /** No volume twice, and nothing revocable beside the same that is not. */
  static void checkMix(String user, Resources resources) {
    duplicateVolume(resources)
        .ifPresent(
            id -> {
              throw new InvalidCall(
                  user
                      + " uses duplicate persistence ID: Persistence ID '"
                      + id
                      + "' is not unique");
            });
    Resources revocable = resources.revocable();
    for (String name : revocable.names()) {
      if (!revocable.named(name).equals(resources.named(name))) {
        throw new InvalidCall(
            user
                + " mixes revocable and non-revocable resources: Cannot use both revocable and"
                + " non-revocable '"
                + name
                + "' at the same time");
      }
    }
  }

  /** The persistence id that stands twice under one role. */
  static Optional<String> duplicateVolume(Resources resources) {
    Set<String> seen = new HashSet<>();
    for (Resource volume : resources.persistentVolumes().toProto()) {
      int last = volume.getReservationsCount() - 1;
      String role = last < 0 ? "*" : volume.getReservations(last).getRole();
      String id = volume.getDisk().getPersistence().getId();
      if (!volume.hasShared() && !seen.add(role + '\0' + id)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  static void checkDisks(List<Resource> resources, String prefix) {
    for (Resource resource : resources) {
      if (resource.hasDisk()) {
        String problem = diskProblem(resource);
        if (problem != null) {
          throw new InvalidCall(prefix + problem);
        }
      }
    }
  }

  private static String diskProblem(Resource resource) {
    Resource.DiskInfo disk = resource.getDisk();
    if (disk.hasPersistence()) {
      if (resource.hasRevocable()) {
        return "Persistent volumes cannot be created from revocable resources";
      }
      if (Resources.of(resource).reserved().isEmpty()) {
        return "Persistent volumes cannot be created from unreserved resources";
      }
      if (!disk.hasVolume()) {
        return "Expecting 'volume' to be set for persistent volume";
      }
      if (disk.getVolume().hasHostPath()) {
        return "Expecting 'host_path' to be unset for persistent volume";
      }
      return Ids.problem(disk.getPersistence().getId())
          .map(problem -> "Invalid persistence ID for persistent volume: " + problem)
          .orElse(null);
    }
    if (disk.hasVolume()) {
      return "Non-persistent volume not supported";
    }
    return disk.hasSource() ? null : "DiskInfo is set but empty";
  }

  static void checkOneRole(List<Resource> resources, String prefix) {
    String role = null;
    for (Resource resource : resources) {
      if (!resource.getAllocationInfo().hasRole()) {
        throw new InvalidCall(prefix + "The resources are not allocated to a role");
      }
      String its = resource.getAllocationInfo().getRole();
      if (role != null && !role.equals(its)) {
        throw new InvalidCall(
            prefix
                + "The resources have multiple allocation roles ('"
                + its
                + "' and '"
                + role
                + "') but only one allocation role is allowed");
      }
      role = its;
    }
  }
}
