package io.mesosbatch.local;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Task;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.resources.Resources;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An agent that runs nothing: each task takes the time of the {@link Simulation}, then ends. */
public final class SimulatedAgent implements Agent {
  private record Key(FrameworkID framework, TaskID task) {}

  private record Running(
      FrameworkInfo framework,
      TaskInfo task,
      Optional<ExecutorID> executor,
      ScheduledFuture<?> end) {}

  private record Group(FrameworkID framework, ExecutorID executor) {}

  private final AgentContext context;
  private final Simulation simulation;
  private final Random random;
  private final StatusUpdates updates;
  private final Map<ByteString, Operation> operations = new LinkedHashMap<>();
  private final Map<Key, Running> running = new HashMap<>();

  /** Tasks that run under each executor of a task group. */
  private final Map<Group, ExecutorInfo> executors = new HashMap<>();

  private AgentInfo info;
  private Resources total;
  private AgentListener master;

  /**
   * @param spec with a simulation
   * @throws IllegalArgumentException if its resources or attributes cannot be read
   */
  public SimulatedAgent(AgentSpec spec, AgentContext context) {
    this.context = context;
    this.simulation = spec.simulation().orElseThrow();
    this.random = new Random(simulation.seed() + context.number());
    this.updates = new StatusUpdates(context.timers(), context.updateRetry());
    this.info = spec.toInfo(5051);
    this.total = Resources.of(info.getResourcesList());
  }

  @Override
  public synchronized AgentInfo info() {
    return info;
  }

  @Override
  public synchronized AgentState state() {
    List<FrameworkInfo> frameworks = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    running
        .values()
        .forEach(
            it -> {
              if (!frameworks.contains(it.framework)) {
                frameworks.add(it.framework);
              }
              tasks.add(task(it));
            });
    return new AgentState(
        total.toProto(),
        frameworks,
        tasks,
        List.copyOf(executors.values()),
        List.copyOf(operations.values()));
  }

  private static Task task(Running running) {
    Task.Builder task =
        Task.newBuilder()
            .setName(running.task.getName())
            .setTaskId(running.task.getTaskId())
            .setFrameworkId(running.framework.getId())
            .setAgentId(running.task.getAgentId())
            .setState(TaskState.TASK_RUNNING)
            .addAllResources(running.task.getResourcesList());
    running.executor.ifPresent(task::setExecutorId);
    return task.build();
  }

  @Override
  public void registered(AgentID id, AgentListener listener) {
    synchronized (this) {
      info = info.toBuilder().setId(id).build();
      master = listener;
    }
    updates.registered(id, listener);
    synchronized (this) {
      operations.values().forEach(this::send);
    }
  }

  @Override
  public synchronized void launch(FrameworkInfo framework, TaskInfo task) {
    run(
        framework,
        task,
        task.hasExecutor() ? Optional.of(task.getExecutor().getExecutorId()) : Optional.empty());
  }

  @Override
  public synchronized void launchGroup(
      FrameworkInfo framework, ExecutorInfo executor, TaskGroupInfo group) {
    executors.put(new Group(framework.getId(), executor.getExecutorId()), executor);
    for (TaskInfo task : group.getTasksList()) {
      run(framework, task, Optional.of(executor.getExecutorId()));
    }
  }

  private void run(FrameworkInfo framework, TaskInfo task, Optional<ExecutorID> executor) {
    Key key = new Key(framework.getId(), task.getTaskId());
    boolean fails = random.nextDouble() < simulation.failureRate();
    ScheduledFuture<?> end =
        context
            .timers()
            .schedule(
                () -> end(key, fails), simulation.taskDuration().toNanos(), TimeUnit.NANOSECONDS);
    Running now = new Running(framework, task, executor, end);
    running.put(key, now);
    send(now, TaskState.TASK_STARTING, "");
    send(now, TaskState.TASK_RUNNING, "");
  }

  private void end(Key key, boolean fails) {
    if (fails) {
      end(key, TaskState.TASK_FAILED, "Command exited with status 1");
    } else {
      end(key, TaskState.TASK_FINISHED, "Command exited with status 0");
    }
  }

  private synchronized void end(Key key, TaskState state, String message) {
    Running ended = running.remove(key);
    if (ended == null) {
      return;
    }
    ended.end.cancel(false);
    send(ended, state, message);
    ended.executor.ifPresent(executor -> exitIfIdle(key.framework, executor));
  }

  private void exitIfIdle(FrameworkID framework, ExecutorID executor) {
    boolean idle =
        running.values().stream()
            .noneMatch(
                it ->
                    it.framework.getId().equals(framework)
                        && it.executor.equals(Optional.of(executor)));
    if (idle && executors.remove(new Group(framework, executor)) != null) {
      master.executorExited(info.getId(), framework, executor, 0);
    }
  }

  private void send(Running of, TaskState state, String message) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(of.task.getTaskId())
            .setState(state)
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .setAgentId(info.getId())
            .setExecutorId(
                of.executor.orElseGet(
                    () -> ExecutorID.newBuilder().setValue(of.task.getTaskId().getValue()).build()))
            .setTimestamp(System.currentTimeMillis() / 1000.0)
            .setUuid(uuid());
    if (!message.isEmpty()) {
      status.setMessage(message);
    }
    updates.add(of.framework.getId(), status.build());
  }

  private static ByteString uuid() {
    UUID uuid = UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }

  @Override
  public synchronized void kill(FrameworkID framework, TaskID task, Optional<KillPolicy> policy) {
    Key key = new Key(framework, task);
    Running killed = running.get(key);
    if (killed == null) {
      return;
    }
    boolean tells =
        killed.framework.getCapabilitiesList().stream()
            .anyMatch(c -> c.getType() == FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
    if (tells) {
      send(killed, TaskState.TASK_KILLING, "");
    }
    end(key, TaskState.TASK_KILLED, "Command terminated with signal Terminated");
  }

  @Override
  public void acknowledge(FrameworkID framework, TaskID task, ByteString uuid) {
    updates.acknowledge(framework, task, uuid);
  }

  @Override
  public void message(FrameworkID framework, ExecutorID executor, ByteString data) {
    // nobody is there to read it
  }

  @Override
  public synchronized void shutdownExecutor(FrameworkID framework, ExecutorID executor) {
    for (Map.Entry<Key, Running> entry : List.copyOf(running.entrySet())) {
      if (entry.getKey().framework.equals(framework)
          && entry.getValue().executor.equals(Optional.of(executor))) {
        end(entry.getKey(), TaskState.TASK_KILLED, "Command terminated with signal Terminated");
      }
    }
  }

  @Override
  public void updateFramework(FrameworkInfo framework) {
    updates.resend(framework.getId());
  }

  @Override
  public synchronized void shutdownFramework(FrameworkID framework) {
    running
        .entrySet()
        .removeIf(
            entry -> {
              boolean ended = entry.getKey().framework.equals(framework);
              if (ended) {
                entry.getValue().end.cancel(false);
              }
              return ended;
            });
    executors.keySet().removeIf(group -> group.framework.equals(framework));
    updates.forget(framework);
  }

  @Override
  public synchronized void apply(Operation operation) {
    total = total.apply(operation.getInfo());
    if (operation.getInfo().hasId()) {
      OperationStatus status =
          OperationStatus.newBuilder()
              .setOperationId(operation.getInfo().getId())
              .setState(OperationState.OPERATION_FINISHED)
              .setUuid(io.mesosbatch.mesos.v1.UUID.newBuilder().setValue(uuid()))
              .setAgentId(info.getId())
              .build();
      Operation finished = operation.toBuilder().setLatestStatus(status).build();
      operations.put(operation.getUuid().getValue(), finished);
      send(finished);
    }
  }

  private void send(Operation finished) {
    master.operationUpdate(
        info.getId(),
        finished.getFrameworkId(),
        finished.getUuid().getValue(),
        finished.getLatestStatus());
  }

  @Override
  public synchronized void acknowledgeOperation(ByteString operationUuid, ByteString statusUuid) {
    operations.remove(operationUuid);
  }

  @Override
  public void shutdown() {
    AgentListener told = master;
    close();
    told.stopped(info.getId());
  }

  @Override
  public synchronized void close() {
    running.values().forEach(it -> it.end.cancel(false));
    running.clear();
    executors.clear();
    updates.close();
    operations.clear();
  }
}
