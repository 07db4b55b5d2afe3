package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import java.util.UUID;

/**
 * A task to run.
 *
 * @param agent where
 * @param executor the command executor's id is the task's
 * @param container with a parent if the task is in a group
 */
record Launch(
    AgentID agent,
    FrameworkInfo framework,
    TaskInfo task,
    ExecutorID executor,
    ContainerID container) {

  static ContainerID newContainer() {
    return ContainerID.newBuilder().setValue(UUID.randomUUID().toString()).build();
  }

  boolean inDocker() {
    return task.hasContainer() && task.getContainer().getType() == ContainerInfo.Type.DOCKER;
  }

  boolean nested() {
    return container.hasParent();
  }

  String taskId() {
    return task.getTaskId().getValue();
  }

  boolean frameworkCan(FrameworkInfo.Capability.Type capability) {
    return framework.getCapabilitiesList().stream().anyMatch(c -> c.getType() == capability);
  }

  /** The role that the task's resources are allocated to (rule: one role a task). */
  String allocationRole() {
    return task.getResourcesCount() == 0 ? "*" : task.getResources(0).getAllocationInfo().getRole();
  }
}
