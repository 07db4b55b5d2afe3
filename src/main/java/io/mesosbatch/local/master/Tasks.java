package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The life of tasks and executors from launch to acknowledged end. */
final class Tasks {
  private final Master master;

  Tasks(Master master) {
    this.master = master;
  }

  void add(Framework framework, RegisteredAgent agent, TaskInfo info, ExecutorID executor) {
    put(framework, new TaskEntry(framework, agent, info, executor));
  }

  void put(Framework framework, TaskEntry task) {
    framework.tasks.put(task.id(), task);
    task.agent
        .tasks
        .computeIfAbsent(framework.key, key -> new LinkedHashMap<>())
        .put(task.id(), task);
  }

  void add(Framework framework, RegisteredAgent agent, ExecutorInfo info) {
    String id = info.getExecutorId().getValue();
    ExecutorEntry entry = new ExecutorEntry(info, Resources.of(info.getResourcesList()));
    agent.executors.computeIfAbsent(framework.key, key -> new LinkedHashMap<>()).put(id, entry);
    framework.executors.computeIfAbsent(agent.key, key -> new LinkedHashMap<>()).put(id, entry);
  }

  /** A status from an agent: passes it on, and frees the resources at the end of the task. */
  void update(RegisteredAgent agent, String frameworkId, TaskStatus given, TaskState latest) {
    TaskStatus status = agent.draining ? drained(given) : given;
    Framework framework = master.framework(frameworkId);
    if (framework != null) {
      framework.send(Statuses.update(status));
    }
    TaskEntry task = agent.task(frameworkId, status.getTaskId().getValue());
    if (task == null) {
      return;
    }
    boolean ended = task.terminal();
    task.update(status, latest);
    if (!ended && task.terminal()) {
      recover(framework, task);
    }
  }

  /** Mesos does the same on the agent, so that nobody takes it for the task's own end. */
  private static TaskStatus drained(TaskStatus status) {
    boolean killed =
        status.getState() == TaskState.TASK_KILLING || status.getState() == TaskState.TASK_KILLED;
    return killed
        ? status.toBuilder().setReason(TaskStatus.Reason.REASON_AGENT_DRAINING).build()
        : status;
  }

  private void recover(Framework framework, TaskEntry task) {
    if (framework != null) {
      master.offers.recover(framework, task.agent, role(task.resources), task.resources);
    }
  }

  /** The role that resources in use are allocated to; they have one and the same. */
  static String role(Resources resources) {
    var list = resources.toProto();
    return list.isEmpty() ? "*" : list.get(0).getAllocationInfo().getRole();
  }

  void acknowledge(Framework framework, Call.Acknowledge acknowledge) {
    RegisteredAgent agent = master.agent(acknowledge.getAgentId().getValue());
    if (agent == null) {
      return;
    }
    TaskEntry task = agent.task(framework.key, acknowledge.getTaskId().getValue());
    if (task != null) {
      boolean current = task.updateUuid.equals(acknowledge.getUuid());
      if (current && TaskStates.terminal(task.updateState)) {
        remove(framework, task);
      }
    }
    agent.agent.acknowledge(framework.id, acknowledge.getTaskId(), acknowledge.getUuid());
  }

  /** Forgets a task; if it has not ended, its resources are freed. */
  void remove(Framework framework, TaskEntry task) {
    if (!task.terminal()) {
      recover(framework, task);
    }
    framework.tasks.remove(task.id(), task);
    framework.complete(task);
    Map<String, TaskEntry> ofFramework = task.agent.tasks.get(framework.key);
    if (ofFramework != null) {
      ofFramework.remove(task.id(), task);
      if (ofFramework.isEmpty()) {
        task.agent.tasks.remove(framework.key);
      }
    }
  }

  /** Null if there was no such executor. */
  ExecutorEntry removeExecutor(Framework framework, RegisteredAgent agent, String executor) {
    Map<String, ExecutorEntry> onAgent = agent.executors.get(framework.key);
    ExecutorEntry entry = onAgent == null ? null : onAgent.remove(executor);
    if (entry == null) {
      return null;
    }
    if (onAgent.isEmpty()) {
      agent.executors.remove(framework.key);
    }
    framework.executors.get(agent.key).remove(executor);
    Resources resources = entry.resources();
    master.offers.recover(framework, agent, role(resources), resources);
    return entry;
  }

  void executorExited(RegisteredAgent agent, String frameworkId, ExecutorID executor, int status) {
    Framework framework = master.framework(frameworkId);
    if (framework == null) {
      return;
    }
    removeExecutor(framework, agent, executor.getValue());
    framework.send(
        Event.newBuilder()
            .setType(Event.Type.FAILURE)
            .setFailure(
                Event.Failure.newBuilder()
                    .setAgentId(agent.id)
                    .setExecutorId(executor)
                    .setStatus(status))
            .build());
  }

  void kill(Framework framework, Call.Kill kill) {
    TaskID id = kill.getTaskId();
    TaskEntry task = framework.tasks.get(id.getValue());
    if (task == null) {
      Call.Reconcile.Task.Builder unknown = Call.Reconcile.Task.newBuilder().setTaskId(id);
      if (kill.hasAgentId()) {
        unknown.setAgentId(kill.getAgentId());
      }
      master.reconciliation.explicitly(framework, unknown.build());
    } else if (!kill.hasAgentId() || kill.getAgentId().equals(task.agent.id)) {
      task.agent.agent.kill(
          framework.id,
          id,
          kill.hasKillPolicy() ? Optional.of(kill.getKillPolicy()) : Optional.empty());
    }
  }

  void shutdownExecutor(Framework framework, Call.Shutdown shutdown) {
    RegisteredAgent agent = master.agent(shutdown.getAgentId().getValue());
    if (agent != null) {
      agent.agent.shutdownExecutor(framework.id, shutdown.getExecutorId());
    }
  }

  void message(Framework framework, Call.Message message) {
    RegisteredAgent agent = master.agent(message.getAgentId().getValue());
    if (agent != null) {
      agent.agent.message(framework.id, message.getExecutorId(), message.getData());
    }
  }
}
