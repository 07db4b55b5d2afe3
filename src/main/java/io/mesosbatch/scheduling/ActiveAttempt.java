package io.mesosbatch.scheduling;

import io.mesosbatch.job.TaskKey;
import java.util.List;

/**
 * An attempt that was sent to an agent and has not ended. Times in ms since the epoch; 0: never.
 */
final class ActiveAttempt {
  final JobRun job;
  final int index;
  final int number;
  final String agentId;
  final long launchedAt;
  final AgentBook.Entry agent;

  /** For the constraints that look at other tasks; null where a value is not known. */
  private List<String> groupValues = List.of();

  long runningAt;

  /** When the task became unreachable or unknown. */
  long missingSince;

  boolean heardOf;
  long nextKill;

  /** Why it is killed although it did nothing wrong but take too long; null if it is not. */
  String outOfTime;

  /** Why it leaves its agent, to be started again for free; null if it does not. */
  String moving;

  long nextReconcile;
  int reconciled;

  ActiveAttempt(
      JobRun job, int index, int number, String agentId, long launchedAt, AgentBook.Entry agent) {
    this.job = job;
    this.index = index;
    this.number = number;
    this.agentId = agentId;
    this.launchedAt = launchedAt;
    this.agent = agent;
  }

  TaskKey key() {
    return new TaskKey(job.plan.number(), index);
  }

  Effect.AttemptRef ref() {
    return new Effect.AttemptRef(key(), number, agentId);
  }

  /** Counts it for the constraints of its job. */
  void count(AgentTraits traits) {
    forget();
    int shape = job.plan.shapeOf()[index];
    groupValues = job.groupValues(shape, traits);
    job.countGroups(shape, groupValues, 1);
  }

  void forget() {
    job.countGroups(job.plan.shapeOf()[index], groupValues, -1);
    groupValues = List.of();
  }

  boolean killing() {
    return nextKill != 0;
  }
}
