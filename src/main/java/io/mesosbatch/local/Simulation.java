package io.mesosbatch.local;

import java.time.Duration;

/**
 * How the tasks of a simulated agent behave.
 *
 * @param taskDuration from TASK_RUNNING to the end
 * @param failureRate the share of tasks that end as TASK_FAILED, 0 to 1
 * @param seed the same seed gives the same failures for the same order of launches
 */
public record Simulation(Duration taskDuration, double failureRate, long seed) {
  public Simulation {
    if (taskDuration.isNegative()) {
      throw new IllegalArgumentException("task duration " + taskDuration + " is negative");
    }
    if (!(failureRate >= 0 && failureRate <= 1)) {
      throw new IllegalArgumentException("failure rate " + failureRate + " is not from 0 to 1");
    }
  }
}
