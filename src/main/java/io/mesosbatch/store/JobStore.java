package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.Change;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Jobs, tasks, attempts and the framework id. What a method has stored when it returns survives a
 * crash, as far as the implementation is durable at all. Every method may throw StoreException.
 * Thread-safe.
 */
public interface JobStore extends AutoCloseable {
  /** For how long a source key outlives its job. SQS, for one, keeps a message for 14 days. */
  Duration SOURCES_KEPT = Duration.ofDays(30);

  /**
   * From now on no other program that had the store before writes to it: what is read after this
   * does not change behind our back. To the other every write throws StoreTakenOverException.
   */
  default void takeOver() {}

  Optional<String> frameworkId();

  JobDraft draft();

  /** Stores all of them or none. */
  void commit(List<Change> changes);

  /** The tasks of these keys that there are, with their attempts. */
  Map<TaskKey, TaskRecord> tasks(Collection<TaskKey> keys);

  /** The tasks of these keys that there are, as their lists gave them. */
  default Map<TaskKey, TaskSpec> specs(Collection<TaskKey> keys) {
    Map<TaskKey, TaskSpec> specs = new HashMap<>();
    tasks(keys).forEach((key, task) -> specs.put(key, task.spec()));
    return specs;
  }

  /** The jobs that have not ended, oldest first. */
  List<JobRecord> unfinished();

  /** The jobs that have ended and are not marked as reported, oldest first. */
  List<JobRecord> unreported();

  /** The world has been told how the job ended. */
  void reported(long job);

  /**
   * Takes up a job again that has ended without finishing: its tasks that did not finish are
   * PENDING again, with the attempts that they had, and what stopped it is forgotten.
   *
   * @param now ms since the epoch
   * @return the job as it is now; empty if there is none, it is under way, or it finished
   */
  Optional<JobRecord> rerun(long job, long now);

  Optional<JobRecord> job(String id);

  Optional<JobRecord> job(long number);

  /** Newest first. */
  List<JobRecord> jobs(int offset, int limit);

  /** What its list gave: tasks and arrays, in its order, as they were added to the draft. */
  void forEachSpec(long job, Consumer<TaskSpec> consumer);

  /** The tasks that are no longer as new, in the order of the list. */
  void forEachBegunTask(long job, Consumer<TaskRecord> consumer);

  /** In the order of the list, without holding them all in memory. */
  void forEachTask(long job, Consumer<TaskRecord> consumer);

  /** Those in one of the phases, in the order of the list. */
  List<TaskRecord> tasks(long job, Set<Phase> phases, int offset, int limit);

  /** The ends of tasks that are to be told. */
  TaskNotices taskNotices();

  /** Lists that are run again and again. */
  ScheduleStore schedules();

  /** How many tasks of the job are in each phase; phases without a task are left out. */
  Map<Phase, Integer> counts(long job);

  /**
   * Deletes the jobs that ended before {@code before} and are reported, with their tasks. Their
   * source keys and ids stay known for {@link #SOURCES_KEPT} longer: the same message, late, is
   * still no new job, and no Mesos task id is used twice.
   *
   * @param before ms since the epoch
   * @return how many jobs were deleted
   */
  int prune(long before);

  @Override
  void close();
}
