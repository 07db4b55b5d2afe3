package io.mesosbatch.local.master;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.UUID;
import java.util.Optional;

/** An operation that was sent to an agent, until its end is acknowledged. */
final class OperationEntry {
  final ByteString uuid = Ids.uuid();
  final Optional<FrameworkID> framework;
  final RegisteredAgent agent;
  final Offer.Operation info;
  OperationStatus latest;

  OperationEntry(Optional<FrameworkID> framework, RegisteredAgent agent, Offer.Operation info) {
    this.framework = framework;
    this.agent = agent;
    this.info = info;
    OperationStatus.Builder pending =
        OperationStatus.newBuilder()
            .setState(OperationState.OPERATION_PENDING)
            .setAgentId(agent.id);
    if (info.hasId()) {
      pending.setOperationId(info.getId());
    }
    this.latest = pending.build();
  }

  Operation toProto() {
    Operation.Builder operation =
        Operation.newBuilder()
            .setAgentId(agent.id)
            .setInfo(info)
            .setLatestStatus(latest)
            .addStatuses(latest)
            .setUuid(UUID.newBuilder().setValue(uuid));
    framework.ifPresent(operation::setFrameworkId);
    return operation.build();
  }
}
