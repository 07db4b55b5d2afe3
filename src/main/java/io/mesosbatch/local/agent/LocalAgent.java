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
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.resources.Resources;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An agent that runs tasks as processes of this machine, without isolation. */
public final class LocalAgent implements Agent {
  /** Of Mesos: the one whose behaviour the agent has. */
  private static final String VERSION = "1.12.0";

  /** Mesos's own limit for frameworks that are gone. */
  private static final int MAX_COMPLETED = 50;

  /** The system property that names another docker client. */
  private static final String DOCKER = "mesosbatch.local.docker";

  private final Map<FrameworkID, FrameworkRecord> frameworks = new LinkedHashMap<>();
  private final HttpServer http;
  private final AgentInfo info;
  private final StatusUpdates updates;
  private final AgentOperations operations;
  private final AgentThreads threads;
  private final double startTime = TaskStatuses.now();
  private final Deque<FrameworkRecord> completedFrameworks = new ArrayDeque<>();
  private final ExecutorServices services;
  private volatile AgentID id = AgentID.getDefaultInstance();
  private volatile AgentListener master;
  private volatile boolean closed;

  /**
   * @throws RuntimeException if the resources or the attributes of the spec cannot be read
   */
  public LocalAgent(AgentSpec spec, AgentContext context) {
    WorkDirectory work = new WorkDirectory(context.workDirectory().toAbsolutePath().normalize());
    this.threads = new AgentThreads(context.number());
    AgentHttp endpoints =
        new AgentHttp(
            work,
            this::read,
            new SandboxFiles(work, () -> id.getValue()),
            VERSION,
            new ExecutorApi(fromExecutors(), context.timers()),
            threads.workers());
    spec.toInfo(0); // a spec that cannot be read opens no port
    this.http = new HttpServer(context.events(), 0, endpoints);
    this.info = spec.toInfo(http.port());
    this.updates = new StatusUpdates(context.timers(), context.updateRetry());
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
            new Leftovers(context.timers(), threads.workers()),
            fromTasks(),
            VERSION,
            info.getHostname());
    threads.closeAtExit(this::close);
  }

  @Override
  public synchronized AgentInfo info() {
    return id.getValue().isEmpty() ? info : info.toBuilder().setId(id).build();
  }

  @Override
  public synchronized AgentState state() {
    return new AgentState(
        operations.total().toProto(),
        frameworks.values().stream().map(FrameworkRecord::info).toList(),
        frameworks.values().stream()
            .flatMap(framework -> framework.tasks().stream())
            .filter(task -> !task.completed())
            .map(TaskRecord::task)
            .toList(),
        frameworks.values().stream()
            .flatMap(framework -> framework.executors().stream())
            .filter(executor -> !executor.generated())
            .map(TaskExecutor::info)
            .toList(),
        operations.pending());
  }

  @Override
  public synchronized void registered(AgentID agent, AgentListener listener) {
    id = agent;
    master = listener;
    updates.registered(agent, listener);
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
        if (add(framework, executor, List.of(executor.launch(task)))) {
          executor.run(task);
        }
      } else {
        CommandExecutor executor = new CommandExecutor(launch, services);
        if (add(framework, executor, List.of(launch))) {
          executor.start();
        }
      }
    } catch (LaunchException e) {
      refuse(launch, e);
    }
  }

  @Override
  public void launchGroup(FrameworkInfo framework, ExecutorInfo wanted, TaskGroupInfo group) {
    try {
      if (wanted.getType() == ExecutorInfo.Type.CUSTOM) {
        CustomExecutor executor = customExecutor(framework, wanted);
        if (add(
            framework, executor, group.getTasksList().stream().map(executor::launch).toList())) {
          executor.run(group);
        }
      } else {
        DefaultExecutor executor = defaultExecutor(framework, wanted);
        List<TaskRun> runs = executor.add(group);
        if (add(framework, executor, runs.stream().map(TaskRun::launch).toList())) {
          executor.start(runs);
        }
      }
    } catch (LaunchException e) {
      for (TaskInfo task : group.getTasksList()) {
        refuse(new Launch(id, framework, task, wanted.getExecutorId(), Launch.newContainer()), e);
      }
    }
  }

  private synchronized CustomExecutor customExecutor(FrameworkInfo framework, ExecutorInfo wanted)
      throws LaunchException {
    TaskExecutor running = running(framework.getId(), wanted.getExecutorId());
    return running instanceof CustomExecutor custom && !custom.ended()
        ? custom
        : new CustomExecutor(info.toBuilder().setId(id).build(), framework, wanted, services);
  }

  private synchronized DefaultExecutor defaultExecutor(FrameworkInfo framework, ExecutorInfo wanted)
      throws LaunchException {
    return running(framework.getId(), wanted.getExecutorId()) instanceof DefaultExecutor existing
        ? existing
        : new DefaultExecutor(id, framework, wanted, services);
  }

  /** Null if there is none. */
  private synchronized TaskExecutor running(FrameworkID framework, ExecutorID executor) {
    FrameworkRecord record = frameworks.get(framework);
    return record == null ? null : record.executor(executor);
  }

  /**
   * @return false if the agent is closed
   */
  private synchronized boolean add(
      FrameworkInfo framework, TaskExecutor executor, List<Launch> launches) {
    if (closed) {
      return false;
    }
    FrameworkRecord record =
        frameworks.computeIfAbsent(framework.getId(), key -> new FrameworkRecord(framework));
    record.info(framework);
    record.add(executor);
    launches.forEach(launch -> record.add(new TaskRecord(executor, launch)));
    return true;
  }

  @Override
  public void kill(FrameworkID framework, TaskID task, Optional<KillPolicy> policy) {
    TaskRecord known;
    synchronized (this) {
      FrameworkRecord record = frameworks.get(framework);
      if (record == null) {
        return; // as in Mesos: no such framework here
      }
      known = record.task(task);
      if (known == null) {
        updates.add(framework, Refusals.unknownTask(id, record.info(), task));
        return;
      }
    }
    known.executor().kill(task, policy);
  }

  @Override
  public void acknowledge(FrameworkID framework, TaskID task, ByteString uuid) {
    TaskExecutor executor;
    synchronized (this) {
      TaskStatus status = updates.acknowledge(framework, task, uuid);
      FrameworkRecord record = frameworks.get(framework);
      if (status == null || record == null || record.task(task) == null) {
        return;
      }
      TaskRecord known = record.task(task);
      known.acknowledged(status);
      executor = known.executor();
      if (known.completed()) {
        removeIfDone(framework, executor);
      }
    }
    executor.acknowledged(task, uuid);
  }

  @Override
  public void message(FrameworkID framework, ExecutorID executor, ByteString data) {
    TaskExecutor running = running(framework, executor);
    if (running != null) {
      running.message(data);
    }
  }

  @Override
  public void shutdownExecutor(FrameworkID framework, ExecutorID executor) {
    TaskExecutor running = running(framework, executor);
    if (running != null) {
      running.shutdown();
    }
  }

  @Override
  public synchronized void updateFramework(FrameworkInfo framework) {
    FrameworkRecord record = frameworks.get(framework.getId());
    if (record != null) {
      record.info(framework);
      updates.resend(framework.getId());
    }
  }

  @Override
  public void shutdownFramework(FrameworkID framework) {
    Collection<TaskExecutor> executors = List.of();
    synchronized (this) {
      updates.forget(framework);
      FrameworkRecord record = frameworks.remove(framework);
      if (record != null) {
        executors = record.executors();
        remember(record);
      }
    }
    executors.forEach(TaskExecutor::discard);
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
    AgentListener listener;
    synchronized (this) {
      listener = master;
    }
    if (listener != null) {
      listener.stopped(id);
    }
    threads.inBackground(this::close);
  }

  @Override
  public void close() {
    List<TaskExecutor> running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      updates.close();
      operations.close();
      running = frameworks.values().stream().flatMap(f -> f.executors().stream()).toList();
      frameworks.clear();
    }
    List<TaskProcess> processes =
        running.stream().flatMap(executor -> executor.processes().stream()).toList();
    running.forEach(TaskExecutor::discard);
    processes.forEach(TaskProcess::removeContainer);
    Signal.endTrees(processes.stream().map(TaskProcess::pid).toList());
    services.leftovers().sweep();
    http.close();
    threads.close();
  }

  private void remember(FrameworkRecord record) {
    record.completeAll();
    completedFrameworks.addLast(record);
    if (completedFrameworks.size() > MAX_COMPLETED) {
      completedFrameworks.removeFirst();
    }
  }

  private synchronized <T> T read(Function<AgentSnapshot, T> reader) {
    return reader.apply(
        new AgentSnapshot(
            info.toBuilder().setId(id).build(),
            operations.total(),
            startTime,
            frameworks.values(),
            completedFrameworks,
            operations.pending()));
  }

  private void refuse(Launch launch, LaunchException why) {
    updates.add(launch.framework().getId(), Refusals.launch(launch, why));
  }

  private synchronized void send(Launch launch, TaskStatus status) {
    FrameworkRecord record = frameworks.get(launch.framework().getId());
    TaskRecord task = record == null ? null : record.task(launch.task().getTaskId());
    if (task != null) {
      task.add(status);
      updates.add(launch.framework().getId(), status);
    }
  }

  private ExecutorServices.Updates fromTasks() {
    return new ExecutorServices.Updates() {
      @Override
      public void send(Launch launch, TaskStatus status) {
        LocalAgent.this.send(launch, status);
      }

      @Override
      public void ended(FrameworkID framework, TaskExecutor executor) {
        if (executor instanceof CustomExecutor) {
          reportEnd(framework, executor);
        }
        removeIfDone(framework, executor);
      }
    };
  }

  private ExecutorApi.Executors fromExecutors() {
    return new ExecutorApi.Executors() {
      @Override
      public Optional<CustomExecutor> find(FrameworkID framework, ExecutorID executor) {
        return running(framework, executor) instanceof CustomExecutor custom
            ? Optional.of(custom)
            : Optional.empty();
      }

      @Override
      public void message(FrameworkID framework, ExecutorID executor, ByteString data) {
        AgentListener listener = master;
        if (listener != null) {
          listener.executorMessage(id, framework, executor, data);
        }
      }
    };
  }

  private synchronized void removeIfDone(FrameworkID framework, TaskExecutor executor) {
    FrameworkRecord record = frameworks.get(framework);
    if (record == null || !record.done(executor)) {
      return;
    }
    record.complete(executor);
    if (executor instanceof DefaultExecutor) {
      reportEnd(framework, executor);
    }
  }

  /** The default executor ends when its last update is acknowledged, a custom one when it exits. */
  private void reportEnd(FrameworkID framework, TaskExecutor executor) {
    AgentListener listener = master;
    if (listener != null && !closed) {
      listener.executorExited(
          id, framework, executor.info().getExecutorId(), executor.waitStatus());
    }
  }
}
