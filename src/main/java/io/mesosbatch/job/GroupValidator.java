package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.HealthCheck;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.MesosId;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.resources.UsedResources;
import io.mesosbatch.v1.TaskGroup;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks what Mesos wants of task groups (its nested-container-and-task-group document). */
final class GroupValidator {
  private static final long MIN_CPU_MILLIS = 10;
  private static final long MIN_MEM_MILLIS = 32_000;

  private GroupValidator() {}

  /** A task that says that it belongs to a group. */
  static void check(TaskSpec task, FieldProblems problems) {
    String name = task.policy().getGroup();
    MesosId.problem(name)
        .ifPresent(problem -> problems.found("group", name.isEmpty() ? "is empty" : problem));
    TaskInfo info = task.info();
    if (info.hasExecutor()) {
      problems.found(
          "executor", "is not possible: the tasks of a group run under its default executor");
    }
    if (task.policy().hasRetry()) {
      problems.found(
          "retry", "is not possible: a group is tried again as a whole; see groups[].retry");
    }
    if (info.hasContainer() && info.getContainer().getType() == ContainerInfo.Type.DOCKER) {
      problems.found(
          "container.type",
          "DOCKER is not possible in a group; use MESOS, with an image if there must be one");
    }
    HealthCheck.Type check = info.getHealthCheck().getType();
    if (info.getContainer().getNetworkInfosCount() > 0
        && (check == HealthCheck.Type.HTTP || check == HealthCheck.Type.TCP)) {
      problems.found(
          "health_check.type",
          check + " is not possible for a task of a group that has a network of its own");
    }
    boolean sharesCgroups =
        !info.getContainer().hasLinuxInfo() || info.getContainer().getLinuxInfo().getShareCgroups();
    if (info.getLimitsCount() > 0 && sharesCgroups) {
      problems.found(
          "limits",
          "are not possible in a group unless container.linux_info.share_cgroups is false");
    }
  }

  /**
   * What the list says of its groups.
   *
   * @return whether the executors' resources can be read
   */
  static boolean check(List<TaskGroup> groups, FieldProblems problems) {
    boolean good = true;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < groups.size(); i++) {
      TaskGroup group = groups.get(i);
      FieldProblems here = problems.in("groups[" + i + "]");
      if (!names.add(group.getName())) {
        here.found(
            "name",
            group.getName().isEmpty()
                ? "is missing twice; one entry may stand for all groups that are not named"
                : "\"" + group.getName() + "\" stands here twice");
      }
      if (group.hasRetry()) {
        RetryValidator.check(group.getRetry(), here.in("retry"));
      }
      if (group.hasContainer()) {
        if (group.getContainer().getType() == ContainerInfo.Type.DOCKER) {
          here.found("container.type", "DOCKER is not possible for the executor of a group");
        }
        CommandValidator.check(group.getContainer(), here.in("container"));
      }
      if (group.getExecutorResourcesCount() > 0) {
        Optional<String> problem = executor(group);
        problem.ifPresent(p -> here.found("executor_resources", p));
        good &= problem.isEmpty();
      }
    }
    return good;
  }

  private static Optional<String> executor(TaskGroup group) {
    Optional<String> problem = UsedResources.problem(group.getExecutorResourcesList());
    if (problem.isPresent()) {
      return problem;
    }
    Resources resources;
    try {
      resources = Resources.of(group.getExecutorResourcesList());
    } catch (InvalidResourceException e) {
      return Optional.of(e.getMessage());
    }
    if (!resources.shared().isEmpty()) {
      return Optional.of("an executor cannot share resources");
    }
    return resources.scalarMillis("cpus") < MIN_CPU_MILLIS
            || resources.scalarMillis("mem") < MIN_MEM_MILLIS
            || resources.scalarMillis("disk") == 0
        ? Optional.of("Mesos wants at least cpus 0.01, mem 32 and some disk, not " + resources)
        : Optional.empty();
  }
}
