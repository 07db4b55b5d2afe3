package io.mesosbatch.command;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.wire.JsonProblems;
import io.mesosbatch.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
              + " JSON or protobuf, inline, a path or file:///PATH.")
  String persistentVolumeResource;

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

  void check(FrameworkFlags framework) throws Failures.BadInput {
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
      resources();
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
    List<Resource> resources = new ArrayList<>(ofTask());
    if (resources.isEmpty()) {
      resources.addAll(ResourcesFlag.read(RESOURCE_FLAG, persistentVolumeResource));
    }
    if (resources.stream().noneMatch(r -> r.getDisk().hasPersistence())) {
      throw new Failures.BadInput(
          RESOURCE_FLAG
              + ": no disk among the resources has disk.persistence with an id: there is no volume"
              + " to create");
    }
    return resources;
  }

  /** Empty if the value is no TaskInfo. */
  private List<Resource> ofTask() throws Failures.BadInput {
    byte[] bytes = new InputFlag(RESOURCE_FLAG, persistentVolumeResource).bytes();
    TaskInfo.Builder task = TaskInfo.newBuilder();
    try {
      if (new String(bytes, StandardCharsets.UTF_8).stripLeading().startsWith("{")) {
        JsonReader.merge(JsonReader.parser(bytes, 0, bytes.length), task, JsonProblems.LENIENT);
      } else {
        task.mergeFrom(bytes);
      }
    } catch (IOException e) {
      return List.of();
    }
    return task.hasTaskId() ? task.getResourcesList() : List.of();
  }
}
