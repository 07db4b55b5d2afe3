package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Resource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether resources may be used together by a task, an executor or an operation. */
public final class UsedResources {
  private UsedResources() {}

  /** What is wrong with the list, as the master checks it; empty if nothing is. */
  public static Optional<String> problem(Collection<Resource> resources) {
    Optional<String> problem = ResourceValidation.problem(resources);
    if (problem.isPresent()) {
      return problem.map("Invalid resources: "::concat);
    }
    long gpus = 0;
    for (Resource message : resources) {
      Resource resource = ResourceFormat.postRefinement(message);
      String wrong = volume(resource);
      if (wrong == null) {
        wrong = reservation(resource);
      }
      if (wrong != null) {
        return Optional.of(wrong);
      }
      if (resource.getName().equals("gpus") && resource.hasScalar()) {
        gpus += FixedPoint.toMillis(resource.getScalar().getValue());
      }
    }
    return gpus % 1000 == 0
        ? Optional.empty()
        : Optional.of(
            "Invalid 'gpus' resource: " + FixedPoint.toString(gpus) + " is no whole number");
  }

  private static String volume(Resource resource) {
    if (!resource.hasDisk()) {
      return null;
    }
    Resource.DiskInfo disk = resource.getDisk();
    if (!disk.hasPersistence()) {
      if (disk.hasVolume()) {
        return "Invalid DiskInfo: 'volume' needs 'persistence'";
      }
      return disk.hasSource() ? null : "Invalid DiskInfo: it is set but empty";
    }
    if (resource.hasRevocable()) {
      return "Invalid DiskInfo: a persistent volume cannot be made of revocable resources";
    }
    if (resource.getReservationsCount() == 0) {
      return "Invalid DiskInfo: a persistent volume cannot be made of unreserved resources";
    }
    if (!disk.hasVolume()) {
      return "Invalid DiskInfo: a persistent volume needs 'volume'";
    }
    if (disk.getVolume().hasHostPath()) {
      return "Invalid DiskInfo: a persistent volume has no 'host_path'";
    }
    return MesosId.problem(disk.getPersistence().getId())
        .map("Invalid persistence ID for persistent volume: "::concat)
        .orElse(null);
  }

  private static String reservation(Resource resource) {
    int count = resource.getReservationsCount();
    boolean dynamic =
        count > 0
            && resource.getReservations(count - 1).getType()
                == Resource.ReservationInfo.Type.DYNAMIC;
    return dynamic && resource.hasRevocable()
        ? "Invalid ReservationInfo: revocable resource "
            + ResourceText.print(resource)
            + " cannot be dynamically reserved"
        : null;
  }

  /** A persistence id that is there twice for one role; it must be unique on an agent. */
  public static Optional<String> duplicateVolume(Resources resources) {
    record Volume(String role, String id) {}
    Set<Volume> seen = new HashSet<>();
    for (Resource resource : resources.persistentVolumes().distinct()) {
      String id = resource.getDisk().getPersistence().getId();
      String role = resource.getReservations(resource.getReservationsCount() - 1).getRole();
      if (!seen.add(new Volume(role, id))) {
        return Optional.of("Persistence ID '" + id + "' is not unique");
      }
    }
    return Optional.empty();
  }

  /** A name of which both revocable and other resources are used. */
  public static Optional<String> mixedRevocable(Resources resources) {
    Set<String> both = resources.revocable().names();
    both.retainAll(resources.nonRevocable().names());
    return both.stream()
        .findFirst()
        .map(name -> "Cannot use both revocable and non-revocable '" + name + "' at the same time");
  }

  /** Whether two users claim the same port or item. */
  public static boolean overlap(List<Resources> users) {
    Resources total = Resources.EMPTY;
    long claimed = 0;
    for (Resources user : users) {
      total = total.plus(user);
      claimed += user.countedValues();
    }
    return claimed != total.countedValues();
  }
}
