package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Reply;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.MachineID;
import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.maintenance.Schedule;
import io.mesosbatch.mesos.v1.maintenance.Window;
import io.mesosbatch.mesos.v1.master.Call;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What operators do to the cluster. On the master's thread only. */
final class OperatorActions {
  private final Master master;

  OperatorActions(Master master) {
    this.master = master;
  }

  /**
   * @param principal authenticated, null without authentication
   */
  Reply reserve(Call.ReserveResources call, String principal) {
    for (Resource resource : stacked(call.getResourcesList())) {
      int last = resource.getReservationsCount() - 1;
      if (last >= 0 && foreign(resource.getReservations(last).getPrincipal(), principal)) {
        return foreign("RESERVE", "reservation", resource.getReservations(last).getPrincipal());
      }
    }
    Operation.Builder operation = Operation.newBuilder().setType(Operation.Type.RESERVE);
    operation
        .getReserveBuilder()
        .addAllSource(call.getSourceList())
        .addAllResources(call.getResourcesList());
    return apply(call.getAgentId(), operation.build());
  }

  Reply unreserve(Call.UnreserveResources call) {
    Operation.Builder operation = Operation.newBuilder().setType(Operation.Type.UNRESERVE);
    operation.getUnreserveBuilder().addAllResources(call.getResourcesList());
    return apply(call.getAgentId(), operation.build());
  }

  /**
   * @param principal authenticated, null without authentication
   */
  Reply create(Call.CreateVolumes call, String principal) {
    for (Resource volume : call.getVolumesList()) {
      String owner = volume.getDisk().getPersistence().getPrincipal();
      if (foreign(owner, principal)) {
        return foreign("CREATE", "volume", owner);
      }
    }
    Operation.Builder operation = Operation.newBuilder().setType(Operation.Type.CREATE);
    operation.getCreateBuilder().addAllVolumes(call.getVolumesList());
    return apply(call.getAgentId(), operation.build());
  }

  Reply destroy(Call.DestroyVolumes call) {
    Operation.Builder operation = Operation.newBuilder().setType(Operation.Type.DESTROY);
    operation.getDestroyBuilder().addAllVolumes(call.getVolumesList());
    return apply(call.getAgentId(), operation.build());
  }

  Reply grow(Call.GrowVolume call) {
    Operation.Builder operation = Operation.newBuilder().setType(Operation.Type.GROW_VOLUME);
    operation.getGrowVolumeBuilder().setVolume(call.getVolume()).setAddition(call.getAddition());
    return apply(call.getAgentId(), operation.build());
  }

  Reply shrink(Call.ShrinkVolume call) {
    Operation.Builder operation = Operation.newBuilder().setType(Operation.Type.SHRINK_VOLUME);
    operation.getShrinkVolumeBuilder().setVolume(call.getVolume()).setSubtract(call.getSubtract());
    return apply(call.getAgentId(), operation.build());
  }

  /** Whoever has authenticated makes only what bears that name. */
  private static boolean foreign(String owner, String principal) {
    return principal != null && !principal.equals(owner);
  }

  private static Reply foreign(String operation, String what, String owner) {
    return Reply.badRequest(
        "Invalid "
            + operation
            + " operation: the principal '"
            + owner
            + "' of the "
            + what
            + " is not the authenticated one");
  }

  /** Works on what is free, after rescinding offers as far as needed. */
  private Reply apply(AgentID id, Operation given) {
    RegisteredAgent agent = master.agent(id.getValue());
    if (agent == null) {
      return Reply.badRequest("No agent found with specified ID");
    }
    Operation operation;
    try {
      operation = normal(given);
      OperationRules.check(operation, null, agent);
    } catch (InvalidCall | InvalidResourceException e) {
      return Reply.badRequest(
          "Invalid "
              + given.getType()
              + " operation on agent "
              + agent.key
              + ": "
              + e.getMessage());
    }
    InvalidResourceException last = tryApply(agent, operation);
    for (OutstandingOffer offer : List.copyOf(agent.offers)) {
      if (last == null) {
        break;
      }
      master.offers.rescind(offer);
      last = tryApply(agent, operation);
    }
    return last == null ? Reply.ACCEPTED : Reply.text("409 Conflict", last.getMessage());
  }

  /** Null if it has been applied. */
  private InvalidResourceException tryApply(RegisteredAgent agent, Operation operation) {
    try {
      Resources free = agent.available.plus(agent.total.shared());
      agent.available = free.apply(operation).nonShared();
    } catch (InvalidResourceException e) {
      return e;
    }
    master.operations.apply(null, agent, operation);
    return null;
  }

  /** Resources in the form with a stack of reservations, whatever the operator sent. */
  private static Operation normal(Operation given) {
    Operation.Builder operation = given.toBuilder();
    switch (given.getType()) {
      case RESERVE -> {
        var reserve = operation.getReserveBuilder();
        List<Resource> source = stacked(reserve.getSourceList());
        List<Resource> resources = stacked(reserve.getResourcesList());
        reserve.clearSource().addAllSource(source).clearResources().addAllResources(resources);
      }
      case UNRESERVE -> {
        var unreserve = operation.getUnreserveBuilder();
        List<Resource> resources = stacked(unreserve.getResourcesList());
        unreserve.clearResources().addAllResources(resources);
      }
      case CREATE -> {
        var create = operation.getCreateBuilder();
        List<Resource> volumes = stacked(create.getVolumesList());
        create.clearVolumes().addAllVolumes(volumes);
      }
      case DESTROY -> {
        var destroy = operation.getDestroyBuilder();
        List<Resource> volumes = stacked(destroy.getVolumesList());
        destroy.clearVolumes().addAllVolumes(volumes);
      }
      default -> {}
    }
    return operation.build();
  }

  private static List<Resource> stacked(List<Resource> resources) {
    return Resources.of(resources).toProto();
  }

  Reply updateSchedule(Schedule schedule) {
    Set<MachineID> seen = new HashSet<>();
    for (Window window : schedule.getWindowsList()) {
      if (window.getMachineIdsCount() == 0) {
        return Reply.badRequest("List of machines in the maintenance window is empty");
      }
      for (MachineID machine : window.getMachineIdsList()) {
        if (!machine.hasHostname() && !machine.hasIp()) {
          return Reply.badRequest("Both 'hostname' and 'ip' for a machine are empty");
        }
        if (!seen.add(machine)) {
          return Reply.badRequest(
              "Machine '" + machine.getHostname() + "' appears more than once in the schedule");
        }
      }
    }
    master.maintenance.update(schedule);
    return Reply.OK;
  }

  Reply startMaintenance(List<MachineID> machines) {
    for (MachineID machine : machines) {
      if (!master.maintenance.isScheduled(machine)) {
        return Reply.badRequest(
            "Machine '" + machine.getHostname() + "' is not part of a maintenance schedule");
      }
    }
    master.maintenance.start(machines);
    return Reply.OK;
  }

  Reply stopMaintenance(List<MachineID> machines) {
    for (MachineID machine : machines) {
      if (!master.maintenance.isDown(machine)) {
        return Reply.badRequest(
            "Machine '" + machine.getHostname() + "' is not in DOWN mode and cannot be brought up");
      }
    }
    master.maintenance.stop(machines);
    return Reply.OK;
  }

  Reply teardown(String id) {
    Framework framework = master.framework(id);
    if (framework == null) {
      return Reply.badRequest("No framework found with specified ID");
    }
    master.subscribing.remove(framework);
    return Reply.OK;
  }

  Reply activate(AgentID id, boolean active) {
    RegisteredAgent agent = master.agent(id.getValue());
    if (agent == null) {
      return Reply.badRequest("No agent found with specified ID");
    }
    agent.deactivated = !active;
    if (active) {
      agent.draining = false;
      master.allocator.soon();
    } else {
      List.copyOf(agent.offers).forEach(master.offers::rescind);
    }
    return Reply.OK;
  }

  /** No more offers of this agent, and all its tasks are killed. */
  Reply drain(Call.DrainAgent call) {
    RegisteredAgent agent = master.agent(call.getAgentId().getValue());
    Reply deactivated = activate(call.getAgentId(), false);
    if (agent != null) {
      agent.draining = true;
      agent.tasks.forEach(
          (framework, tasks) ->
              tasks
                  .values()
                  .forEach(
                      task ->
                          agent.agent.kill(
                              task.template().getFrameworkId(),
                              task.template().getTaskId(),
                              java.util.Optional.empty())));
    }
    return deactivated;
  }

  Reply markGone(AgentID id) {
    RegisteredAgent agent = master.agent(id.getValue());
    if (agent == null) {
      return Reply.text("404 Not Found", "Agent " + id.getValue() + " is not known");
    }
    master.registered.markGone(agent);
    return Reply.OK;
  }
}
