package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs one task that has a command and no executor of its own. */
final class CommandExecutor implements TaskExecutor {
  private static final int SHOWN = 15;

  /** What Mesos adds for the executor; the agent's /state shows it, no offer lacks it. */
  private static final Resources OVERHEAD = Resources.parse("cpus:0.1;mem:32");

  private final ExecutorServices services;
  private final TaskRun run;
  private final Path directory;
  private final ExecutorInfo info;

  CommandExecutor(Launch launch, ExecutorServices services) throws LaunchException {
    this.services = services;
    this.run = new TaskRun(launch, services);
    this.directory =
        services
            .containerizer()
            .directory(launch.agent(), launch.framework(), launch.executor(), launch.container());
    this.info = infoOf(launch);
  }

  Launch launch() {
    return run.launch();
  }

  void start() {
    FrameworkID framework = run.launch().framework().getId();
    run.end().thenRun(() -> services.updates().ended(framework, this));
    run.start(() -> services.containerizer().prepare(run.launch()));
  }

  @Override
  public ExecutorInfo info() {
    return info;
  }

  @Override
  public ContainerID container() {
    return run.launch().container();
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void kill(TaskID task, Optional<KillPolicy> policy) {
    run.kill(policy);
  }

  @Override
  public void shutdown() {
    run.kill(Optional.empty());
  }

  @Override
  public void discard() {
    run.discard();
  }

  @Override
  public boolean ended() {
    return run.ended();
  }

  @Override
  public List<TaskProcess> processes() {
    return run.process().stream().toList();
  }

  @Override
  public boolean generated() {
    return true;
  }

  @Override
  public int waitStatus() {
    return 0;
  }

  /** Named as Mesos names it, with the beginning of the command. */
  @SuppressWarnings("deprecation") // source: what the agent's /state shows
  private static ExecutorInfo infoOf(Launch launch) {
    TaskInfo task = launch.task();
    String id = task.getTaskId().getValue();
    return ExecutorInfo.newBuilder()
        .setExecutorId(launch.executor())
        .setFrameworkId(launch.framework().getId())
        .setName("Command Executor (Task: " + id + ") (Command: " + shown(task.getCommand()) + ")")
        .setSource(id)
        .addAllResources(OVERHEAD.allocatedTo(launch.allocationRole()).toProto())
        .build();
  }

  private static String shown(CommandInfo command) {
    if (!command.hasValue()) {
      return command.getShell() ? "NO COMMAND" : "NO EXECUTABLE";
    }
    if (command.getShell()) {
      return "sh -c '" + shorten(command.getValue()) + "'";
    }
    return "["
        + shorten(command.getValue() + ", " + String.join(", ", command.getArgumentsList()))
        + "]";
  }

  private static String shorten(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN - 3) + "..." : text;
  }
}
