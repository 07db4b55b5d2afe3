package io.mesosbatch.local.master;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OperationID;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.Optional;

/** Operations on their way, and what frameworks hear of them (Mesos, "Operation feedback"). */
final class Operations {
  private final Master master;

  Operations(Master master) {
    this.master = master;
  }

  /** Sends a checked operation to its agent. The resources of the agent change at once. */
  void apply(Framework framework, RegisteredAgent agent, Offer.Operation info) {
    OperationEntry operation =
        new OperationEntry(
            Optional.ofNullable(framework).map(its -> its.id), agent, Allocated.without(info));
    if (framework != null && info.hasId()) {
      agent.operations.put(operation.uuid, operation);
      framework.operations.put(info.getId().getValue(), operation);
    }
    agent.total = agent.total.apply(operation.info);
    agent.agent.apply(operation.toProto());
  }

  /** An operation that fails the checks: only those with an id get an answer. */
  void refuse(Framework framework, Offer.Operation operation, String message) {
    if (operation.hasId()) {
      send(
          framework,
          OperationStatus.newBuilder()
              .setOperationId(operation.getId())
              .setState(OperationState.OPERATION_ERROR)
              .setMessage(message)
              .build());
    }
  }

  private static void send(Framework framework, OperationStatus status) {
    framework.send(
        Event.newBuilder()
            .setType(Event.Type.UPDATE_OPERATION_STATUS)
            .setUpdateOperationStatus(Event.UpdateOperationStatus.newBuilder().setStatus(status))
            .build());
  }

  void update(RegisteredAgent agent, ByteString uuid, OperationStatus status) {
    OperationEntry operation = agent.operations.get(uuid);
    if (operation == null) {
      return;
    }
    operation.latest = status;
    Framework framework =
        operation.framework.map(id -> master.framework(id.getValue())).orElse(null);
    if (framework == null) {
      finished(agent, operation, status.getUuid().getValue());
    } else {
      send(framework, status);
    }
  }

  private void finished(RegisteredAgent agent, OperationEntry operation, ByteString statusUuid) {
    agent.operations.remove(operation.uuid);
    operation
        .framework
        .map(id -> master.framework(id.getValue()))
        .ifPresent(framework -> framework.operations.values().remove(operation));
    agent.agent.acknowledgeOperation(operation.uuid, statusUuid);
  }

  void acknowledge(Framework framework, Call.AcknowledgeOperationStatus acknowledge) {
    OperationEntry operation = framework.operations.get(acknowledge.getOperationId().getValue());
    if (operation == null || !operation.latest.getUuid().getValue().equals(acknowledge.getUuid())) {
      return;
    }
    finished(operation.agent, operation, acknowledge.getUuid());
  }

  void reconcile(Framework framework, Call.ReconcileOperations call) {
    if (call.getOperationsCount() == 0) {
      for (OperationEntry operation : List.copyOf(framework.operations.values())) {
        send(framework, operation.latest.toBuilder().clearUuid().build());
      }
    }
    for (Call.ReconcileOperations.Operation asked : call.getOperationsList()) {
      OperationEntry operation = framework.operations.get(asked.getOperationId().getValue());
      send(
          framework,
          operation != null
              ? operation.latest.toBuilder().clearUuid().build()
              : unknown(asked.getOperationId(), asked.hasAgentId() ? asked.getAgentId() : null));
    }
  }

  private OperationStatus unknown(OperationID id, AgentID agent) {
    OperationStatus.Builder status = OperationStatus.newBuilder().setOperationId(id);
    String message;
    OperationState state = OperationState.OPERATION_UNKNOWN;
    if (agent == null) {
      message = "Operation is unknown and no 'agent_id' was provided";
    } else {
      status.setAgentId(agent);
      if (master.registered.awaited(agent)) {
        state = OperationState.OPERATION_RECOVERING;
        message = "Agent is recovered but has not re-registered";
      } else if (master.agent(agent.getValue()) != null) {
        message = "Operation is unknown";
      } else if (master.registered.isGone(agent)) {
        state = OperationState.OPERATION_GONE_BY_OPERATOR;
        message = "Agent marked gone by operator";
      } else {
        message = "Both operation and agent are unknown";
      }
    }
    return status.setState(state).setMessage("Reconciliation: " + message).build();
  }
}
