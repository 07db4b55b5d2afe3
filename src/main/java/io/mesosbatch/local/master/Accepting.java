package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** ACCEPT: applies operations to offers, one after the other, each on what the last one left. */
final class Accepting {
  private final Master master;

  Accepting(Master master) {
    this.master = master;
  }

  /** What is left of the accepted offers while the operations are gone through. */
  static final class Remaining {
    final RegisteredAgent agent;
    final String role;
    Resources resources;

    /** Shared volumes can be used by several tasks of one call. */
    Resources shared;

    /** Whether an operation has made other resources of those offered. */
    boolean converted;

    Remaining(RegisteredAgent agent, String role, Resources resources) {
      this.agent = agent;
      this.role = role;
      this.resources = resources;
      this.shared = resources.shared();
    }
  }

  void accept(Framework framework, Call.Accept accept) {
    List<OutstandingOffer> offers;
    try {
      offers = valid(framework, accept.getOfferIdsList());
    } catch (InvalidCall e) {
      invalid(framework, accept, e.getMessage());
      return;
    }
    OutstandingOffer first = offers.get(0);
    Resources offered = Resources.EMPTY;
    for (OutstandingOffer offer : offers) {
      offered = offered.plus(offer.resources());
      master.offers.remove(offer);
    }
    Remaining remaining = new Remaining(first.agent(), first.role(), offered);
    for (Operation operation : accept.getOperationsList()) {
      apply(framework, operation, remaining);
    }
    giveBack(framework, remaining, offered, accept);
  }

  private List<OutstandingOffer> valid(Framework framework, List<OfferID> ids) {
    if (ids.isEmpty()) {
      throw new InvalidCall("No offers specified");
    }
    Set<String> seen = new HashSet<>();
    for (OfferID id : ids) {
      if (!seen.add(id.getValue())) {
        throw new InvalidCall("Duplicate offer " + id.getValue() + " in offer list");
      }
    }
    List<OutstandingOffer> offers = new ArrayList<>(ids.size());
    for (OfferID id : ids) {
      OutstandingOffer offer = master.offers.get(id.getValue());
      if (offer == null) {
        throw new InvalidCall("Offer " + id.getValue() + " is no longer valid");
      }
      offers.add(offer);
    }
    OutstandingOffer first = offers.get(0);
    for (OutstandingOffer offer : offers) {
      String id = "Offer " + offer.id().getValue();
      if (offer.framework() != framework) {
        throw new InvalidCall(id + " was made to another framework");
      }
      if (!offer.role().equals(first.role())) {
        throw new InvalidCall(
            id + " is for role '" + offer.role() + "', another for '" + first.role() + "'");
      }
      if (offer.agent() != first.agent()) {
        throw new InvalidCall(
            id + " is of agent " + offer.agent().key + ", another of agent " + first.agent().key);
      }
    }
    return offers;
  }

  private void invalid(Framework framework, Call.Accept accept, String why) {
    for (OfferID id : accept.getOfferIdsList()) {
      OutstandingOffer offer = master.offers.get(id.getValue());
      if (offer != null && offer.framework() == framework) {
        master.offers.discard(offer);
      }
    }
    TaskState state =
        framework.capabilities.partitionAware() ? TaskState.TASK_DROPPED : TaskState.TASK_LOST;
    for (Operation operation : accept.getOperationsList()) {
      List<TaskInfo> tasks = tasks(operation);
      if (tasks == null) {
        String message = "Operation attempted with invalid offers: " + why;
        master.operations.refuse(framework, operation, message);
      } else {
        String message = "Task launched with invalid offers: " + why;
        refuse(framework, tasks, state, TaskStatus.Reason.REASON_INVALID_OFFERS, message);
      }
    }
  }

  /** The tasks that the operation launches; null if it is not a launch. */
  private static List<TaskInfo> tasks(Operation operation) {
    return switch (operation.getType()) {
      case LAUNCH -> operation.getLaunch().getTaskInfosList();
      case LAUNCH_GROUP -> operation.getLaunchGroup().getTaskGroup().getTasksList();
      default -> null;
    };
  }

  static void refuse(
      Framework framework,
      List<TaskInfo> tasks,
      TaskState state,
      TaskStatus.Reason reason,
      String message) {
    for (TaskInfo task : tasks) {
      TaskStatus status =
          Statuses.ofMaster(task.getTaskId(), task.getAgentId(), state, reason, message).build();
      framework.send(Statuses.update(status));
    }
  }

  private void apply(Framework framework, Operation operation, Remaining remaining) {
    switch (operation.getType()) {
      case LAUNCH -> master.launching.launch(framework, operation, remaining);
      case LAUNCH_GROUP -> master.launching.launchGroup(framework, operation, remaining);
      case RESERVE, UNRESERVE, CREATE, DESTROY, GROW_VOLUME, SHRINK_VOLUME -> {
        try {
          convert(framework, Allocated.to(remaining.role, operation), remaining);
        } catch (InvalidCall | InvalidResourceException e) {
          master.operations.refuse(framework, operation, e.getMessage());
        }
      }
      default ->
          master.operations.refuse(
              framework, operation, operation.getType() + " is not supported here");
    }
  }

  private void convert(Framework framework, Operation operation, Remaining remaining) {
    RegisteredAgent agent = remaining.agent;
    OperationRules.check(operation, framework.info, agent);
    Resources after = remaining.resources.apply(operation);
    if (operation.getType() == Operation.Type.DESTROY) {
      rescindOffersOf(operation, agent);
    }
    remaining.resources = after;
    remaining.shared = after.shared();
    remaining.converted = true;
    master.operations.apply(framework, agent, operation);
  }

  private void rescindOffersOf(Operation destroy, RegisteredAgent agent) {
    Resources volumes = Resources.of(destroy.getDestroy().getVolumesList()).unallocated();
    for (OutstandingOffer offer : List.copyOf(agent.offers)) {
      if (offer.resources().unallocated().contains(volumes)) {
        master.offers.rescind(offer);
      }
    }
  }

  /** What the operations made is offered again soon; what was left over is declined. */
  private void giveBack(
      Framework framework, Remaining remaining, Resources offered, Call.Accept accept) {
    Resources free = remaining.resources;
    if (free.isEmpty()) {
      return;
    }
    master.offers.recover(framework, remaining.agent, remaining.role, free);
    Resources declined =
        remaining.converted
            ? free.filter(resource -> offered.contains(Resources.of(resource)))
            : free;
    master.offers.filter(framework, remaining.agent, remaining.role, declined, accept.getFilters());
  }
}
