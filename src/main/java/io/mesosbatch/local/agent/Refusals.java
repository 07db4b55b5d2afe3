package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.TaskStatus.Source;

/** The updates of tasks that never had an executor. */
final class Refusals {
  private Refusals() {}

  static TaskStatus launch(Launch launch, LaunchException why) {
    return TaskStatuses.create(launch, TaskState.TASK_FAILED, Source.SOURCE_AGENT)
        .setReason(Reason.REASON_CONTAINER_LAUNCH_FAILED)
        .setMessage("Failed to launch container: " + why.getMessage())
        .build();
  }

  static TaskStatus unknownTask(AgentID agent, FrameworkInfo framework, TaskID task) {
    boolean partitionAware =
        framework.getCapabilitiesList().stream()
            .anyMatch(c -> c.getType() == Capability.Type.PARTITION_AWARE);
    return TaskStatus.newBuilder()
        .setTaskId(task)
        .setState(partitionAware ? TaskState.TASK_DROPPED : TaskState.TASK_LOST)
        .setSource(Source.SOURCE_AGENT)
        .setReason(Reason.REASON_EXECUTOR_TERMINATED)
        .setMessage("Cannot find executor")
        .setAgentId(agent)
        .setTimestamp(TaskStatuses.now())
        .setUuid(TaskStatuses.uuid())
        .build();
  }
}
