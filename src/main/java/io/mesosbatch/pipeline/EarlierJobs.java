package io.mesosbatch.pipeline;

import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.JobDependency;
import java.util.HashMap;
import java.util.Map;

/** The jobs that a job comes after. */
final class EarlierJobs {
  private EarlierJobs() {}

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
