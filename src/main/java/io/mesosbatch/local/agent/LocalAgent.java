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
  private AgentListener master;
  private boolean closed;

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
            this::send,
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
            .filter(TaskExecutor::reportsEnd)
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
        throw LaunchException.customExecutor();
      }
      CommandExecutor executor = new CommandExecutor(launch, services);
      if (add(framework, executor, executor.runs())) {
        executor.start(services.containerizer());
      }
    } catch (LaunchException e) {
      refuse(launch, e);
    }
  }

  @Override
  public void launchGroup(FrameworkInfo framework, ExecutorInfo wanted, TaskGroupInfo group) {
    try {
      if (wanted.getType() == ExecutorInfo.Type.CUSTOM) {
        throw LaunchException.customExecutor();
      }
      DefaultExecutor executor = executorFor(framework, wanted);
      List<TaskRun> runs = executor.add(group);
      if (add(framework, executor, runs)) {
        executor.start(runs);
      }
    } catch (LaunchException e) {
      for (TaskInfo task : group.getTasksList()) {
        refuse(new Launch(id, framework, task, wanted.getExecutorId(), Launch.newContainer()), e);
      }
    }
  }

  private synchronized DefaultExecutor executorFor(FrameworkInfo framework, ExecutorInfo wanted)
      throws LaunchException {
    FrameworkRecord record = frameworks.get(framework.getId());
    if (record != null
        && record.executor(wanted.getExecutorId()) instanceof DefaultExecutor running) {
      return running;
    }
    return new DefaultExecutor(id, framework, wanted, services);
  }

  /**
   * @return false if the agent is closed
   */
  private synchronized boolean add(
      FrameworkInfo framework, TaskExecutor executor, Collection<TaskRun> runs) {
    if (closed) {
      return false;
    }
    FrameworkRecord record =
        frameworks.computeIfAbsent(framework.getId(), key -> new FrameworkRecord(framework));
    record.info(framework);
    record.add(executor);
    for (TaskRun run : runs) {
      record.add(new TaskRecord(executor, run.launch()));
      run.end().thenRun(() -> removeIfDone(framework.getId(), executor));
    }
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
  public synchronized void acknowledge(FrameworkID framework, TaskID task, ByteString uuid) {
    TaskStatus status = updates.acknowledge(framework, task, uuid);
    FrameworkRecord record = frameworks.get(framework);
    if (status == null || record == null || record.task(task) == null) {
      return;
    }
    TaskRecord known = record.task(task);
    known.acknowledged(status);
    if (known.completed()) {
      removeIfDone(framework, known.executor());
    }
  }

  @Override
  public void message(FrameworkID framework, ExecutorID executor, ByteString data) {
    // neither the command executor nor the default executor takes messages
  }

  @Override
  public void shutdownExecutor(FrameworkID framework, ExecutorID executor) {
    TaskExecutor running;
    synchronized (this) {
      FrameworkRecord record = frameworks.get(framework);
      running = record == null ? null : record.executor(executor);
    }
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
    List<TaskRun> running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      updates.close();
      operations.close();
      running =
          frameworks.values().stream()
              .flatMap(framework -> framework.executors().stream())
              .flatMap(executor -> executor.runs().stream())
              .toList();
      frameworks.clear();
    }
    List<TaskProcess> processes = running.stream().flatMap(run -> run.process().stream()).toList();
    running.forEach(TaskRun::discard);
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

  private synchronized void removeIfDone(FrameworkID framework, TaskExecutor executor) {
    FrameworkRecord record = frameworks.get(framework);
    if (record == null
        || record.executor(executor.info().getExecutorId()) != executor
        || !record.done(executor)) {
      return;
    }
    record.complete(executor);
    if (executor.reportsEnd()) {
      master.executorExited(id, framework, executor.info().getExecutorId(), 0);
    }
  }
}
