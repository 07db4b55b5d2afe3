package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;

/** The ends of attempts that no agent tells of. */
final class OwnStatuses {
  private OwnStatuses() {}

  static TaskStatus frameworkRemoved(String why) {
    return lost(TaskStatus.Reason.REASON_FRAMEWORK_REMOVED, why);
  }

  static TaskStatus givenUp(long seconds, String agentId) {
    return lost(
        TaskStatus.Reason.REASON_AGENT_DISCONNECTED,
        "given up after " + seconds + " s unreachable on agent " + agentId);
  }

  /** The agent only knows that it was told to kill the task. */
  static TaskStatus outOfTime(TaskStatus status, String why) {
    return status.toBuilder()
        .setMessage("Killed because it " + why + ": " + status.getMessage())
        .build();
  }

  /** Killed by us for the sake of its agent: no failure. */
  static TaskStatus moved(TaskStatus status, String why) {
    return status.toBuilder()
        .setReason(TaskStatus.Reason.REASON_AGENT_DRAINING)
        .setMessage(why)
        .build();
  }

  /** As it would be if a task were moved. */
  static TaskStatus moved() {
    return moved(killed(TaskState.TASK_KILLED).build(), "");
  }

  static TaskStatus moving(String why) {
    return moved(killed(TaskState.TASK_KILLING).build(), why);
  }

  private static TaskStatus.Builder killed(TaskState state) {
    return TaskStatus.newBuilder().setTaskId(TaskID.newBuilder().setValue("")).setState(state);
  }

  private static TaskStatus lost(TaskStatus.Reason reason, String message) {
    return TaskStatus.newBuilder()
        .setTaskId(TaskID.newBuilder().setValue(""))
        .setState(TaskState.TASK_LOST)
        .setReason(reason)
        .setMessage(message)
        .build();
  }
}
