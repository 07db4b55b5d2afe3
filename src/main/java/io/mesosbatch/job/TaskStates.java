package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.TaskState;

/** What a state says by itself (design rule 21; Mesos documentation, task-state-reasons). */
public final class TaskStates {
  private TaskStates() {}

  /**
   * Whether no further update can follow. TASK_UNREACHABLE and TASK_UNKNOWN are not terminal: such
   * a task may come back and finish.
   */
  public static boolean terminal(TaskState state) {
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

  /** Whether the attempt ended without having done its work, for whatever cause. */
  public static boolean failure(TaskState state) {
    return terminal(state) && state != TaskState.TASK_FINISHED;
  }
}
