package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.List;

/** Answers RECONCILE (Mesos, "Reconciliation"). */
final class Reconciliation {
  private static final String PREFIX = "Reconciliation: ";

  private final Master master;

  Reconciliation(Master master) {
    this.master = master;
  }

  void reconcile(Framework framework, Call.Reconcile call) {
    if (call.getTasksCount() == 0) {
      for (TaskEntry task : List.copyOf(framework.tasks.values())) {
        framework.send(Statuses.update(latest(task)));
      }
    }
    call.getTasksList().forEach(task -> explicitly(framework, task));
  }

  void explicitly(Framework framework, Call.Reconcile.Task asked) {
    TaskEntry task = framework.tasks.get(asked.getTaskId().getValue());
    if (task != null) {
      framework.send(Statuses.update(latest(task)));
      return;
    }
    AgentID agent = asked.hasAgentId() ? asked.getAgentId() : null;
    if (master.registered.awaited(agent)) {
      return; // the agent may still come back and bring the task along
    }
    TaskState state = TaskState.TASK_UNKNOWN;
    String message = "Task is unknown";
    if (agent != null && master.agent(agent.getValue()) != null) {
      state = TaskState.TASK_GONE;
      message = "Task is unknown to the agent";
    } else if (agent != null && master.registered.isGone(agent)) {
      state = TaskState.TASK_GONE_BY_OPERATOR;
      message = "Task is gone";
    }
    Long unreachable = agent == null ? null : master.registered.unreachableSince(agent);
    if (unreachable != null) {
      state = TaskState.TASK_UNREACHABLE;
      message = "Task is unreachable";
    }
    if (!framework.capabilities.partitionAware()) {
      state = TaskState.TASK_LOST;
    }
    TaskStatus.Builder status =
        Statuses.ofMaster(
            asked.getTaskId(),
            agent,
            state,
            TaskStatus.Reason.REASON_RECONCILIATION,
            PREFIX + message);
    if (unreachable != null) {
      status.setUnreachableTime(Queries.time(unreachable));
    }
    framework.send(Statuses.update(status.build()));
  }

  private static TaskStatus latest(TaskEntry task) {
    TaskStatus.Builder status =
        Statuses.ofMaster(
            task.template().getTaskId(),
            task.agent.id,
            task.updateState,
            TaskStatus.Reason.REASON_RECONCILIATION,
            PREFIX + "Latest task state");
    if (task.executor != null) {
      status.setExecutorId(task.executor);
    }
    task.lastStatus().ifPresent(last -> copyCondition(last, status));
    return status.build();
  }

  /** What the last status says beyond the state: health, check and container. */
  static void copyCondition(TaskStatus from, TaskStatus.Builder to) {
    if (from.hasHealthy()) {
      to.setHealthy(from.getHealthy());
    }
    if (from.hasCheckStatus()) {
      to.setCheckStatus(from.getCheckStatus());
    }
    if (from.hasContainerStatus()) {
      to.setContainerStatus(from.getContainerStatus());
    }
  }
}
