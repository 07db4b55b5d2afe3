package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.AgentListener;
import io.mesosbatch.local.StatusUpdates;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Task;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The frameworks, executors and tasks of an agent, and what is said about them to the master. Safe
 * for any thread. Executors call it while they hold their own locks, so it calls none of their
 * methods that take one.
 */
final class AgentTasks implements ExecutorServices.Updates, ExecutorApi.Executors {
  /** Mesos's own limit for frameworks that are gone. */
  private static final int MAX_COMPLETED = 50;

  private final Map<FrameworkID, FrameworkRecord> frameworks = new LinkedHashMap<>();
  private final Deque<FrameworkRecord> completed = new ArrayDeque<>();
  private final StatusUpdates updates;
  private AgentID agent;
  private volatile AgentListener master;
  private boolean closed;

  AgentTasks(StatusUpdates updates) {
    this.updates = updates;
  }

  synchronized void registered(AgentID id, AgentListener listener) {
    agent = id;
    master = listener;
    updates.registered(id, listener);
  }

  /**
   * @return false if the agent is closed
   */
  synchronized boolean add(FrameworkInfo framework, TaskExecutor executor, List<Launch> launches) {
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

  /** A task that gets no executor. */
  void refuse(Launch launch, LaunchException why) {
    updates.add(launch.framework().getId(), Refusals.launch(launch, why));
  }

  synchronized Optional<TaskExecutor> running(FrameworkID framework, ExecutorID executor) {
    return Optional.ofNullable(frameworks.get(framework)).map(record -> record.executor(executor));
  }

  @Override
  public Optional<CustomExecutor> find(FrameworkID framework, ExecutorID executor) {
    return running(framework, executor)
        .filter(CustomExecutor.class::isInstance)
        .map(CustomExecutor.class::cast);
  }

  /** The executor of a task; if there is none, the framework hears that the task is not here. */
  synchronized Optional<TaskExecutor> executorOf(FrameworkID framework, TaskID task) {
    FrameworkRecord record = frameworks.get(framework);
    if (record == null) {
      return Optional.empty(); // as in Mesos: no such framework here, nothing is said
    }
    TaskRecord known = record.task(task);
    if (known == null) {
      updates.add(framework, Refusals.unknownTask(agent, record.info(), task));
      return Optional.empty();
    }
    return Optional.of(known.executor());
  }

  @Override
  public synchronized void send(Launch launch, TaskStatus status) {
    FrameworkRecord record = frameworks.get(launch.framework().getId());
    TaskRecord task = record == null ? null : record.task(launch.task().getTaskId());
    if (task != null) {
      task.add(status);
      updates.add(launch.framework().getId(), status);
    }
  }

  /**
   * @return the executor that wants to hear of it; empty if the acknowledgement means nothing
   */
  synchronized Optional<TaskExecutor> acknowledge(
      FrameworkID framework, TaskID task, ByteString uuid) {
    TaskStatus status = updates.acknowledge(framework, task, uuid);
    FrameworkRecord record = frameworks.get(framework);
    if (status == null || record == null || record.task(task) == null) {
      return Optional.empty();
    }
    TaskRecord known = record.task(task);
    known.acknowledged(status);
    if (known.completed()) {
      removeIfDone(framework, known.executor());
    }
    return Optional.of(known.executor());
  }

  @Override
  public synchronized void ended(FrameworkID framework, TaskExecutor executor) {
    if (executor instanceof CustomExecutor) {
      reportEnd(framework, executor);
    }
    removeIfDone(framework, executor);
  }

  private void removeIfDone(FrameworkID framework, TaskExecutor executor) {
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
    if (master != null && !closed) {
      master.executorExited(
          agent, framework, executor.info().getExecutorId(), executor.waitStatus());
    }
  }

  @Override
  public void message(FrameworkID framework, ExecutorID executor, ByteString data) {
    AgentListener listener = master;
    if (listener != null) {
      listener.executorMessage(agent, framework, executor, data);
    }
  }

  synchronized void update(FrameworkInfo framework) {
    FrameworkRecord record = frameworks.get(framework.getId());
    if (record != null) {
      record.info(framework);
      updates.resend(framework.getId());
    }
  }

  /**
   * The framework is gone: nothing more is said to it.
   *
   * @return its executors, which are to be discarded
   */
  synchronized Collection<TaskExecutor> remove(FrameworkID framework) {
    updates.forget(framework);
    FrameworkRecord record = frameworks.remove(framework);
    if (record == null) {
      return List.of();
    }
    Collection<TaskExecutor> executors = record.executors();
    record.completeAll();
    completed.addLast(record);
    if (completed.size() > MAX_COMPLETED) {
      completed.removeFirst();
    }
    return executors;
  }

  /**
   * Says nothing more.
   *
   * @return all executors, which are to be discarded; empty if it was closed before
   */
  synchronized Optional<List<TaskExecutor>> close() {
    if (closed) {
      return Optional.empty();
    }
    closed = true;
    updates.close();
    List<TaskExecutor> all =
        frameworks.values().stream().flatMap(f -> f.executors().stream()).toList();
    frameworks.clear();
    return Optional.of(all);
  }

  synchronized List<FrameworkInfo> frameworks() {
    return frameworks.values().stream().map(FrameworkRecord::info).toList();
  }

  /** Those that the master must know: not terminal, or not acknowledged. */
  synchronized List<Task> tasks() {
    return frameworks.values().stream()
        .flatMap(framework -> framework.tasks().stream())
        .filter(task -> !task.completed())
        .map(TaskRecord::task)
        .toList();
  }

  /** Those that the master must know. */
  synchronized List<ExecutorInfo> executors() {
    return frameworks.values().stream()
        .flatMap(framework -> framework.executors().stream())
        .filter(executor -> !executor.generated())
        .map(TaskExecutor::info)
        .toList();
  }

  /**
   * @param reader gets the frameworks, and those that are gone; all stand still for it
   */
  synchronized <T> T read(
      BiFunction<Collection<FrameworkRecord>, Collection<FrameworkRecord>, T> reader) {
    return reader.apply(frameworks.values(), completed);
  }
}
