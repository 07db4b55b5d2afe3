package io.mesosbatch.operator;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.DiskInfo;
import io.mesosbatch.mesos.v1.Volume;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.Resources;
import java.util.List;
import java.util.Optional;

/** Persistent volumes on one agent. */
public final class Volumes {
  private Volumes() {}

  /**
   * @param id of the volume
   * @param containerPath where tasks see it
   * @param millis thousandths of a MB
   */
  public record Wanted(String id, String containerPath, long millis, boolean shared) {}

  /**
   * A volume on disk that is reserved to the role.
   *
   * @throws NotPossibleException no such piece of disk is free, or the id is taken
   */
  public static Step create(AgentView agent, String role, Wanted wanted, Optional<String> principal)
      throws NotPossibleException {
    for (Resource volume : agent.total().persistentVolumes().toProto()) {
      if (volume.getDisk().getPersistence().getId().equals(wanted.id)
          && roleOf(volume).equals(role)) {
        throw new NotPossibleException(
            agent + " has a volume " + wanted.id + " of " + role + " already");
      }
    }
    Resources disk = Reserving.plain(agent.free().reserved(role).named("disk"));
    for (Resource piece : disk.toProto()) {
      if (FixedPoint.toMillis(piece.getScalar().getValue()) >= wanted.millis) {
        return new Step(Step.Kind.CREATE, agent, role, List.of(volume(piece, wanted, principal)));
      }
    }
    throw new NotPossibleException(
        agent
            + " has no "
            + FixedPoint.toString(wanted.millis)
            + " MB of disk reserved to "
            + role
            + " and free; reserve them first");
  }

  private static Resource volume(Resource disk, Wanted wanted, Optional<String> principal) {
    Resource.Builder volume = disk.toBuilder();
    volume.getScalarBuilder().setValue(FixedPoint.toDouble(wanted.millis));
    DiskInfo.Builder info = volume.getDiskBuilder();
    info.getPersistenceBuilder().setId(wanted.id);
    principal.ifPresent(info.getPersistenceBuilder()::setPrincipal);
    info.getVolumeBuilder().setContainerPath(wanted.containerPath).setMode(Volume.Mode.RW);
    if (wanted.shared) {
      volume.getSharedBuilder();
    }
    return volume.build();
  }

  /** The call that destroys the volume of that id; empty if the agent has none. */
  public static Optional<Step> destroy(AgentView agent, String id) {
    for (Resource volume : agent.total().persistentVolumes().toProto()) {
      if (volume.getDisk().getPersistence().getId().equals(id)) {
        return Optional.of(new Step(Step.Kind.DESTROY, agent, roleOf(volume), List.of(volume)));
      }
    }
    return Optional.empty();
  }

  private static String roleOf(Resource volume) {
    return volume.getReservations(volume.getReservationsCount() - 1).getRole();
  }
}
