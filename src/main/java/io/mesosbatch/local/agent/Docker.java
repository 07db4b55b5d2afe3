package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ContainerInfo.DockerInfo;
import io.mesosbatch.mesos.v1.Parameter;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Volume;
import io.mesosbatch.resources.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs tasks with a DOCKER container through the docker client of this machine. */
final class Docker {
  /** Mesos, sandbox_directory: where the sandbox is inside a container. */
  static final String SANDBOX = "/mnt/mesos/sandbox";

  private static final long MB = 1 << 20;
  private static final long CLIENT_SECONDS = 60;

  private final String program;
  private final Volumes volumes;
  private volatile boolean working;

  /**
   * @param program the docker client: a name in PATH, or a path
   */
  Docker(String program, Volumes volumes) {
    this.program = program;
    this.volumes = volumes;
  }

  /** What the container of a task is called. */
  static String name(Launch launch) {
    return "mesos-" + launch.container().getValue();
  }

  /**
   * Asks the client for its daemon, until it has answered once.
   *
   * @throws LaunchException with the client's words if docker does not work here
   */
  void requireWorking() throws LaunchException {
    if (!working) {
      try {
        client("version", "--format", "{{.Server.Version}}");
        working = true;
      } catch (IOException e) {
        throw new LaunchException(
            "Docker does not work on this machine, so a task with a DOCKER container cannot run: "
                + e.getMessage(),
            e);
      }
    }
  }

  /** The client's command line that runs the task and stays as long as it does. */
  List<String> run(Launch launch, Sandbox sandbox, Map<String, String> environment)
      throws LaunchException {
    ContainerInfo container = launch.task().getContainer();
    DockerInfo docker = container.getDocker();
    CommandInfo command = launch.task().getCommand();
    List<String> run = new ArrayList<>(List.of(program, "run", "--rm", "--name", name(launch)));
    Resources resources = Resources.of(launch.task().getResourcesList());
    run.add("--cpu-shares=" + Math.max(2, resources.scalarMillis("cpus") * 1024 / 1000));
    if (resources.scalarMillis("mem") > 0) {
      run.add("--memory=" + Math.max(4 * MB, resources.scalarMillis("mem") * MB / 1000));
    }
    environment.forEach((name, value) -> run.addAll(List.of("-e", name + "=" + value)));
    run.addAll(List.of("-v", sandbox.directory() + ":" + SANDBOX));
    volumes(launch, container, run);
    network(container, run);
    if (docker.getPrivileged()) {
      run.add("--privileged");
    }
    if (docker.getForcePullImage()) {
      run.add("--pull=always");
    }
    if (container.hasHostname()) {
      run.add("--hostname=" + container.getHostname());
    }
    if (command.hasUser()) {
      run.add("--user=" + command.getUser());
    }
    for (Parameter parameter : docker.getParametersList()) {
      run.add("--" + parameter.getKey() + "=" + parameter.getValue());
    }
    boolean shell = command.getShell() && command.hasValue();
    if (shell) {
      run.add("--entrypoint=/bin/sh");
    }
    run.add(docker.getImage());
    if (shell) {
      run.addAll(List.of("-c", command.getValue()));
    } else {
      if (command.hasValue()) {
        run.add(command.getValue());
      }
      run.addAll(command.getArgumentsList());
    }
    return run;
  }

  private void volumes(Launch launch, ContainerInfo container, List<String> run)
      throws LaunchException {
    for (Resource resource : launch.task().getResourcesList()) {
      if (resource.getDisk().hasPersistence() && resource.getDisk().hasVolume()) {
        Path directory = volumes.directory(resource);
        mount(directory.toString(), resource.getDisk().getVolume(), run);
      }
    }
    for (Volume volume : container.getVolumesList()) {
      String source =
          volume.hasHostPath() ? volume.getHostPath() : volume.getSource().getHostPath().getPath();
      if (source.isEmpty()) {
        throw new LaunchException(
            "Volume '" + volume.getContainerPath() + "': only host paths are supported");
      }
      mount(source, volume, run);
    }
  }

  private static void mount(String source, Volume volume, List<String> run) {
    String path = volume.getContainerPath();
    run.addAll(
        List.of(
            "-v",
            source
                + ":"
                + (path.startsWith("/") ? path : SANDBOX + "/" + path)
                + (volume.getMode() == Volume.Mode.RO ? ":ro" : "")));
  }

  private static void network(ContainerInfo container, List<String> run) {
    DockerInfo docker = container.getDocker();
    run.add(
        "--net="
            + switch (docker.getNetwork()) {
              case HOST -> "host";
              case BRIDGE -> "bridge";
              case NONE -> "none";
              case USER ->
                  container.getNetworkInfosCount() == 0
                      ? "bridge"
                      : container.getNetworkInfos(0).getName();
            });
    for (DockerInfo.PortMapping port : docker.getPortMappingsList()) {
      run.addAll(
          List.of(
              "-p",
              port.getHostPort()
                  + ":"
                  + port.getContainerPort()
                  + (port.hasProtocol() ? "/" + port.getProtocol().toLowerCase() : "")));
    }
  }

  /** Signals the container; KILL also removes it. A container that is gone is no error. */
  void signal(String container, Signal signal) {
    try {
      if (signal == Signal.TERM) {
        client("kill", "--signal=TERM", container);
      } else {
        client("rm", "-f", container);
      }
    } catch (IOException gone) {
      // the client process that runs the container ends with it, and says how
      return;
    }
  }

  private void client(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(program));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      String words =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(words.lines().reduce((first, last) -> last).orElse("no answer"));
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
