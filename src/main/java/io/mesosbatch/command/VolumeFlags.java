package io.mesosbatch.command;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.ResourceFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** Reservations and the persistent volume that the tasks work on. */
final class VolumeFlags {
  private static final String RESOURCE_FLAG = "--persistent_volume_resource";

  @Option(
      names = "--persistent_volume",
      paramLabel = "true|false",
      defaultValue = "false",
      description =
          "Whether to reserve the resources and create the volume of"
              + " --persistent_volume_resource on one agent; what stands there is used as it is.")
  boolean persistentVolume;

  @Option(
      names = "--persistent_volume_resource",
      paramLabel = "TASK",
      description =
          "A TaskInfo, or resources, with the reserved resources and the disk with its DiskInfo:"
              + " JSON or protobuf, inline, a path, file:///PATH, or - for standard input.")
  String persistentVolumeResource;

  @Option(
      names = "--volume_timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long to wait until an agent offers what the volume needs, and it is made. Default:"
              + " no limit.")
  Duration volumeTimeout;

  @Option(
      names = "--remove_persistent_volume",
      paramLabel = "true|false",
      defaultValue = "false",
      description =
          "Destroys the volumes and takes back the reservations of role and principal, waits for"
              + " that, and runs no task.")
  boolean removePersistentVolume;

  @Option(
      names = "--reserve",
      paramLabel = "true|false",
      defaultValue = "false",
      description =
          "Whether to make the reservations that tasks ask for where an offer has them not yet"
              + " (also refined ones), with the launch.")
  boolean reserve;

  @Option(
      names = "--unreserve",
      paramLabel = "true|false",
      defaultValue = "false",
      description =
          "Whether to take back, after the last task, the reservations of role and principal.")
  boolean unreserve;

  /** Once they have been read: standard input can be read but once. */
  private List<Resource> resources;

  /**
   * @param taskList the value of --task_list; null if not given
   */
  void check(FrameworkFlags framework, String taskList) throws Failures.BadInput {
    if (persistentVolume && removePersistentVolume) {
      throw new Failures.BadInput(
          "--persistent_volume and --remove_persistent_volume exclude each other: give one of"
              + " them");
    }
    if (persistentVolume && persistentVolumeResource == null) {
      throw new Failures.BadInput(
          "--persistent_volume needs --persistent_volume_resource: what to reserve, and the disk"
              + " with its DiskInfo");
    }
    for (String flag : needingPrincipal()) {
      if (framework.principal == null || framework.roles.contains("*")) {
        throw new Failures.BadInput(
            flag + " needs --role (other than *) and --principal: reservations are theirs");
      }
    }
    if (persistentVolume) {
      if ("-".equals(taskList) && "-".equals(persistentVolumeResource)) {
        throw new Failures.BadInput(
            "--task_list and " + RESOURCE_FLAG + " cannot both come from standard input");
      }
      checkRoles(framework.roles);
    }
  }

  /** Nobody can reserve for a role that is not theirs: that would be waited for in vain. */
  private void checkRoles(List<String> roles) throws Failures.BadInput {
    for (Resource resource : resources()) {
      Resource canonical = ResourceFormat.postRefinement(resource);
      int count = canonical.getReservationsCount();
      if (count == 0 && !resource.getDisk().hasPersistence()) {
        continue;
      }
      String role = count == 0 ? "*" : canonical.getReservations(count - 1).getRole();
      if (!roles.contains(role)) {
        throw new Failures.BadInput(
            RESOURCE_FLAG
                + ": "
                + resource.getName()
                + (count == 0 ? " with a volume is not reserved" : " is reserved for " + role)
                + ", and --role is "
                + String.join(",", roles));
      }
    }
  }

  private List<String> needingPrincipal() {
    if (persistentVolume) {
      return List.of("--persistent_volume");
    }
    if (removePersistentVolume) {
      return List.of("--remove_persistent_volume");
    }
    if (unreserve) {
      return List.of("--unreserve");
    }
    return reserve ? List.of("--reserve") : List.of();
  }

  /** Those to reserve, with the volume among them. */
  List<Resource> resources() throws Failures.BadInput {
    if (resources == null) {
      resources = ResourcesFlag.read(RESOURCE_FLAG, persistentVolumeResource);
    }
    if (resources.stream().noneMatch(r -> r.getDisk().hasPersistence())) {
      throw new Failures.BadInput(
          RESOURCE_FLAG
              + ": no disk among the resources has disk.persistence with an id: there is no volume"
              + " to create");
    }
    return resources;
  }
}
