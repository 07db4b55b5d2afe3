package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.Labels;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.DiskInfo;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Volume;
import java.util.Collection;
import java.util.StringJoiner;

/** Prints resources in the words of a master's messages: {@code cpus(allocated: *):1.5}. */
final class ResourceText {
  private ResourceText() {}

  /** Of either form, valid or not: this stands in the messages about invalid ones. */
  static String print(Resource resource) {
    return printed(ResourceFormat.postRefinement(resource));
  }

  static String print(Collection<Resource> resources) {
    StringJoiner all = new StringJoiner("; ").setEmptyValue("{}");
    resources.forEach(resource -> all.add(print(resource)));
    return all.toString();
  }

  private static String printed(Resource resource) {
    StringBuilder text = new StringBuilder(resource.getName());
    if (resource.hasAllocationInfo()) {
      text.append("(allocated: ").append(resource.getAllocationInfo().getRole()).append(')');
    }
    if (resource.getReservationsCount() > 0) {
      StringJoiner stack = new StringJoiner(",", "(reservations: [", "])");
      resource.getReservationsList().forEach(reservation -> stack.add(print(reservation)));
      text.append(stack);
    }
    if (resource.hasDisk()) {
      text.append('[').append(print(resource.getDisk())).append(']');
    }
    text.append(resource.hasRevocable() ? "{REV}" : "")
        .append(resource.hasShared() ? "<SHARED>" : "");
    return text.append(':').append(amount(resource)).toString();
  }

  private static String amount(Resource resource) {
    try {
      return switch (resource.getType()) {
        case SCALAR -> FixedPoint.toString(FixedPoint.toMillis(resource.getScalar().getValue()));
        case RANGES -> Ranges.of(resource.getRanges()).toString();
        case SET -> "{" + String.join(", ", resource.getSet().getItemList()) + "}";
        case TEXT -> "?";
      };
    } catch (InvalidResourceException e) {
      return "?";
    }
  }

  private static String print(ReservationInfo reservation) {
    StringBuilder text = new StringBuilder("(");
    text.append(reservation.getType()).append(',').append(reservation.getRole());
    if (reservation.hasPrincipal()) {
      text.append(',').append(reservation.getPrincipal());
    }
    if (reservation.hasLabels()) {
      text.append(',').append(print(reservation.getLabels()));
    }
    return text.append(')').toString();
  }

  private static String print(Labels labels) {
    StringJoiner all = new StringJoiner(", ", "{", "}");
    for (Label label : labels.getLabelsList()) {
      all.add(label.hasValue() ? label.getKey() + ": " + label.getValue() : label.getKey());
    }
    return all.toString();
  }

  private static String print(DiskInfo disk) {
    StringJoiner parts = new StringJoiner(",");
    if (disk.hasSource()) {
      parts.add(print(disk.getSource()));
    }
    if (disk.hasPersistence()) {
      parts.add(disk.getPersistence().getId());
    }
    return disk.hasVolume() ? parts + ":" + print(disk.getVolume()) : parts.toString();
  }

  private static String print(DiskInfo.Source source) {
    String root =
        switch (source.getType()) {
          case MOUNT -> source.getMount().getRoot();
          case PATH -> source.getPath().getRoot();
          default -> "";
        };
    if (source.hasId() || source.hasProfile()) {
      return source.getType()
          + "("
          + String.join(",", source.getVendor(), source.getId(), source.getProfile())
          + ")";
    }
    return root.isEmpty() ? source.getType().toString() : source.getType() + ":" + root;
  }

  private static String print(Volume volume) {
    if (!volume.hasHostPath()) {
      return volume.getContainerPath();
    }
    String paths = volume.getHostPath() + ":" + volume.getContainerPath();
    return volume.hasMode()
        ? paths + ":" + volume.getMode().toString().toLowerCase(java.util.Locale.ROOT)
        : paths;
  }
}
