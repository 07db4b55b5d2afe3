package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.FrameworkInfo;

/** What a framework can deal with. */
record Capabilities(
    boolean multiRole,
    boolean reservationRefinement,
    boolean partitionAware,
    boolean revocable,
    boolean gpus,
    boolean shared) {

  static Capabilities of(FrameworkInfo info) {
    boolean[] has = new boolean[FrameworkInfo.Capability.Type.values().length];
    for (FrameworkInfo.Capability capability : info.getCapabilitiesList()) {
      has[capability.getType().ordinal()] = true;
    }
    return new Capabilities(
        has[FrameworkInfo.Capability.Type.MULTI_ROLE.ordinal()],
        has[FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT.ordinal()],
        has[FrameworkInfo.Capability.Type.PARTITION_AWARE.ordinal()],
        has[FrameworkInfo.Capability.Type.REVOCABLE_RESOURCES.ordinal()],
        has[FrameworkInfo.Capability.Type.GPU_RESOURCES.ordinal()],
        has[FrameworkInfo.Capability.Type.SHARED_RESOURCES.ordinal()]);
  }
}
