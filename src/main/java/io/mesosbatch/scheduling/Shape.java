package io.mesosbatch.scheduling;

import io.mesosbatch.v1.Constraint.Operator;
import io.mesosbatch.v1.Strategy;
import java.util.List;
import java.util.Optional;

/**
 * What tasks have in common as far as scheduling goes. Offers are matched against the few shapes
 * that are pending, never against each task.
 *
 * @param demand the resources of one task, or of one group, the executor's included
 * @param executor that part of them; none for Mesos's command executor
 * @param executorId of an executor that runs several tasks of the job; else empty
 * @param group how many tasks are placed together as one group; 0 for tasks by themselves
 * @param agentId the only agent that may run it, if the list pins it
 * @param killAfterMillis from the first TASK_RUNNING of an attempt; 0 means never
 * @param maxCompletionMillis after which the agent ends it, as TaskInfo.max_completion_time says; 0
 *     means never
 * @param launchTimeoutMillis from the launch to TASK_RUNNING; 0 means no limit
 */
public record Shape(
    Demand demand,
    Demand executor,
    String executorId,
    int group,
    Optional<String> agentId,
    RetryRule retry,
    long killAfterMillis,
    long maxCompletionMillis,
    long launchTimeoutMillis,
    List<PlacementRule> constraints,
    Strategy strategy) {
  /** For people. */
  String wanted() {
    return group == 0 ? demand.toString() : demand + " for a group of " + group;
  }

  /** Whether its tasks come with an executor, of their own or of their group. */
  boolean hasExecutor() {
    return !executorId.isEmpty() || !executor.isEmpty();
  }

  /** How many tasks one placement launches. */
  int tasks() {
    return Math.max(1, group);
  }

  /** Whether where its tasks go depends on which values the agents of now have. */
  boolean groupBy() {
    for (PlacementRule rule : constraints) {
      if (rule.operator() == Operator.GROUP_BY) {
        return true;
      }
    }
    return false;
  }

  /** How long an attempt can run at most; 0 if that is not known. */
  long longestMillis() {
    if (killAfterMillis == 0 || maxCompletionMillis == 0) {
      return Math.max(killAfterMillis, maxCompletionMillis);
    }
    return Math.min(killAfterMillis, maxCompletionMillis);
  }
}
