package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes sandboxes and starts the processes of tasks in them. There is no isolation. */
final class Containerizer {
  private static final String SHELL = "/bin/sh";

  private final WorkDirectory work;
  private final SandboxVolumes volumes;
  private final Docker docker;
  private final Fetcher fetcher;
  private final String endpoint;

  /**
   * @param endpoint host:port of the agent
   */
  Containerizer(WorkDirectory work, SandboxVolumes volumes, Docker docker, String endpoint) {
    this.work = work;
    this.volumes = volumes;
    this.docker = docker;
    this.fetcher = new Fetcher(work.fetcherCache());
    this.endpoint = endpoint;
  }

  /** The sandbox of a command task, with all that the task asked for in it. */
  Sandbox prepare(Launch launch) throws LaunchException {
    requireSupported(launch.task());
    Optional<String> user = userOf(launch);
    Path runs = runs(launch.agent(), launch.framework(), launch.executor());
    return fill(
        launch,
        Optional.empty(),
        new Sandbox(work.createSandbox(runs, launch.container().getValue(), user), user));
  }

  /** The sandbox of an executor that runs task groups. */
  Sandbox prepareExecutor(
      AgentID agent, FrameworkInfo framework, ExecutorInfo executor, ContainerID container)
      throws LaunchException {
    Optional<String> user = frameworkUser(framework);
    Path runs = runs(agent, framework, executor.getExecutorId());
    Sandbox sandbox = new Sandbox(work.createSandbox(runs, container.getValue(), user), user);
    volumes.link(executor.getResourcesList(), sandbox);
    volumes.link(executor.getContainer(), sandbox, Optional.empty());
    return sandbox;
  }

  /** The sandbox of a task in a group. */
  Sandbox prepareNested(Launch launch, Sandbox executor) throws LaunchException {
    requireSupported(launch.task());
    Optional<String> user = userOf(launch);
    Path directory =
        work.createNested(
            executor.directory(), launch.container().getValue(), launch.taskId(), user);
    return fill(launch, Optional.of(executor), new Sandbox(directory, user));
  }

  private Sandbox fill(Launch launch, Optional<Sandbox> parent, Sandbox sandbox)
      throws LaunchException {
    if (!launch.inDocker()) {
      volumes.link(launch.task().getResourcesList(), sandbox);
      volumes.link(launch.task().getContainer(), sandbox, parent);
    }
    fetcher.fetch(launch, launch.task().getCommand(), sandbox);
    return sandbox;
  }

  /** Removes what only served launches. */
  void close() {
    fetcher.close();
  }

  /** Where the sandbox of an executor's container will be. */
  Path directory(AgentID agent, FrameworkInfo framework, ExecutorID executor, ContainerID container)
      throws LaunchException {
    return runs(agent, framework, executor).resolve(container.getValue());
  }

  private Path runs(AgentID agent, FrameworkInfo framework, ExecutorID executor)
      throws LaunchException {
    return work.runs(agent.getValue(), framework.getId().getValue(), executor.getValue());
  }

  /** Starts the command of a task in its sandbox, or in its docker container. */
  TaskProcess start(Launch launch, Sandbox sandbox) throws LaunchException {
    if (launch.inDocker()) {
      return startInDocker(launch, sandbox);
    }
    return start(launch, sandbox, launch.task().getCommand(), sandbox.stdout(), sandbox.stderr());
  }

  /** Starts a command beside the task: same directory, environment and user. */
  TaskProcess start(Launch launch, Sandbox sandbox, CommandInfo command, Path out, Path err)
      throws LaunchException {
    Map<String, String> environment = environment(launch, sandbox, command);
    try {
      return TaskProcess.start(
          new ProcessSpec(
              arguments(command, sandbox.directory(), environment.get("PATH")),
              sandbox.directory(),
              environment,
              out,
              err,
              sandbox.user()));
    } catch (IOException e) {
      throw new LaunchException("Failed to start the command: " + e.getMessage(), e);
    }
  }

  private TaskProcess startInDocker(Launch launch, Sandbox sandbox) throws LaunchException {
    Map<String, String> inside =
        TaskEnvironment.empty()
            .with("MESOS_TASK_ID", launch.taskId())
            .with("MESOS_SANDBOX", Docker.SANDBOX)
            .with("MESOS_CONTAINER_NAME", Docker.name(launch))
            .with("MESOS_ALLOCATION_ROLE", launch.allocationRole())
            .with(launch.task().getCommand())
            .variables();
    try {
      return TaskProcess.start(
              new ProcessSpec(
                  docker.run(launch, sandbox, inside),
                  sandbox.directory(),
                  new TaskEnvironment(Optional.empty()).variables(),
                  sandbox.stdout(),
                  sandbox.stderr(),
                  Optional.empty()))
          .inContainer(signal -> docker.signal(Docker.name(launch), signal));
    } catch (IOException e) {
      throw new LaunchException("Failed to start docker: " + e.getMessage(), e);
    }
  }

  private void requireSupported(TaskInfo task) throws LaunchException {
    if (!task.hasContainer()) {
      return;
    }
    ContainerInfo container = task.getContainer();
    if (container.getType() == ContainerInfo.Type.DOCKER) {
      docker.requireWorking();
    }
    if (container.getMesos().hasImage()) {
      throw new LaunchException(
          "Container images are not supported by the embedded Mesos: it runs tasks as plain"
              + " processes of this machine; remove container.mesos.image");
    }
  }

  /** The command's own user, else the framework's. */
  private static Optional<String> userOf(Launch launch) throws LaunchException {
    if (launch.task().getCommand().hasUser()) {
      return Users.toSwitchTo(launch.task().getCommand().getUser());
    }
    return frameworkUser(launch.framework());
  }

  /** An ordinary user's embedded Mesos runs the tasks of any framework as that user. */
  private static Optional<String> frameworkUser(FrameworkInfo framework) throws LaunchException {
    return Users.maySwitch() ? Users.toSwitchTo(framework.getUser()) : Optional.empty();
  }

  private Map<String, String> environment(Launch launch, Sandbox sandbox, CommandInfo command) {
    String directory = sandbox.directory().toString();
    return new TaskEnvironment(sandbox.user())
        .with("LIBPROCESS_IP", "127.0.0.1")
        .with("LIBPROCESS_PORT", "0")
        .with("MESOS_AGENT_ENDPOINT", endpoint)
        .with("MESOS_CHECKPOINT", launch.framework().getCheckpoint() ? "1" : "0")
        .with("MESOS_DIRECTORY", directory)
        .with("MESOS_EXECUTOR_ID", launch.executor().getValue())
        .with("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "5secs")
        .with("MESOS_FRAMEWORK_ID", launch.framework().getId().getValue())
        .with("MESOS_HTTP_COMMAND_EXECUTOR", "0")
        .with("MESOS_SLAVE_ID", launch.agent().getValue())
        .with("MESOS_SLAVE_PID", "slave(1)@" + endpoint)
        .with("MESOS_SANDBOX", directory)
        .with("MESOS_CONTAINER_IP", "127.0.0.1")
        .with(launch.task().getCommand())
        .with(command)
        .with("MESOS_ALLOCATION_ROLE", launch.allocationRole())
        .variables();
  }

  private static List<String> arguments(CommandInfo command, Path directory, String path)
      throws LaunchException {
    if (!command.hasValue() || command.getValue().isEmpty()) {
      throw new LaunchException("The command has no value: there is nothing to run");
    }
    if (command.getShell()) {
      return List.of(SHELL, "-c", command.getValue());
    }
    requireExecutable(command.getValue(), directory, path);
    List<String> arguments = new ArrayList<>();
    arguments.add(command.getValue());
    // arguments[0] is the name that the program sees, as for execvp(3): it cannot be passed on
    arguments.addAll(
        command
            .getArgumentsList()
            .subList(Math.min(1, command.getArgumentsCount()), command.getArgumentsCount()));
    return arguments;
  }

  private static void requireExecutable(String value, Path directory, String path)
      throws LaunchException {
    if (value.indexOf('/') >= 0) {
      Path file = directory.resolve(value);
      if (!Files.exists(file)) {
        throw new LaunchException("Failed to execute '" + value + "': No such file or directory");
      }
      if (Files.isDirectory(file) || !Files.isExecutable(file)) {
        throw new LaunchException("Failed to execute '" + value + "': Permission denied");
      }
      return;
    }
    for (String place : path.split(":")) {
      Path file = directory.resolve(place).resolve(value);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return;
      }
    }
    throw new LaunchException(
        "Failed to execute '" + value + "': no such program in PATH (" + path + ")");
  }
}
