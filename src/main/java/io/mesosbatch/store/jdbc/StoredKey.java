package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.TaskKey;

/** A task's key as one number, in the order of jobs and, within a job, of tasks. */
final class StoredKey {
  private static final int INDEX_BITS = 31;

  private StoredKey() {}

  static long of(long job, int index) {
    return job << INDEX_BITS | index;
  }

  static long of(TaskKey key) {
    return of(key.job(), key.index());
  }

  static TaskKey parse(long key) {
    return new TaskKey(job(key), index(key));
  }

  static long job(long key) {
    return key >> INDEX_BITS;
  }

  static int index(long key) {
    return (int) (key & Integer.MAX_VALUE);
  }
}
