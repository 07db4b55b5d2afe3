package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.TaskID;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** An executor of one framework on this agent, with its tasks. Safe for any thread. */
sealed interface TaskExecutor permits CommandExecutor, DefaultExecutor {
  ExecutorInfo info();

  ContainerID container();

  /** The sandbox, as a path that may not be made yet. */
  Path directory();

  /** Its tasks, in the order of their launch. */
  Collection<TaskRun> runs();

  /** Ignored for a task that it does not have. */
  void kill(TaskID task, Optional<KillPolicy> policy);

  /** Ends all tasks, with updates. */
  default void shutdown() {
    runs().forEach(run -> run.kill(Optional.empty()));
  }

  /** Ends all tasks without a word. */
  default void discard() {
    runs().forEach(TaskRun::discard);
  }

  default boolean ended() {
    return runs().stream().allMatch(TaskRun::ended);
  }

  /** Whether the master hears of its end. */
  boolean reportsEnd();
}
