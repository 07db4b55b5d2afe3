package io.mesosbatch.store;

import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.v1.Job;
import java.util.Optional;

/** A job on its way into the store, task by task. Closed without a commit, it never was. */
public interface JobDraft extends AutoCloseable {
  void add(TaskSpec task);

  /**
   * Stores the job durably.
   *
   * @param header with an id; without tasks
   * @param origin for people
   * @return the new job; or the earlier one of the same source key, and then nothing is stored
   * @throws TooLargeJobException too much beside the tasks
   * @throws DuplicateJobException another job, from elsewhere, has that id
   */
  Accepted commit(Job header, Optional<SourceKey> source, String origin, long now);

  @Override
  void close();

  /**
   * @param isNew false if the source key was known
   */
  record Accepted(JobRecord job, boolean isNew) {}
}
