package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskState;
import java.util.SplittableRandom;

/** How long an attempt runs and how it ends. */
public interface Workload {
  Outcome of(TaskKey task, int attempt, SplittableRandom random);

  /**
   * @param millis from TASK_RUNNING to the end
   */
  record Outcome(long millis, TaskState end) {}
}
