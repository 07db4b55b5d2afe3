package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.resources.Resources;
import java.util.Optional;

/** What an executor must fulfil. */
final class ExecutorRules {
  private ExecutorRules() {}

  /**
   * @return its resources
   * @throws InvalidCall with a message for the framework
   */
  static Resources check(ExecutorInfo executor, Framework framework, RegisteredAgent agent) {
    checkType(executor);
    String id = executor.getExecutorId().getValue();
    Optional<String> problem = Ids.problem(id);
    if (problem.isPresent()) {
      throw new InvalidCall(problem.get());
    }
    if (executor.getShutdownGracePeriod().getNanoseconds() < 0) {
      throw new InvalidCall("ExecutorInfo's 'shutdown_grace_period' must be non-negative");
    }
    if (!executor.hasFrameworkId()) {
      throw new InvalidCall("'ExecutorInfo.framework_id' must be set");
    }
    if (!executor.getFrameworkId().equals(framework.id)) {
      throw new InvalidCall(
          "ExecutorInfo has an invalid FrameworkID (Actual: "
              + executor.getFrameworkId().getValue()
              + " vs Expected: "
              + framework.key
              + ")");
    }
    Resources resources = ResourceRules.check("Executor", executor.getResourcesList());
    if (!resources.shared().isEmpty()) {
      throw new InvalidCall(
          "Executor resources " + resources + " should not contain any shared resources");
    }
    ExecutorEntry known = framework.executor(agent.key, id);
    if (known != null && !known.info().equals(executor)) {
      throw new InvalidCall(
          "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.");
    }
    return resources;
  }

  private static void checkType(ExecutorInfo executor) {
    if (executor.getType() == ExecutorInfo.Type.CUSTOM && !executor.hasCommand()) {
      throw new InvalidCall("'ExecutorInfo.command' must be set for 'CUSTOM' executor");
    }
    if (executor.getType() != ExecutorInfo.Type.DEFAULT) {
      return;
    }
    if (executor.hasCommand()) {
      throw new InvalidCall("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
    }
    if (executor.hasContainer() && executor.getContainer().getType() != ContainerInfo.Type.MESOS) {
      throw new InvalidCall("'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor");
    }
  }
}
