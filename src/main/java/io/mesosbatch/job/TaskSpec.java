package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.TaskPolicy;

/**
 * A task as its list gives it, or an array, which stands for many. The TaskInfo may lack the agent
 * id, which Mesos requires only at the launch; if it has one, the task waits for that agent.
 */
public record TaskSpec(TaskInfo info, TaskPolicy policy) {
  public TaskSpec(TaskInfo info) {
    this(info, TaskPolicy.getDefaultInstance());
  }

  public String id() {
    return info.getTaskId().getValue();
  }

  public boolean isArray() {
    return policy.hasArray();
  }

  /** How many tasks it stands for. */
  public int count() {
    return isArray() ? ArrayIndices.of(policy.getArray()).count() : 1;
  }
}
