package io.mesosbatch.local;

import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Task;
import java.util.List;

/**
 * What an agent tells a master when it registers (again).
 *
 * @param total all its resources, with dynamic reservations and volumes
 * @param frameworks those with tasks or executors here
 * @param tasks not terminal, or terminal and not yet acknowledged
 * @param executors running, framework_id set, without the command executors
 * @param operations not yet acknowledged
 */
public record AgentState(
    List<Resource> total,
    List<FrameworkInfo> frameworks,
    List<Task> tasks,
    List<ExecutorInfo> executors,
    List<Operation> operations) {
  public AgentState {
    total = List.copyOf(total);
    frameworks = List.copyOf(frameworks);
    tasks = List.copyOf(tasks);
    executors = List.copyOf(executors);
    operations = List.copyOf(operations);
  }
}
