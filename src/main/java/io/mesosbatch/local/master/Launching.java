package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import java.util.List;

/** LAUNCH and LAUNCH_GROUP: checks tasks, books their resources, hands them to the agent. */
final class Launching {
  private final Master master;

  Launching(Master master) {
    this.master = master;
  }

  void launch(Framework framework, Operation operation, Accepting.Remaining remaining) {
    List<TaskInfo> tasks = operation.getLaunch().getTaskInfosList();
    if (operation.hasId()) {
      String message = "The `id` field cannot be set on LAUNCH operations";
      error(framework, tasks, TaskStatus.Reason.REASON_TASK_INVALID, message);
      return;
    }
    for (TaskInfo task : tasks) {
      try {
        launch(framework, complete(framework, remaining.role, task), remaining);
      } catch (InvalidCall | InvalidResourceException e) {
        error(framework, List.of(task), TaskStatus.Reason.REASON_TASK_INVALID, e.getMessage());
      }
    }
  }

  /** Sets what frameworks may leave out. */
  private static TaskInfo complete(Framework framework, String role, TaskInfo task) {
    TaskInfo allocated = Allocated.to(role, task);
    if (!task.hasExecutor()) {
      return allocated;
    }
    ExecutorInfo.Builder executor = Allocated.to(role, task.getExecutor()).toBuilder();
    if (!executor.hasFrameworkId()) {
      executor.setFrameworkId(framework.id);
    }
    return allocated.toBuilder().setExecutor(executor).build();
  }

  private void launch(Framework framework, TaskInfo task, Accepting.Remaining remaining) {
    RegisteredAgent agent = remaining.agent;
    Resources available = remaining.resources.nonShared().plus(remaining.shared);
    Resources consumed = TaskRules.check(task, framework, agent, available);
    ExecutorID executor = null;
    if (task.hasExecutor()) {
      executor = task.getExecutor().getExecutorId();
      if (framework.executor(agent.key, executor.getValue()) == null) {
        master.tasks.add(framework, agent, task.getExecutor());
      }
    }
    master.tasks.add(framework, agent, task, executor);
    take(framework, consumed, remaining);
    agent.agent.launch(framework.info, task);
  }

  /** A shared volume stays with the rest: it can be used again, and counts once more each time. */
  private void take(Framework framework, Resources consumed, Accepting.Remaining remaining) {
    Resources shared = consumed.shared();
    Resources held = remaining.resources.shared();
    remaining.resources = remaining.resources.minus(consumed.nonShared());
    if (!shared.isEmpty()) {
      if (held.contains(shared)) {
        remaining.resources = remaining.resources.minus(shared);
      } else {
        master.allocator.shares.add(remaining.role, framework.key, shared);
      }
    }
  }

  void launchGroup(Framework framework, Operation operation, Accepting.Remaining remaining) {
    TaskGroupInfo given = operation.getLaunchGroup().getTaskGroup();
    TaskStatus.Reason reason = TaskStatus.Reason.REASON_TASK_GROUP_INVALID;
    if (operation.hasId()) {
      String message = "The `id` field cannot be set on LAUNCH_GROUP operations";
      error(framework, given.getTasksList(), reason, message);
      return;
    }
    RegisteredAgent agent = remaining.agent;
    ExecutorInfo executor = Allocated.to(remaining.role, operation.getLaunchGroup().getExecutor());
    TaskGroupInfo.Builder tasks = TaskGroupInfo.newBuilder();
    for (TaskInfo task : given.getTasksList()) {
      TaskInfo.Builder complete = Allocated.to(remaining.role, task).toBuilder();
      if (task.hasExecutor()) {
        complete.setExecutor(Allocated.to(remaining.role, task.getExecutor()));
      } else {
        complete.setExecutor(executor);
      }
      tasks.addTasks(complete);
    }
    TaskGroupInfo group = tasks.build();
    Resources consumed;
    try {
      consumed = TaskRules.check(group, executor, framework, agent, remaining.resources);
    } catch (InvalidCall | InvalidResourceException e) {
      error(framework, given.getTasksList(), reason, e.getMessage());
      return;
    }
    if (framework.executor(agent.key, executor.getExecutorId().getValue()) == null) {
      master.tasks.add(framework, agent, executor);
    }
    for (TaskInfo task : group.getTasksList()) {
      master.tasks.add(framework, agent, task, executor.getExecutorId());
    }
    remaining.resources = remaining.resources.minus(consumed);
    agent.agent.launchGroup(framework.info, executor, group);
  }

  private static void error(
      Framework framework, List<TaskInfo> tasks, TaskStatus.Reason reason, String message) {
    Accepting.refuse(framework, tasks, TaskState.TASK_ERROR, reason, message);
  }
}
