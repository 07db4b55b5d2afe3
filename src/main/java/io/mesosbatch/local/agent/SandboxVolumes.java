package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Volume;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Puts volumes into a sandbox as symbolic links: there is no mount namespace, so a volume can only
 * be at a relative path, and read-only is not enforced.
 */
final class SandboxVolumes {
  private final Volumes volumes;

  SandboxVolumes(Volumes volumes) {
    this.volumes = volumes;
  }

  /** Links the persistent volumes among the resources. */
  void link(List<Resource> resources, Sandbox sandbox) throws LaunchException {
    for (Resource resource : resources) {
      if (resource.getDisk().hasPersistence() && resource.getDisk().hasVolume()) {
        Path directory = volumes.directory(resource);
        try {
          Files.createDirectories(directory);
          if (sandbox.user().isPresent()) {
            Users.own(directory, sandbox.user().get());
          }
        } catch (IOException e) {
          throw new LaunchException(
              "Failed to prepare the persistent volume '" + directory + "': " + e, e);
        }
        link(resource.getDisk().getVolume().getContainerPath(), directory, sandbox);
      }
    }
  }

  /**
   * Links the volumes of the container.
   *
   * @param parent the executor's sandbox, for a task in a group
   */
  void link(ContainerInfo container, Sandbox sandbox, Optional<Sandbox> parent)
      throws LaunchException {
    for (Volume volume : container.getVolumesList()) {
      link(volume.getContainerPath(), source(volume, sandbox, parent), sandbox);
    }
  }

  private static Path source(Volume volume, Sandbox sandbox, Optional<Sandbox> parent)
      throws LaunchException {
    if (volume.hasHostPath()) {
      return hostPath(volume.getHostPath(), sandbox);
    }
    Volume.Source source = volume.getSource();
    switch (source.getType()) {
      case HOST_PATH -> {
        return hostPath(source.getHostPath().getPath(), sandbox);
      }
      case SANDBOX_PATH -> {
        boolean parents =
            source.getSandboxPath().getType() == Volume.Source.SandboxPath.Type.PARENT;
        Sandbox base =
            parents
                ? parent.orElseThrow(
                    () ->
                        new LaunchException(
                            "Volume '"
                                + volume.getContainerPath()
                                + "' is in the parent's sandbox, but only tasks of a group have a"
                                + " parent"))
                : sandbox;
        return inside(source.getSandboxPath().getPath(), base);
      }
      default ->
          throw new LaunchException(
              "Volume '"
                  + volume.getContainerPath()
                  + "': the embedded Mesos has volumes of a host path or a sandbox path, no"
                  + " others");
    }
  }

  /** A relative host path is in the sandbox, and made. */
  private static Path hostPath(String path, Sandbox sandbox) throws LaunchException {
    if (!path.startsWith("/")) {
      return inside(path, sandbox);
    }
    if (!Files.exists(Path.of(path))) {
      throw new LaunchException("Volume: the host path '" + path + "' does not exist");
    }
    return Path.of(path);
  }

  private static Path inside(String path, Sandbox sandbox) throws LaunchException {
    try {
      Path directory = new SafeDirectory(sandbox.directory()).make(path);
      if (!Files.exists(directory) && made(directory) && sandbox.user().isPresent()) {
        Users.own(directory, sandbox.user().get());
      }
      return directory;
    } catch (IOException e) {
      throw new LaunchException("Volume '" + path + "': " + e.getMessage(), e);
    }
  }

  /** Whether it was not another task of the group that made it. */
  private static boolean made(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void link(String containerPath, Path directory, Sandbox sandbox)
      throws LaunchException {
    if (containerPath.startsWith("/")) {
      if (Path.of(containerPath).equals(directory)) {
        return; // it is there already
      }
      throw new LaunchException(
          "Volume '"
              + containerPath
              + "': the embedded Mesos runs tasks as plain processes, so a volume's container_path"
              + " must be relative to the sandbox");
    }
    try {
      Path link = new SafeDirectory(sandbox.directory()).make(containerPath);
      if (!link.equals(directory)) {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, directory);
      }
    } catch (IOException e) {
      throw new LaunchException("Volume '" + containerPath + "': " + e.getMessage(), e);
    }
  }
}
