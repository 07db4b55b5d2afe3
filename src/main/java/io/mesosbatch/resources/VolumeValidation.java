package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Volume;
import java.util.List;

/** CREATE, DESTROY, GROW_VOLUME and SHRINK_VOLUME. Each method says what is wrong, or null. */
record VolumeValidation(OperationContext context) {
  String create(List<Resource> volumes) {
    String problem = OperationValidation.usable(volumes);
    if (problem == null) {
      problem = volumes(volumes);
    }
    if (problem == null) {
      problem =
          UsedResources.duplicateVolume(context.checkpointed().plus(unallocatedOf(volumes)))
              .orElse(null);
    }
    for (Resource volume : problem == null ? volumes : List.<Resource>of()) {
      problem = creation(volume);
      if (problem != null) {
        return problem;
      }
    }
    return problem != null ? problem : OperationValidation.singleAllocation(volumes, context);
  }

  private String creation(Resource volume) {
    if (volume.hasShared() && !mayShare()) {
      return "Volume "
          + ResourceText.print(volume)
          + " is shared, but the framework has no capability SHARED_RESOURCES";
    }
    String asker = context.principal().orElse(null);
    Resource.DiskInfo.Persistence persistence = volume.getDisk().getPersistence();
    if (asker == null || (persistence.hasPrincipal() && asker.equals(persistence.getPrincipal()))) {
      return null;
    }
    return "Principal '"
        + asker
        + "' creates a volume in the name of "
        + (persistence.hasPrincipal()
            ? "principal '" + persistence.getPrincipal() + "'"
            : "no principal");
  }

  private boolean mayShare() {
    if (context.framework().isEmpty()) {
      return true;
    }
    for (FrameworkInfo.Capability capability : context.framework().get().getCapabilitiesList()) {
      if (capability.getType() == FrameworkInfo.Capability.Type.SHARED_RESOURCES) {
        return true;
      }
    }
    return false;
  }

  String destroy(List<Resource> messages) {
    String problem = OperationValidation.usable(messages);
    if (problem == null) {
      problem = volumes(messages);
    }
    if (problem != null) {
      return problem;
    }
    for (Resource message : messages) {
      Resources volume = unallocatedOf(List.of(message));
      if (!message.hasProviderId() && !context.checkpointed().contains(volume)) {
        return "Persistent volumes not found";
      }
      for (Resources used : context.used()) {
        if (used.unallocated().contains(volume)) {
          return "Persistent volumes in use";
        }
      }
    }
    return null;
  }

  static String grow(Offer.Operation.GrowVolume grow) {
    Resource volume = grow.getVolume();
    String problem = resizable(volume, "grow_volume.volume");
    if (problem != null) {
      return problem;
    }
    problem = ResourceValidation.problem(grow.getAddition()).orElse(null);
    if (problem != null) {
      return "Invalid resource in 'grow_volume.addition': " + problem;
    }
    if (grow.getAddition().getScalar().getValue() <= 0) {
      return "'grow_volume.addition' must be more than zero";
    }
    Resources disk = Resources.of(Conversion.withoutVolume(volume));
    boolean fits = disk.plus(Resources.of(grow.getAddition())).size() == 1;
    return fits
        ? null
        : "'grow_volume.addition' "
            + ResourceText.print(grow.getAddition())
            + " does not fit "
            + disk;
  }

  static String shrink(Offer.Operation.ShrinkVolume shrink) {
    Resource volume = shrink.getVolume();
    String problem = resizable(volume, "shrink_volume.volume");
    if (problem != null) {
      return problem;
    }
    double less = shrink.getSubtract().getValue();
    if (!(less > 0 && less < volume.getScalar().getValue())) {
      return "'shrink_volume.subtract' must be more than zero and less than the volume's size";
    }
    return volume.getDisk().getSource().getType() == Resource.DiskInfo.Source.Type.MOUNT
        ? "A volume on a MOUNT disk cannot be shrunk"
        : null;
  }

  private static String resizable(Resource volume, String field) {
    String problem = ResourceValidation.problem(volume).orElse(null);
    if (problem == null) {
      problem = volumes(List.of(volume));
    }
    if (problem != null) {
      return "Invalid resource in '" + field + "': " + problem;
    }
    if (volume.hasProviderId()) {
      return "A volume of a resource provider cannot be resized";
    }
    return volume.hasShared() ? "A shared persistent volume cannot be resized" : null;
  }

  private static String volumes(List<Resource> messages) {
    for (Resource message : messages) {
      String what = "Resource " + ResourceText.print(message) + " is not a persistent volume: ";
      if (!message.getDisk().hasPersistence()) {
        return what + "'disk.persistence' is not set";
      }
      if (!message.getDisk().hasVolume()) {
        return what + "'disk.volume' is not set";
      }
      if (message.getDisk().getVolume().getMode() == Volume.Mode.RO) {
        return what + "it is read-only";
      }
    }
    return null;
  }

  private static Resources unallocatedOf(List<Resource> messages) {
    return Resources.of(messages).unallocated();
  }
}
