package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.MesosId;
import io.mesosbatch.resources.ResourceValidation;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.resources.UsedResources;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks one task by itself: all that a master or an agent would refuse, before anything runs. */
final class TaskValidator {
  /** Scalars are compared with three decimals. */
  private static final double HALF_A_THOUSANDTH = 0.0005;

  private TaskValidator() {}

  static void check(TaskSpec task, FieldProblems problems) {
    TaskInfo info = task.info();
    id(info.getTaskId().getValue(), problems.in("task_id.value"));
    if (info.hasAgentId()) {
      id(info.getAgentId().getValue(), problems.in("agent_id.value"));
    }
    work(info, problems);
    resources(info, problems);
    limits(info, problems);
    if (info.hasContainer()) {
      CommandValidator.check(info.getContainer(), problems.in("container"));
    }
    int lowestPort = PortCount.of(info) > 0 ? 0 : 1; // 0 stands for the first of the chosen ports
    if (info.hasHealthCheck()) {
      CheckValidator.check(info.getHealthCheck(), lowestPort, problems.in("health_check"));
    }
    if (info.hasCheck()) {
      CheckValidator.check(info.getCheck(), lowestPort, problems.in("check"));
    }
    if (info.getKillPolicy().getGracePeriod().getNanoseconds() < 0) {
      problems.found("kill_policy.grace_period.nanoseconds", "is negative");
    }
    if (info.getMaxCompletionTime().getNanoseconds() < 0) {
      problems.found("max_completion_time.nanoseconds", "is negative");
    }
    PortCount.problem(info).ifPresent(problem -> problems.found("labels", problem));
    PolicyValidator.check(task.policy(), problems);
    if (task.policy().hasGroup()) {
      GroupValidator.check(task, problems);
    }
  }

  private static void id(String id, FieldProblems problems) {
    MesosId.problem(id)
        .ifPresent(
            problem ->
                problems.found(
                    "",
                    (MesosId.length(id) > MesosId.MAX_LENGTH
                            ? "is " + MesosId.length(id) + " bytes long"
                            : problem)
                        + "; use 1 to "
                        + MesosId.MAX_LENGTH
                        + " characters without slash, backslash and control characters"));
  }

  private static void work(TaskInfo info, FieldProblems problems) {
    if (info.hasCommand() && info.hasExecutor()) {
      problems.found("command", "stands beside executor; a task has one of the two");
    } else if (info.hasExecutor()) {
      executor(info.getExecutor(), problems.in("executor"));
    } else if (info.hasCommand()) {
      CommandValidator.check(
          info.getCommand(), hasImage(info.getContainer()), problems.in("command"));
    } else {
      problems.found("command", "is missing; a task needs a command (or an executor) to run");
    }
  }

  private static boolean hasImage(ContainerInfo container) {
    return container.hasDocker() || container.getMesos().hasImage();
  }

  private static void executor(ExecutorInfo executor, FieldProblems problems) {
    id(executor.getExecutorId().getValue(), problems.in("executor_id.value"));
    if (executor.hasType() && executor.getType() != ExecutorInfo.Type.CUSTOM) {
      problems.found("type", "must be CUSTOM: other executors run only task groups");
    }
    if (!executor.hasCommand()) {
      problems.found("command", "is missing; say how the executor is started");
    } else {
      CommandValidator.check(
          executor.getCommand(), hasImage(executor.getContainer()), problems.in("command"));
    }
    if (executor.hasContainer()) {
      CommandValidator.check(executor.getContainer(), problems.in("container"));
    }
    for (int i = 0; i < executor.getResourcesCount(); i++) {
      if (executor.getResources(i).hasShared()) {
        problems.found("resources[" + i + "].shared", "an executor cannot share resources");
      }
    }
    if (executor.getShutdownGracePeriod().getNanoseconds() < 0) {
      problems.found("shutdown_grace_period.nanoseconds", "is negative");
    }
  }

  private static void resources(TaskInfo info, FieldProblems problems) {
    if (info.getResourcesCount() == 0) {
      problems.found(
          "resources", "are missing; say what the task needs, at least some cpus or mem");
    }
    Optional<Resources> task = resources(info.getResourcesList(), problems);
    Optional<Resources> executor =
        resources(info.getExecutor().getResourcesList(), problems.in("executor"));
    if (task.isEmpty() || executor.isEmpty()) {
      return;
    }
    if (UsedResources.overlap(List.of(task.get(), executor.get()))) {
      problems.found("executor.resources", "claim ports or items that the task claims too");
    }
    Resources total;
    try {
      total = task.get().plus(executor.get());
    } catch (InvalidResourceException e) {
      problems.found("resources", e.getMessage());
      return;
    }
    UsedResources.mixedRevocable(total).ifPresent(problem -> problems.found("resources", problem));
    UsedResources.duplicateVolume(total).ifPresent(problem -> problems.found("resources", problem));
  }

  /** Empty if one of them is bad. */
  private static Optional<Resources> resources(List<Resource> list, FieldProblems problems) {
    boolean good = true;
    for (int i = 0; i < list.size(); i++) {
      good &= resource(list.get(i), problems.in("resources[" + i + "]"));
    }
    if (!good) {
      return Optional.empty();
    }
    try {
      Resources all = Resources.of(list);
      UsedResources.problem(list).ifPresent(problem -> problems.found("resources", problem));
      return Optional.of(all);
    } catch (InvalidResourceException e) {
      problems.found("resources", e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean resource(Resource resource, FieldProblems problems) {
    if (resource.getType() == Value.Type.SCALAR
        && resource.hasScalar()
        && !(resource.getScalar().getValue() > 0)) {
      problems.found(
          "scalar.value",
          resource.getScalar().getValue()
              + " "
              + resource.getName()
              + " cannot be given; ask for more than 0, or leave the resource out");
      return false;
    }
    Optional<String> problem = ResourceValidation.problem(resource);
    if (problem.isPresent()) {
      problems.found("", problem.get());
      return false;
    }
    boolean none =
        switch (resource.getType()) {
          case RANGES -> resource.getRanges().getRangeCount() == 0;
          case SET -> resource.getSet().getItemCount() == 0;
          default -> false;
        };
    if (none) {
      problems.found("", "asks for no " + resource.getName() + "; leave the resource out");
    }
    return !none;
  }

  /** Mesos knows limits of cpus and mem only, and none below what the task asks for. */
  private static void limits(TaskInfo info, FieldProblems problems) {
    for (Map.Entry<String, Value.Scalar> limit : info.getLimitsMap().entrySet()) {
      String name = limit.getKey();
      if (!name.equals("cpus") && !name.equals("mem")) {
        problems.found("limits." + name, "only cpus and mem can be limited");
        continue;
      }
      double asked = 0;
      for (Resource resource : info.getResourcesList()) {
        asked += resource.getName().equals(name) ? resource.getScalar().getValue() : 0;
      }
      if (!(limit.getValue().getValue() + HALF_A_THOUSANDTH >= asked) || asked == 0) {
        problems.found(
            "limits." + name,
            asked == 0
                ? "needs a resource " + name + " of the task"
                : limit.getValue().getValue() + " is less than the " + asked + " asked for");
      }
    }
  }
}
