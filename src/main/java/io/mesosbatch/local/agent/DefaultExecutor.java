package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs task groups: all tasks of a group start together, and if one fails or is killed the others
 * of its group are killed (Mesos, nested-container-and-task-group document).
 */
final class DefaultExecutor implements TaskExecutor {
  private final AgentID agent;
  private final FrameworkInfo framework;
  private final ExecutorInfo info;
  private final ContainerID container = Launch.newContainer();
  private final ExecutorServices services;
  private final Path directory;
  private final Map<TaskID, TaskRun> runs = new ConcurrentHashMap<>();
  private final Object preparation = new Object();
  private Sandbox sandbox;

  DefaultExecutor(
      AgentID agent, FrameworkInfo framework, ExecutorInfo info, ExecutorServices services)
      throws LaunchException {
    this.agent = agent;
    this.framework = framework;
    this.info = info;
    this.services = services;
    this.directory =
        services.containerizer().directory(agent, framework, info.getExecutorId(), container);
  }

  /** What each task of the group will be; {@link #start} runs it. */
  List<TaskRun> add(TaskGroupInfo group) {
    List<TaskRun> added = new ArrayList<>();
    for (TaskInfo task : group.getTasksList()) {
      ContainerID nested = Launch.newContainer().toBuilder().setParent(container).build();
      TaskRun run =
          new TaskRun(new Launch(agent, framework, task, info.getExecutorId(), nested), services);
      runs.put(task.getTaskId(), run);
      added.add(run);
    }
    return added;
  }

  void start(List<TaskRun> group) {
    for (TaskRun run : group) {
      run.end()
          .thenAccept(
              state -> {
                ended(group, run, state);
                services.updates().ended(framework.getId(), this);
              });
    }
    group.forEach(run -> run.start(() -> prepare(run)));
  }

  private void ended(List<TaskRun> group, TaskRun run, TaskState state) {
    if (state == TaskState.TASK_FAILED || state == TaskState.TASK_KILLED) {
      group.stream()
          .filter(other -> other != run)
          .filter(other -> !other.killing())
          .forEach(other -> other.kill(Optional.empty()));
    }
  }

  private Sandbox prepare(TaskRun run) throws LaunchException {
    Sandbox parent;
    synchronized (preparation) {
      if (sandbox == null) {
        sandbox = services.containerizer().prepareExecutor(agent, framework, info, container);
      }
      parent = sandbox;
    }
    return services.containerizer().prepareNested(run.launch(), parent);
  }

  @Override
  public ExecutorInfo info() {
    return info;
  }

  @Override
  public ContainerID container() {
    return container;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void shutdown() {
    runs().forEach(run -> run.kill(Optional.empty()));
  }

  @Override
  public void discard() {
    runs().forEach(TaskRun::discard);
  }

  @Override
  public boolean ended() {
    return runs().stream().allMatch(TaskRun::ended);
  }

  @Override
  public List<TaskProcess> processes() {
    return runs().stream().flatMap(run -> run.process().stream()).toList();
  }

  private Collection<TaskRun> runs() {
    return runs.values();
  }

  @Override
  public void kill(TaskID task, Optional<KillPolicy> policy) {
    TaskRun run = runs.get(task);
    // unlike the command executor, this one takes a second kill for nothing
    if (run != null && !run.killing()) {
      run.kill(policy);
    }
  }

  @Override
  public boolean generated() {
    return false;
  }

  @Override
  public int waitStatus() {
    return 0;
  }
}
