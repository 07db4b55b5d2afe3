package io.mesosbatch.local.agent;

import io.mesosbatch.local.TaskTemplate;
import io.mesosbatch.mesos.v1.Task;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;

/** A task as the agent reports it, with its statuses so far. Not safe for threads. */
final class TaskRecord {
  private final TaskExecutor executor;
  private final Launch launch;
  private final Task.Builder task;
  private boolean acknowledged;

  TaskRecord(TaskExecutor executor, Launch launch) {
    this.executor = executor;
    this.launch = launch;
    this.task = newTask(executor, launch);
  }

  TaskExecutor executor() {
    return executor;
  }

  Launch launch() {
    return launch;
  }

  /** Keeps the newest status of each state, also those that the master has not seen yet. */
  void add(TaskStatus status) {
    for (int i = 0; i < task.getStatusesCount(); i++) {
      if (task.getStatuses(i).getState() == status.getState()) {
        task.removeStatuses(i);
        break;
      }
    }
    task.setState(status.getState()).addStatuses(status);
  }

  TaskState state() {
    return task.getState();
  }

  Task task() {
    return task.build();
  }

  /** Its framework is gone; nobody is told. */
  void killed() {
    if (!TaskStatuses.isTerminal(state())) {
      task.setState(TaskState.TASK_KILLED);
    }
  }

  void acknowledged(TaskStatus status) {
    task.setStatusUpdateState(status.getState()).setStatusUpdateUuid(status.getUuid());
    acknowledged = TaskStatuses.isTerminal(status.getState());
  }

  /** Whether the terminal update has been acknowledged: the agent may forget the task. */
  boolean completed() {
    return acknowledged;
  }

  private static Task.Builder newTask(TaskExecutor executor, Launch launch) {
    TaskInfo info = launch.task();
    Task.Builder task =
        TaskTemplate.of(info)
            .setFrameworkId(launch.framework().getId())
            .setAgentId(launch.agent())
            .putAllLimits(info.getLimitsMap());
    if (!executor.generated()) {
      task.setExecutorId(launch.executor());
    }
    return task;
  }
}
