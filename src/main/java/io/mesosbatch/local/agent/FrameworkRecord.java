package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.TaskID;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A framework with its executors and tasks on one agent. Not safe for threads. */
final class FrameworkRecord {
  /** An executor that is gone, with the tasks it had. */
  record Completed(TaskExecutor executor, List<TaskRecord> tasks) {}

  /** Mesos's default for max_completed_executors_per_framework. */
  private static final int MAX_COMPLETED = 150;

  private final Map<ExecutorID, TaskExecutor> executors = new LinkedHashMap<>();
  private final Map<TaskID, TaskRecord> tasks = new LinkedHashMap<>();
  private final Deque<Completed> completed = new ArrayDeque<>();
  private FrameworkInfo info;

  FrameworkRecord(FrameworkInfo info) {
    this.info = info;
  }

  FrameworkInfo info() {
    return info;
  }

  void info(FrameworkInfo info) {
    this.info = info;
  }

  /** Null if there is none. */
  TaskExecutor executor(ExecutorID id) {
    return executors.get(id);
  }

  Collection<TaskExecutor> executors() {
    return List.copyOf(executors.values());
  }

  Collection<TaskRecord> tasks() {
    return tasks.values();
  }

  Collection<Completed> completed() {
    return completed;
  }

  /** Null if there is none. */
  TaskRecord task(TaskID id) {
    return tasks.get(id);
  }

  List<TaskRecord> tasksOf(TaskExecutor executor) {
    // most executors are command executors, whose id is that of their only task
    if (executor instanceof CommandExecutor) {
      TaskID id = TaskID.newBuilder().setValue(executor.info().getExecutorId().getValue()).build();
      TaskRecord task = tasks.get(id);
      return task == null ? List.of() : List.of(task);
    }
    return tasks.values().stream().filter(task -> task.executor() == executor).toList();
  }

  void add(TaskExecutor executor) {
    executors.put(executor.info().getExecutorId(), executor);
  }

  void add(TaskRecord task) {
    tasks.put(task.launch().task().getTaskId(), task);
  }

  /** Whether nothing of this executor runs or waits for an acknowledgement. */
  boolean done(TaskExecutor executor) {
    boolean known =
        executor(executor.info().getExecutorId()) == executor || !tasksOf(executor).isEmpty();
    return known && executor.ended() && tasksOf(executor).stream().allMatch(TaskRecord::completed);
  }

  void complete(TaskExecutor executor) {
    List<TaskRecord> its = tasksOf(executor);
    its.forEach(task -> tasks.remove(task.launch().task().getTaskId()));
    executors.remove(executor.info().getExecutorId(), executor);
    completed.addLast(new Completed(executor, its));
    if (completed.size() > MAX_COMPLETED) {
      completed.removeFirst();
    }
  }

  /** The framework is gone: what still runs is about to be killed. */
  void completeAll() {
    tasks.values().forEach(TaskRecord::killed);
    executors().forEach(this::complete);
  }
}
