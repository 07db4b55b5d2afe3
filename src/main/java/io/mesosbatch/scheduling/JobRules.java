package io.mesosbatch.scheduling;

import io.mesosbatch.v1.JobDependency;
import java.util.List;

/**
 * What holds for a job as a whole.
 *
 * @param user for whom it runs; may be empty
 * @param maxRunning tasks at a time; 0 for no limit
 * @param deadlineAt ms since the epoch; 0 for none
 * @param failureLimit the job stops when more tasks than that have failed; -1 for never
 * @param tasks which of its tasks come after which
 * @param after the jobs that come before it
 */
public record JobRules(
    String user,
    int maxRunning,
    long deadlineAt,
    int failureLimit,
    TaskGraph tasks,
    List<JobDependency> after) {
  public static final JobRules NONE = new JobRules("", 0, 0, -1, TaskGraph.NONE, List.of());
}
