package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.Resource;

/** Offer operations on one resource each. */
final class Operations {
  private Operations() {}

  static Operation reserve(Resource resource) {
    return Operation.newBuilder()
        .setType(Operation.Type.RESERVE)
        .setReserve(Operation.Reserve.newBuilder().addResources(resource))
        .build();
  }

  static Operation create(Resource volume) {
    return Operation.newBuilder()
        .setType(Operation.Type.CREATE)
        .setCreate(Operation.Create.newBuilder().addVolumes(volume))
        .build();
  }

  static Operation destroy(Resource volume) {
    return Operation.newBuilder()
        .setType(Operation.Type.DESTROY)
        .setDestroy(Operation.Destroy.newBuilder().addVolumes(volume))
        .build();
  }

  static Operation unreserve(Resource resource) {
    return Operation.newBuilder()
        .setType(Operation.Type.UNRESERVE)
        .setUnreserve(Operation.Unreserve.newBuilder().addResources(resource))
        .build();
  }
}
