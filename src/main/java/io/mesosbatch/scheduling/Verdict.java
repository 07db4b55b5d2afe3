package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.TaskStatus;

/** What a status means for the attempt that it is about (design rule 21). */
enum Verdict {
  /** The attempt goes on. */
  GOING_ON,
  FINISHED,
  /** By the task's own fault: counts against its attempts. */
  FAILED,
  /** The same would happen again: no further attempt. */
  HOPELESS,
  /** Not the task's fault: another attempt that does not count. */
  FREE;

  static Verdict of(TaskStatus status) {
    return switch (status.getState()) {
      case TASK_STAGING,
          TASK_STARTING,
          TASK_RUNNING,
          TASK_KILLING,
          TASK_UNREACHABLE,
          TASK_UNKNOWN ->
          GOING_ON;
      case TASK_FINISHED -> FINISHED;
      case TASK_LOST, TASK_DROPPED, TASK_GONE, TASK_GONE_BY_OPERATOR -> FREE;
      case TASK_FAILED, TASK_KILLED -> free(status) ? FREE : FAILED;
      case TASK_ERROR -> free(status) ? FREE : HOPELESS;
    };
  }

  /** Reasons that lie with the master, the agent or the operator. */
  private static boolean free(TaskStatus status) {
    return switch (status.getReason()) {
      case REASON_AGENT_DRAINING,
          REASON_AGENT_REMOVED,
          REASON_AGENT_REMOVED_BY_OPERATOR,
          REASON_AGENT_RESTARTED,
          REASON_AGENT_DISCONNECTED,
          REASON_AGENT_UNKNOWN,
          REASON_CONTAINER_PREEMPTED,
          REASON_EXECUTOR_REREGISTRATION_TIMEOUT,
          REASON_EXECUTOR_UNREGISTERED,
          REASON_FRAMEWORK_REMOVED,
          REASON_INVALID_OFFERS,
          REASON_MASTER_DISCONNECTED,
          REASON_RESOURCES_UNKNOWN ->
          true;
      default -> false;
    };
  }
}
