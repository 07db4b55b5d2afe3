package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.resources.Resources;
import java.util.ArrayDeque;

/** A task on its agent, with the updates that are not acknowledged yet. */
final class SimulatedTask {
  final String id;
  final Resources resources;
  final Workload.Outcome outcome;
  final ArrayDeque<TaskStatus> updates = new ArrayDeque<>();
  TaskState state = TaskState.TASK_STAGING;

  /** Null if it is a task by itself. */
  SimulatedGroup group;

  /** Rises with each sending, so that an old timer knows that it is out of date. */
  int sendings;

  SimulatedTask(String id, Resources resources, Workload.Outcome outcome) {
    this.id = id;
    this.resources = resources;
    this.outcome = outcome;
  }
}
