package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;

/** Status updates that come from the master itself: without uuid, so without acknowledgement. */
final class Statuses {
  private Statuses() {}

  static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  /**
   * @param agent null if not known
   */
  static TaskStatus.Builder ofMaster(
      TaskID task, AgentID agent, TaskState state, TaskStatus.Reason reason, String message) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(task)
            .setState(state)
            .setMessage(message)
            .setSource(TaskStatus.Source.SOURCE_MASTER)
            .setReason(reason)
            .setTimestamp(now());
    if (agent != null) {
      status.setAgentId(agent);
    }
    return status;
  }

  static Event update(TaskStatus status) {
    return Event.newBuilder()
        .setType(Event.Type.UPDATE)
        .setUpdate(Event.Update.newBuilder().setStatus(status))
        .build();
  }
}
