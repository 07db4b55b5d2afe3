package io.mesosbatch.pipeline;

import io.mesosbatch.job.GroupSpecs;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.v1.TaskGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The default executors under which groups run, each group under one of its own; for one ACCEPT.
 */
final class GroupExecutors {
  private final JobStore store;
  private final Optional<FrameworkID> framework;
  private final Map<Long, GroupSpecs> specs = new HashMap<>();

  GroupExecutors(JobStore store) {
    this.store = store;
    framework = store.frameworkId().map(id -> FrameworkID.newBuilder().setValue(id).build());
  }

  /**
   * @param job the store's number of it
   * @param id used once on an agent
   * @param resources as taken from the offer
   */
  ExecutorInfo executor(long job, String group, String id, List<Resource> resources) {
    TaskGroup spec = specs.computeIfAbsent(job, this::specs).of(group);
    ExecutorInfo.Builder executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.DEFAULT)
            .setExecutorId(ExecutorID.newBuilder().setValue(id))
            .addAllResources(resources);
    framework.ifPresent(executor::setFrameworkId);
    if (spec.hasContainer()) {
      executor.setContainer(spec.getContainer());
    }
    return executor.build();
  }

  private GroupSpecs specs(long number) {
    return new GroupSpecs(store.job(number).orElseThrow().header());
  }
}
