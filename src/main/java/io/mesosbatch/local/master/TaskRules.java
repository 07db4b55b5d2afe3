package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.Resources;
import java.util.Map;
import java.util.Optional;

/** What a task must fulfil before the master gives it to an agent. */
final class TaskRules {
  private static final long MIN_EXECUTOR_CPU_MILLIS = 10;
  private static final long MIN_EXECUTOR_MEM_MILLIS = 32_000;

  private TaskRules() {}

  /**
   * @return what the task takes of what is available, with its executor if that is new
   * @throws InvalidCall with a message for the framework
   */
  static Resources check(
      TaskInfo task, Framework framework, RegisteredAgent agent, Resources available) {
    Resources resources = checkTask(task, framework, agent);
    if (task.hasExecutor() == task.hasCommand()) {
      throw new InvalidCall(
          "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present");
    }
    Resources total = resources;
    if (task.hasExecutor()) {
      ExecutorInfo executor = task.getExecutor();
      Resources ofExecutor = ExecutorRules.check(executor, framework, agent);
      if (executor.hasType() && executor.getType() != ExecutorInfo.Type.CUSTOM) {
        throw new InvalidCall("'ExecutorInfo.type' must be 'CUSTOM'");
      }
      if (!executor.hasCommand()) {
        throw new InvalidCall("'ExecutorInfo.command' must be set");
      }
      total = withNew(executor, ofExecutor, total, framework, agent);
      ResourceRules.checkMix("Task and its executor", total);
    }
    if (!available.contains(total)) {
      throw new InvalidCall(
          "Total resources "
              + total
              + " required by task and its executor is more than available "
              + available);
    }
    return total;
  }

  private static Resources withNew(
      ExecutorInfo executor,
      Resources resources,
      Resources total,
      Framework framework,
      RegisteredAgent agent) {
    boolean known = framework.executor(agent.key, executor.getExecutorId().getValue()) != null;
    return known ? total : total.plus(resources);
  }

  /** The same for a task group. */
  static Resources check(
      TaskGroupInfo group,
      ExecutorInfo executor,
      Framework framework,
      RegisteredAgent agent,
      Resources available) {
    Resources total = Resources.EMPTY;
    for (TaskInfo task : group.getTasksList()) {
      try {
        total = total.plus(checkTask(task, framework, agent));
        checkGroupTask(task, executor);
      } catch (InvalidCall e) {
        throw new InvalidCall(
            "Task '" + task.getTaskId().getValue() + "' is invalid: " + e.getMessage());
      }
    }
    Resources ofExecutor = ExecutorRules.check(executor, framework, agent);
    checkGroupExecutor(executor, ofExecutor);
    total = withNew(executor, ofExecutor, total, framework, agent);
    ResourceRules.checkMix("Task group and executor", total);
    if (!available.contains(total)) {
      throw new InvalidCall(
          "Total resources "
              + total
              + " required by task group and its executor are more than available "
              + available);
    }
    return total;
  }

  private static void checkGroupTask(TaskInfo task, ExecutorInfo executor) {
    if (!task.getExecutor().equals(executor)) {
      throw new InvalidCall(
          "its `ExecutorInfo` is different from executor '"
              + executor.getExecutorId().getValue()
              + "'");
    }
    if (task.getContainer().getType() == ContainerInfo.Type.DOCKER && task.hasContainer()) {
      throw new InvalidCall("Docker ContainerInfo is not supported on the task");
    }
  }

  private static void checkGroupExecutor(ExecutorInfo executor, Resources resources) {
    String name = "Executor '" + executor.getExecutorId().getValue() + "'";
    if (!executor.hasType()) {
      throw new InvalidCall("'ExecutorInfo.type' must be set");
    }
    if (resources.scalarMillis("cpus") < MIN_EXECUTOR_CPU_MILLIS) {
      throw new InvalidCall(name + " uses less CPUs than the minimum required (0.01)");
    }
    if (resources.scalarMillis("mem") < MIN_EXECUTOR_MEM_MILLIS) {
      throw new InvalidCall(name + " uses less memory than the minimum required (32MB)");
    }
    if (resources.scalarMillis("disk") == 0) {
      throw new InvalidCall(name + " uses no disk");
    }
  }

  private static Resources checkTask(TaskInfo task, Framework framework, RegisteredAgent agent) {
    String id = task.getTaskId().getValue();
    Optional<String> problem = Ids.problem(id);
    if (problem.isPresent()) {
      throw new InvalidCall(problem.get());
    }
    if (framework.tasks.containsKey(id)) {
      throw new InvalidCall("Task has duplicate ID: " + id);
    }
    if (!task.getAgentId().equals(agent.id)) {
      throw new InvalidCall(
          "Task uses invalid agent "
              + task.getAgentId().getValue()
              + " while agent "
              + agent.key
              + " is expected");
    }
    if (task.getKillPolicy().getGracePeriod().getNanoseconds() < 0) {
      throw new InvalidCall("Task's 'kill_policy.grace_period' must be non-negative");
    }
    if (task.getMaxCompletionTime().getNanoseconds() < 0) {
      throw new InvalidCall("Task's `max_completion_time` must be non-negative");
    }
    CheckRules.check(task);
    if (task.getResourcesCount() == 0) {
      throw new InvalidCall("Task uses no resources");
    }
    Resources resources = ResourceRules.check("Task", task.getResourcesList());
    checkLimits(task, resources);
    return resources;
  }

  private static void checkLimits(TaskInfo task, Resources resources) {
    for (Map.Entry<String, Value.Scalar> limit : task.getLimitsMap().entrySet()) {
      String name = limit.getKey();
      if (!name.equals("cpus") && !name.equals("mem")) {
        throw new InvalidCall("Only cpus and mem may be included in a task's resource limits");
      }
      double value = limit.getValue().getValue();
      if (!Double.isInfinite(value) && FixedPoint.toMillis(value) < resources.scalarMillis(name)) {
        throw new InvalidCall(
            "The " + name + " limit must be greater than or equal to the " + name + " request");
      }
    }
  }
}
