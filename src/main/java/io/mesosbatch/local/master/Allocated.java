package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets the role of the offer in resources without allocation_info: frameworks need not set it
 * (Mesos, "Multi-role frameworks"). Takes it off where agents keep their totals.
 */
final class Allocated {
  private Allocated() {}

  static Operation to(String role, Operation operation) {
    Operation.Builder out = operation.toBuilder();
    switch (operation.getType()) {
      case RESERVE -> {
        var list = resources(operation.getReserve().getResourcesList(), role);
        out.getReserveBuilder().clearResources().addAllResources(list);
      }
      case UNRESERVE -> {
        var list = resources(operation.getUnreserve().getResourcesList(), role);
        out.getUnreserveBuilder().clearResources().addAllResources(list);
      }
      case CREATE -> {
        var list = resources(operation.getCreate().getVolumesList(), role);
        out.getCreateBuilder().clearVolumes().addAllVolumes(list);
      }
      case DESTROY -> {
        var list = resources(operation.getDestroy().getVolumesList(), role);
        out.getDestroyBuilder().clearVolumes().addAllVolumes(list);
      }
      case GROW_VOLUME -> {
        var grow = out.getGrowVolumeBuilder();
        grow.setVolume(resource(grow.getVolume(), role));
        grow.setAddition(resource(grow.getAddition(), role));
      }
      case SHRINK_VOLUME -> {
        var shrink = out.getShrinkVolumeBuilder();
        shrink.setVolume(resource(shrink.getVolume(), role));
      }
      default -> {}
    }
    return out.build();
  }

  /** The same without allocation_info. */
  static Operation without(Operation operation) {
    return to(null, operation);
  }

  static TaskInfo to(String role, TaskInfo task) {
    return task.toBuilder()
        .clearResources()
        .addAllResources(resources(task.getResourcesList(), role))
        .build();
  }

  static ExecutorInfo to(String role, ExecutorInfo executor) {
    return executor.toBuilder()
        .clearResources()
        .addAllResources(resources(executor.getResourcesList(), role))
        .build();
  }

  private static List<Resource> resources(List<Resource> resources, String role) {
    List<Resource> allocated = new ArrayList<>(resources.size());
    for (Resource resource : resources) {
      allocated.add(resource(resource, role));
    }
    return allocated;
  }

  private static Resource resource(Resource resource, String role) {
    if (role == null) {
      return resource.toBuilder().clearAllocationInfo().build();
    }
    if (resource.hasAllocationInfo()) {
      return resource;
    }
    Resource.Builder allocated = resource.toBuilder();
    allocated.getAllocationInfoBuilder().setRole(role);
    return allocated.build();
  }
}
