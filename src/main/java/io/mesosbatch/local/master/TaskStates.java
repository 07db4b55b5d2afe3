package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.TaskState;

/** Which task states end a task (Mesos, task state reasons; design rule 21). */
final class TaskStates {
  private TaskStates() {}

  static boolean terminal(TaskState state) {
    return switch (state) {
      case TASK_FINISHED,
          TASK_FAILED,
          TASK_KILLED,
          TASK_ERROR,
          TASK_LOST,
          TASK_DROPPED,
          TASK_GONE,
          TASK_GONE_BY_OPERATOR ->
          true;
      case TASK_STAGING,
          TASK_STARTING,
          TASK_RUNNING,
          TASK_KILLING,
          TASK_UNREACHABLE,
          TASK_UNKNOWN ->
          false;
    };
  }
}
