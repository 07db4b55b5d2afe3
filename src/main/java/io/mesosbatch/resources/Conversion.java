package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import java.util.List;

/** What an operation consumes and what it makes of it. */
record Conversion(Resources consumed, Resources converted) {
  static Resources apply(Offer.Operation operation, Resources resources) {
    return switch (operation.getType()) {
      case RESERVE -> reserve(operation.getReserve()).apply(resources);
      case UNRESERVE -> unreserve(operation.getUnreserve().getResourcesList(), resources);
      case CREATE -> create(operation.getCreate().getVolumesList(), resources);
      case DESTROY -> destroy(operation.getDestroy().getVolumesList(), resources);
      case GROW_VOLUME -> grow(operation.getGrowVolume()).apply(resources);
      case SHRINK_VOLUME -> shrink(operation.getShrinkVolume()).apply(resources);
      default ->
          throw new InvalidResourceException(
              "Operation " + operation.getType() + " does not convert resources by itself");
    };
  }

  private Resources apply(Resources resources) {
    if (!resources.contains(consumed)) {
      throw new InvalidResourceException(resources + " does not contain " + consumed);
    }
    return resources.minus(consumed).plus(converted);
  }

  /** Without a source, it pushes one reservation. */
  private static Conversion reserve(Offer.Operation.Reserve reserve) {
    Resources reserved = Resources.of(reserve.getResourcesList());
    return new Conversion(
        reserve.getSourceCount() > 0
            ? Resources.of(reserve.getSourceList())
            : reserved.popReservation(),
        reserved);
  }

  private static Resources unreserve(List<Resource> list, Resources resources) {
    Resources result = resources;
    for (Resource resource : list) {
      Resources reserved = Resources.of(resource);
      result = new Conversion(reserved, reserved.popReservation()).apply(result);
    }
    return result;
  }

  private static Resources create(List<Resource> volumes, Resources resources) {
    Resources result = resources;
    for (Resource volume : volumes) {
      result =
          new Conversion(Resources.of(withoutVolume(volume)), Resources.of(volume)).apply(result);
    }
    return result;
  }

  private static Resources destroy(List<Resource> volumes, Resources resources) {
    Resources result = resources;
    for (Resource message : volumes) {
      Resources volume = Resources.of(message);
      result = new Conversion(volume, Resources.of(withoutVolume(message))).apply(result);
      if (result.contains(volume)) {
        throw new InvalidResourceException(
            "Persistent volume " + volume + " has further shared copies: it cannot be destroyed");
      }
    }
    return result;
  }

  private static Conversion grow(Offer.Operation.GrowVolume grow) {
    Resource volume = ownVolume(grow.getVolume());
    long millis = millis(volume) + millis(grow.getAddition());
    return new Conversion(
        Resources.of(volume).plus(Resources.of(grow.getAddition())),
        Resources.of(resized(volume, millis)));
  }

  private static Conversion shrink(Offer.Operation.ShrinkVolume shrink) {
    Resource volume = ownVolume(shrink.getVolume());
    long less = FixedPoint.toMillis(shrink.getSubtract().getValue());
    if (less <= 0 || less >= millis(volume)) {
      throw new InvalidResourceException(
          "Volume "
              + ResourceText.print(volume)
              + " cannot be shrunk by "
              + FixedPoint.toString(less)
              + ": something must go and something must stay");
    }
    return new Conversion(
        Resources.of(volume),
        Resources.of(resized(volume, millis(volume) - less), resized(withoutVolume(volume), less)));
  }

  private static Resource ownVolume(Resource volume) {
    if (volume.hasProviderId()) {
      throw new InvalidResourceException(
          "Volume " + ResourceText.print(volume) + " of a resource provider cannot be resized");
    }
    return volume;
  }

  private static long millis(Resource resource) {
    return FixedPoint.toMillis(resource.getScalar().getValue());
  }

  private static Resource resized(Resource volume, long millis) {
    Resource.Builder resized = volume.toBuilder();
    resized.getScalarBuilder().setValue(FixedPoint.toDouble(millis));
    return resized.build();
  }

  /** The disk that the volume is made of. It is never shared. */
  static Resource withoutVolume(Resource volume) {
    Resource.Builder disk = volume.toBuilder().clearShared();
    if (volume.getDisk().hasSource()) {
      disk.getDiskBuilder().clearPersistence().clearVolume();
    } else {
      disk.clearDisk();
    }
    return disk.build();
  }
}
