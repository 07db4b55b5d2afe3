package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;

/** Updates. */
final class Statuses {
  private Statuses() {}

  static TaskStatus.Builder of(String taskId, String agentId, TaskState state) {
    return TaskStatus.newBuilder()
        .setTaskId(TaskID.newBuilder().setValue(taskId))
        .setAgentId(AgentID.newBuilder().setValue(agentId))
        .setState(state);
  }

  /** Without uuid: it is neither acknowledged nor sent again. */
  static TaskStatus ofMaster(
      String taskId, String agentId, TaskState state, TaskStatus.Reason reason) {
    return of(taskId, agentId, state)
        .setSource(TaskStatus.Source.SOURCE_MASTER)
        .setReason(reason)
        .build();
  }
}
