package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a job says of its groups, and what holds for those of which it says nothing. */
public final class GroupSpecs {
  /** As Marathon has it; Mesos wants at least cpus 0.01, mem 32 and some disk. */
  private static final List<Resource> USUAL =
      List.of(scalar("cpus", 0.1), scalar("mem", 32), scalar("disk", 10));

  private final Map<String, TaskGroup> named = new HashMap<>();

  /**
   * @param header the job, its tasks are not looked at
   */
  public GroupSpecs(Job header) {
    for (TaskGroup group : header.getGroupsList()) {
      named.put(group.getName(), complete(group));
    }
    named.computeIfAbsent("", name -> complete(TaskGroup.getDefaultInstance()));
  }

  private static TaskGroup complete(TaskGroup group) {
    return group.getExecutorResourcesCount() > 0
        ? group
        : group.toBuilder().addAllExecutorResources(USUAL).build();
  }

  /** With the resources of the executor in any case. */
  public TaskGroup of(String name) {
    TaskGroup group = named.get(name);
    return group == null ? named.get("") : group;
  }

  private static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }
}
