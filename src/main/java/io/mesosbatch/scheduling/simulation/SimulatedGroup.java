package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.TaskStates;
import io.mesosbatch.resources.Resources;
import java.util.List;

/** Tasks under one executor, which takes its resources until the last of them has ended. */
final class SimulatedGroup {
  final Resources executor;
  final List<SimulatedTask> tasks;

  SimulatedGroup(Resources executor, List<SimulatedTask> tasks) {
    this.executor = executor;
    this.tasks = List.copyOf(tasks);
    tasks.forEach(task -> task.group = this);
  }

  boolean ended() {
    return tasks.stream().allMatch(task -> TaskStates.terminal(task.state));
  }
}
