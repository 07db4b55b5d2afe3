package io.mesosbatch.pipeline;

import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import org.apache.camel.Body;

/** The first and the last step of a route that tells the world how a job ended. */
public final class EndedJobs {
  private final JobStore store;

  public EndedJobs(JobStore store) {
    this.store = store;
  }

  public JobRecord find(@Body Long number) {
    return store
        .job(number)
        .orElseThrow(() -> new IllegalStateException("no job " + number + " in the store"));
  }

  /** From now on the end of the job is not told again. */
  public void reported(@Body JobRecord job) {
    store.reported(job.number());
  }
}
