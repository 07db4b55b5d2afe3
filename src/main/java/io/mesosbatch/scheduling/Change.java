package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskStatus;

/**
 * A change of state that the store must have before the world hears of it. Times: ms since epoch.
 */
public sealed interface Change {
  long at();

  record FrameworkIdentified(String frameworkId, long at) implements Change {}

  /** The framework id is no longer known to the master: the next subscription makes a new one. */
  record FrameworkForgotten(String why, long at) implements Change {}

  /** The attempt is about to be sent to the agent. */
  record Launched(
      TaskKey task, int attempt, String agentId, String hostname, String agentUrl, long at)
      implements Change {}

  /** A status that does not end the attempt. */
  record Updated(TaskKey task, int attempt, TaskStatus status, long at) implements Change {}

  /** A status that ends the attempt; free: it does not count against the task. */
  record AttemptEnded(TaskKey task, int attempt, TaskStatus status, boolean free, long at)
      implements Change {}

  /** The task waits for another attempt, which starts at {@code notBefore} or later. */
  record Requeued(TaskKey task, long notBefore, long at) implements Change {}

  /**
   * @param reason for people, where the attempts do not show it; else empty
   */
  record TaskEnded(TaskKey task, Phase phase, String reason, long at) implements Change {
    public TaskEnded(TaskKey task, Phase phase, long at) {
      this(task, phase, "", at);
    }
  }

  /**
   * The job is to start nothing more: it was killed, is past its deadline, or has used up its
   * failures. What runs of it is killed, also after a restart.
   *
   * @param phase of the tasks that this ends
   */
  record JobStopped(long job, Phase phase, String reason, long at) implements Change {}

  record JobEnded(long job, Phase phase, long at) implements Change {}
}
