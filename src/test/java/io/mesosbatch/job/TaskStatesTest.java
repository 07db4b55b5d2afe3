package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.TaskState;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TaskStatesTest {
  /** A TASK_ERROR, TASK_DROPPED or TASK_GONE that passes for success makes a batch lie. */
  @Test
  void everyEndButFinishedIsAFailure() {
    EnumSet<TaskState> failures = EnumSet.noneOf(TaskState.class);
    EnumSet<TaskState> going = EnumSet.noneOf(TaskState.class);
    for (TaskState state : TaskState.values()) {
      if (TaskStates.failure(state)) {
        failures.add(state);
      }
      if (!TaskStates.terminal(state)) {
        going.add(state);
      }
    }
    assertThat(failures)
        .containsExactlyInAnyOrder(
            TaskState.TASK_FAILED,
            TaskState.TASK_KILLED,
            TaskState.TASK_ERROR,
            TaskState.TASK_LOST,
            TaskState.TASK_DROPPED,
            TaskState.TASK_GONE,
            TaskState.TASK_GONE_BY_OPERATOR);
    assertThat(going)
        .containsExactlyInAnyOrder(
            TaskState.TASK_STAGING,
            TaskState.TASK_STARTING,
            TaskState.TASK_RUNNING,
            TaskState.TASK_KILLING,
            TaskState.TASK_UNREACHABLE,
            TaskState.TASK_UNKNOWN);
    assertThat(TaskStates.terminal(TaskState.TASK_FINISHED)).isTrue();
    assertThat(TaskStates.failure(TaskState.TASK_FINISHED)).isFalse();
  }
}
