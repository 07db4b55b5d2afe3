package io.mesosbatch.pipeline;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Filters;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OperationID;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.store.JobStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the core's effects as calls, with the TaskInfos from the store. */
final class CallWriter {
  private static final int TASKS_A_PART = 5_000;

  private final JobStore store;
  private final Map<Long, String> jobIds = new HashMap<>();

  CallWriter(JobStore store) {
    this.store = store;
  }

  List<Call> calls(List<Effect> effects) {
    Map<TaskKey, TaskSpec> tasks = store.specs(keys(effects));
    return effects.stream().map(effect -> call(effect, tasks)).toList();
  }

  /**
   * One after the other: the first calls need not wait until those of 100,000 tasks are written.
   */
  static List<List<Effect>> parts(List<Effect> effects) {
    List<List<Effect>> parts = new ArrayList<>();
    int from = 0;
    int tasks = 0;
    for (int i = 0; i < effects.size(); i++) {
      tasks += keys(effects.subList(i, i + 1)).size();
      if (tasks >= TASKS_A_PART) {
        parts.add(effects.subList(from, i + 1));
        from = i + 1;
        tasks = 0;
      }
    }
    if (from < effects.size()) {
      parts.add(effects.subList(from, effects.size()));
    }
    return parts;
  }

  private static List<TaskKey> keys(List<Effect> effects) {
    List<TaskKey> keys = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Accept accept) {
        accept.launches().forEach(launch -> keys.add(launch.task()));
        accept.groups().forEach(g -> g.tasks().forEach(launch -> keys.add(launch.task())));
      } else if (effect instanceof Effect.Kill kill) {
        keys.add(kill.attempt().task());
      } else if (effect instanceof Effect.Reconcile reconcile) {
        reconcile.attempts().forEach(attempt -> keys.add(attempt.task()));
      }
    }
    return keys;
  }

  private Call call(Effect effect, Map<TaskKey, TaskSpec> tasks) {
    if (effect instanceof Effect.Accept accept) {
      return accept(accept, tasks);
    } else if (effect instanceof Effect.Decline decline) {
      return Call.newBuilder()
          .setType(Call.Type.DECLINE)
          .setDecline(
              Call.Decline.newBuilder()
                  .addAllOfferIds(decline.offers())
                  .setFilters(filters(decline.refuseSeconds())))
          .build();
    } else if (effect instanceof Effect.Kill kill) {
      TaskID id = mesosId(kill.attempt().task(), kill.attempt().attempt(), tasks);
      return kill(id, kill.attempt().agentId());
    } else if (effect instanceof Effect.KillStray stray) {
      return kill(TaskID.newBuilder().setValue(stray.mesosTaskId()).build(), stray.agentId());
    } else if (effect instanceof Effect.Reconcile reconcile) {
      return reconcile(reconcile, tasks);
    } else if (effect instanceof Effect.ReconcileOperations reconcile) {
      return reconcile(reconcile);
    } else if (effect instanceof Effect.AcceptInverseOffers accept) {
      return Call.newBuilder()
          .setType(Call.Type.ACCEPT_INVERSE_OFFERS)
          .setAcceptInverseOffers(
              Call.AcceptInverseOffers.newBuilder()
                  .addAllInverseOfferIds(accept.offers())
                  .setFilters(filters(accept.refuseSeconds())))
          .build();
    } else if (effect instanceof Effect.DeclineInverseOffer decline) {
      return Call.newBuilder()
          .setType(Call.Type.DECLINE_INVERSE_OFFERS)
          .setDeclineInverseOffers(
              Call.DeclineInverseOffers.newBuilder()
                  .addInverseOfferIds(decline.offer())
                  .setFilters(filters(decline.refuseSeconds())))
          .build();
    } else if (effect instanceof Effect.FilterOffers filter) {
      return OfferFilterCall.of(filter.filter());
    } else if (effect instanceof Effect.Suppress) {
      return Call.newBuilder().setType(Call.Type.SUPPRESS).build();
    }
    return Call.newBuilder().setType(Call.Type.REVIVE).build();
  }

  private Call accept(Effect.Accept accept, Map<TaskKey, TaskSpec> tasks) {
    Call.Accept.Builder call =
        Call.Accept.newBuilder()
            .addAllOfferIds(accept.offers())
            .setFilters(filters(accept.refuseSeconds()))
            .addAllOperations(accept.operations());
    if (!accept.launches().isEmpty()) {
      Offer.Operation.Builder launch = call.addOperationsBuilder();
      launch.setType(Offer.Operation.Type.LAUNCH);
      for (Effect.Launch l : accept.launches()) {
        launch.getLaunchBuilder().addTaskInfos(taskInfo(l, accept.agentId(), tasks));
      }
    }
    if (!accept.groups().isEmpty()) {
      GroupExecutors executors = new GroupExecutors(store);
      for (Effect.LaunchGroup group : accept.groups()) {
        call.addOperationsBuilder()
            .setType(Offer.Operation.Type.LAUNCH_GROUP)
            .setLaunchGroup(launchGroup(group, accept.agentId(), executors, tasks));
      }
    }
    return Call.newBuilder().setType(Call.Type.ACCEPT).setAccept(call).build();
  }

  private Offer.Operation.LaunchGroup.Builder launchGroup(
      Effect.LaunchGroup group,
      String agentId,
      GroupExecutors executors,
      Map<TaskKey, TaskSpec> tasks) {
    Offer.Operation.LaunchGroup.Builder launch = Offer.Operation.LaunchGroup.newBuilder();
    Effect.Launch first = group.tasks().get(0);
    String name = tasks.get(first.task()).policy().getGroup();
    String id = attemptId(first.task(), first.attempt()).format(name);
    launch.setExecutor(executors.executor(first.task().job(), name, id, group.executor()));
    for (Effect.Launch task : group.tasks()) {
      launch.getTaskGroupBuilder().addTasks(taskInfo(task, agentId, tasks));
    }
    return launch;
  }

  private TaskInfo taskInfo(Effect.Launch launch, String agentId, Map<TaskKey, TaskSpec> tasks) {
    TaskInfo spec = tasks.get(launch.task()).info();
    TaskInfo.Builder task =
        spec.toBuilder()
            .setTaskId(mesosId(launch.task(), launch.attempt(), tasks))
            .setAgentId(AgentID.newBuilder().setValue(agentId))
            .clearResources()
            .addAllResources(launch.resources());
    if (spec.hasExecutor()) {
      task.getExecutorBuilder().clearResources().addAllResources(launch.executor().resources());
    }
    ChosenPorts.tell(task, spec);
    return task.build();
  }

  private static Call kill(TaskID task, String agentId) {
    Call.Kill.Builder kill = Call.Kill.newBuilder().setTaskId(task);
    if (!agentId.isEmpty()) {
      kill.setAgentId(AgentID.newBuilder().setValue(agentId));
    }
    return Call.newBuilder().setType(Call.Type.KILL).setKill(kill).build();
  }

  private Call reconcile(Effect.Reconcile reconcile, Map<TaskKey, TaskSpec> tasks) {
    Call.Reconcile.Builder call = Call.Reconcile.newBuilder();
    for (Effect.AttemptRef ref : reconcile.attempts()) {
      call.addTasks(
          Call.Reconcile.Task.newBuilder()
              .setTaskId(mesosId(ref.task(), ref.attempt(), tasks))
              .setAgentId(AgentID.newBuilder().setValue(ref.agentId())));
    }
    return Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(call).build();
  }

  private static Call reconcile(Effect.ReconcileOperations reconcile) {
    Call.ReconcileOperations.Builder call = Call.ReconcileOperations.newBuilder();
    for (Effect.PendingOperation operation : reconcile.operations()) {
      call.addOperations(
          Call.ReconcileOperations.Operation.newBuilder()
              .setOperationId(OperationID.newBuilder().setValue(operation.operationId()))
              .setAgentId(AgentID.newBuilder().setValue(operation.agentId())));
    }
    return Call.newBuilder()
        .setType(Call.Type.RECONCILE_OPERATIONS)
        .setReconcileOperations(call)
        .build();
  }

  private TaskID mesosId(TaskKey key, int attempt, Map<TaskKey, TaskSpec> tasks) {
    String id = attemptId(key, attempt).format(tasks.get(key).id());
    return TaskID.newBuilder().setValue(id).build();
  }

  private AttemptId attemptId(TaskKey key, int attempt) {
    String jobId =
        jobIds.computeIfAbsent(key.job(), number -> store.job(number).orElseThrow().id());
    return new AttemptId(jobId, key.index(), attempt);
  }

  private static Filters filters(double refuseSeconds) {
    return Filters.newBuilder().setRefuseSeconds(refuseSeconds).build();
  }
}
