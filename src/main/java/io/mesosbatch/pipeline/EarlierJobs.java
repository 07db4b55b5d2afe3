package io.mesosbatch.pipeline;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskListProblem;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.JobDependency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The jobs that a job comes after. */
final class EarlierJobs {
  private EarlierJobs() {}

  /**
   * @throws InvalidTaskListException some are not there
   */
  static void check(JobStore store, Job header) throws InvalidTaskListException {
    List<TaskListProblem> problems = new ArrayList<>();
    for (int i = 0; i < header.getAfterCount(); i++) {
      String id = header.getAfter(i).getJob();
      if (store.job(id).isEmpty()) {
        problems.add(
            new TaskListProblem(
                -1,
                "",
                "after[" + i + "].job",
                0,
                0,
                "there is no job "
                    + id
                    + ", and none can come while this command runs; the service (mesos-batch run)"
                    + " waits for it"));
      }
    }
    if (!problems.isEmpty()) {
      int count = problems.size();
      throw new InvalidTaskListException(
          problems.subList(0, Math.min(count, InvalidTaskListException.MAX_LISTED)), count);
    }
  }

  /** How those of them ended that have. */
  static Map<String, Phase> ended(JobStore store, Job header) {
    Map<String, Phase> ended = new HashMap<>();
    for (JobDependency dependency : header.getAfterList()) {
      store
          .job(dependency.getJob())
          .filter(job -> job.phase().ended())
          .ifPresent(job -> ended.put(job.id(), job.phase()));
    }
    return ended;
  }
}
