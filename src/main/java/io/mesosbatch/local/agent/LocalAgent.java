package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.Agent;
import io.mesosbatch.local.AgentContext;
import io.mesosbatch.local.AgentListener;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.AgentState;
import io.mesosbatch.local.StatusUpdates;
import io.mesosbatch.local.http.HttpServer;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.Resources;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An agent that runs tasks as processes of this machine, without isolation. */
public final class LocalAgent implements Agent {
  /** Of Mesos: the one whose behaviour the agent has. */
  private static final String VERSION = "1.12.0";

  /** The system property that names another docker client. */
  private static final String DOCKER = "mesosbatch.local.docker";

  private final HttpServer http;
  private final AgentInfo info;
  private final AgentTasks tasks;
  private final AgentOperations operations;
  private final AgentThreads threads;
  private final double startTime = TaskStatuses.now();
  private final ExecutorServices services;
  private final Survivors survivors;
  private volatile AgentID id = AgentID.getDefaultInstance();
  private volatile AgentListener master;

  /**
   * @throws RuntimeException if the resources or the attributes of the spec cannot be read
   */
  public LocalAgent(AgentSpec spec, AgentContext context) {
    WorkDirectory work = new WorkDirectory(context.workDirectory().toAbsolutePath().normalize());
    this.threads = new AgentThreads(context.number());
    this.tasks = new AgentTasks(new StatusUpdates(context.timers(), context.updateRetry()));
    this.survivors = new Survivors(work);
    AgentHttp endpoints =
        new AgentHttp(
            work,
            this::read,
            new SandboxFiles(work, () -> id.getValue()),
            VERSION,
            new ExecutorApi(tasks, context.timers()),
            threads.slow());
    spec.toInfo(0); // a spec that cannot be read opens no port
    this.http = new HttpServer(context.events(), 0, endpoints);
    this.info = spec.toInfo(http.port());
    Volumes volumes = new Volumes(work);
    this.operations =
        new AgentOperations(
            Resources.of(info.getResourcesList()),
            volumes,
            context.timers(),
            context.updateRetry());
    this.services =
        new ExecutorServices(
            new Containerizer(
                work,
                new SandboxVolumes(volumes),
                new Docker(System.getProperty(DOCKER, "docker"), volumes),
                "127.0.0.1:" + http.port()),
            threads.workers(),
            threads.slow(),
            context.timers(),
            new ProcessTrees(threads.slow()),
            new Leftovers(context.timers(), threads.workers()),
            tasks,
            VERSION,
            info.getHostname());
    survivors.end();
  }

  @Override
  public AgentInfo info() {
    return id.getValue().isEmpty() ? info : info.toBuilder().setId(id).build();
  }

  @Override
  public AgentState state() {
    return new AgentState(
        operations.total().toProto(),
        tasks.frameworks(),
        tasks.tasks(),
        tasks.executors(),
        operations.pending());
  }

  @Override
  public synchronized void registered(AgentID agent, AgentListener listener) {
    id = agent;
    master = listener;
    survivors.note(agent);
    tasks.registered(agent, listener);
    operations.registered(agent, listener);
  }

  @Override
  public void launch(FrameworkInfo framework, TaskInfo task) {
    ExecutorID executorId =
        task.hasExecutor()
            ? task.getExecutor().getExecutorId()
            : ExecutorID.newBuilder().setValue(task.getTaskId().getValue()).build();
    Launch launch = new Launch(id, framework, task, executorId, Launch.newContainer());
    try {
      if (task.hasExecutor()) {
        CustomExecutor executor = customExecutor(framework, task.getExecutor());
        if (tasks.add(framework, executor, List.of(executor.launch(task)))) {
          executor.run(task);
        }
      } else {
        CommandExecutor executor = new CommandExecutor(launch, services);
        if (tasks.add(framework, executor, List.of(launch))) {
          executor.start();
        }
      }
    } catch (LaunchException e) {
      tasks.refuse(launch, e);
    }
  }

  @Override
  public void launchGroup(FrameworkInfo framework, ExecutorInfo wanted, TaskGroupInfo group) {
    try {
      if (wanted.getType() == ExecutorInfo.Type.CUSTOM) {
        CustomExecutor executor = customExecutor(framework, wanted);
        if (tasks.add(
            framework, executor, group.getTasksList().stream().map(executor::launch).toList())) {
          executor.run(group);
        }
      } else {
        DefaultExecutor executor = defaultExecutor(framework, wanted);
        List<TaskRun> runs = executor.add(group);
        if (tasks.add(framework, executor, runs.stream().map(TaskRun::launch).toList())) {
          executor.start(runs);
        }
      }
    } catch (LaunchException e) {
      for (TaskInfo task : group.getTasksList()) {
        tasks.refuse(
            new Launch(id, framework, task, wanted.getExecutorId(), Launch.newContainer()), e);
      }
    }
  }

  private CustomExecutor customExecutor(FrameworkInfo framework, ExecutorInfo wanted)
      throws LaunchException {
    Optional<CustomExecutor> running = tasks.find(framework.getId(), wanted.getExecutorId());
    return running.isPresent() && !running.get().ended()
        ? running.get()
        : new CustomExecutor(info(), framework, wanted, services);
  }

  private DefaultExecutor defaultExecutor(FrameworkInfo framework, ExecutorInfo wanted)
      throws LaunchException {
    TaskExecutor running = tasks.running(framework.getId(), wanted.getExecutorId()).orElse(null);
    return running instanceof DefaultExecutor existing
        ? existing
        : new DefaultExecutor(id, framework, wanted, services);
  }

  @Override
  public void kill(FrameworkID framework, TaskID task, Optional<KillPolicy> policy) {
    tasks.executorOf(framework, task).ifPresent(executor -> executor.kill(task, policy));
  }

  @Override
  public void acknowledge(FrameworkID framework, TaskID task, ByteString uuid) {
    tasks
        .acknowledge(framework, task, uuid)
        .ifPresent(executor -> executor.acknowledged(task, uuid));
  }

  @Override
  public void message(FrameworkID framework, ExecutorID executor, ByteString data) {
    tasks.running(framework, executor).ifPresent(running -> running.message(data));
  }

  @Override
  public void shutdownExecutor(FrameworkID framework, ExecutorID executor) {
    tasks.running(framework, executor).ifPresent(TaskExecutor::shutdown);
  }

  @Override
  public void updateFramework(FrameworkInfo framework) {
    tasks.update(framework);
  }

  @Override
  public void shutdownFramework(FrameworkID framework) {
    tasks.remove(framework).forEach(TaskExecutor::discard);
  }

  @Override
  public void apply(Operation operation) {
    operations.apply(operation);
  }

  @Override
  public void acknowledgeOperation(ByteString operationUuid, ByteString statusUuid) {
    operations.acknowledge(operationUuid, statusUuid);
  }

  @Override
  public void shutdown() {
    AgentListener listener = master;
    if (listener != null) {
      listener.stopped(id);
    }
    threads.inBackground(this::close);
  }

  @Override
  public void close() {
    Optional<List<TaskExecutor>> executors = tasks.close();
    if (executors.isEmpty()) {
      return;
    }
    operations.close();
    executors.get().forEach(TaskExecutor::discard); // from here on nothing more is started
    List<TaskProcess> processes =
        executors.get().stream().flatMap(executor -> executor.processes().stream()).toList();
    processes.forEach(TaskProcess::removeContainer);
    ProcessTrees.end(processes.stream().map(TaskProcess::pid).collect(Collectors.toSet()));
    services.leftovers().sweep();
    services.containerizer().close();
    survivors.forget(id);
    http.close();
    threads.close();
  }

  private <T> T read(Function<AgentSnapshot, T> reader) {
    return tasks.read(
        (frameworks, completed) ->
            reader.apply(
                new AgentSnapshot(
                    info(),
                    operations.total(),
                    startTime,
                    frameworks,
                    completed,
                    operations.pending())));
  }
}
