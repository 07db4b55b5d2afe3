package io.mesosbatch.local.master;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.TaskTemplate;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.Task;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A task that was launched, until its end is acknowledged. */
final class TaskEntry {
  final String framework;
  final RegisteredAgent agent;
  final Resources resources;

  /** Null under the command executor. */
  final ExecutorID executor;

  /** As it was before any status. */
  private final Task template;

  /** The newest state that the agent told; may be ahead of what the framework knows. */
  TaskState state;

  /** The state of the newest update that was sent to the framework. */
  TaskState updateState;

  ByteString updateUuid = ByteString.EMPTY;

  /** One for each state, the newest of that state. */
  final List<TaskStatus> statuses = new ArrayList<>(3);

  TaskEntry(Framework framework, RegisteredAgent agent, TaskInfo info, ExecutorID executor) {
    this.framework = framework.key;
    this.agent = agent;
    this.executor = executor;
    this.resources = Resources.of(info.getResourcesList());
    this.state = TaskState.TASK_STAGING;
    this.updateState = TaskState.TASK_STAGING;
    this.template = template(framework, info, executor);
  }

  /** A task that an agent brought along when it registered again. */
  TaskEntry(RegisteredAgent agent, Task task) {
    this.framework = task.getFrameworkId().getValue();
    this.agent = agent;
    this.executor = task.hasExecutorId() ? task.getExecutorId() : null;
    this.resources = Resources.of(task.getResourcesList());
    this.state = task.getState();
    this.updateState = task.hasStatusUpdateState() ? task.getStatusUpdateState() : state;
    this.updateUuid = task.getStatusUpdateUuid();
    this.statuses.addAll(task.getStatusesList());
    this.template = task;
  }

  private static Task template(Framework framework, TaskInfo info, ExecutorID executor) {
    Task.Builder task =
        TaskTemplate.of(info).setFrameworkId(framework.id).setAgentId(info.getAgentId());
    if (executor != null) {
      task.setExecutorId(executor);
    }
    return task.build();
  }

  String id() {
    return template.getTaskId().getValue();
  }

  Task template() {
    return template;
  }

  boolean terminal() {
    return TaskStates.terminal(state);
  }

  /** Takes in a status that goes to the framework now; the latest state may be ahead of it. */
  void update(TaskStatus status, TaskState latest) {
    if (!terminal()) {
      state = latest;
    }
    updateState = status.getState();
    updateUuid = status.getUuid();
    int last = statuses.size() - 1;
    if (last >= 0 && statuses.get(last).getState() == status.getState()) {
      statuses.remove(last);
    }
    statuses.add(status.hasData() ? status.toBuilder().clearData().build() : status);
  }

  Optional<TaskStatus> lastStatus() {
    return statuses.isEmpty() ? Optional.empty() : Optional.of(statuses.get(statuses.size() - 1));
  }

  Task toProto() {
    Task.Builder task = template.toBuilder().setState(state);
    task.clearStatuses().addAllStatuses(statuses);
    if (!updateUuid.isEmpty()) {
      task.setStatusUpdateState(updateState).setStatusUpdateUuid(updateUuid);
    }
    return task.build();
  }
}
