package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.Optional;

/** The calls that the component makes by itself. */
final class Calls {
  private Calls() {}

  /** The answer to an event that wants an acknowledgement (design rule 19). */
  static Optional<Call> acknowledge(Event event) {
    return switch (event.getType()) {
      case UPDATE -> acknowledge(event.getUpdate().getStatus());
      case UPDATE_OPERATION_STATUS -> acknowledge(event.getUpdateOperationStatus().getStatus());
      default -> Optional.empty();
    };
  }

  /** Empty if the status has no uuid: then there is nothing to acknowledge. */
  static Optional<Call> acknowledge(TaskStatus status) {
    if (!status.hasUuid()) {
      return Optional.empty();
    }
    return Optional.of(
        Call.newBuilder()
            .setType(Call.Type.ACKNOWLEDGE)
            .setAcknowledge(
                Call.Acknowledge.newBuilder()
                    .setAgentId(status.getAgentId())
                    .setTaskId(status.getTaskId())
                    .setUuid(status.getUuid()))
            .build());
  }

  /** Empty if the status has no uuid: then there is nothing to acknowledge. */
  static Optional<Call> acknowledge(OperationStatus status) {
    if (!status.hasUuid()) {
      return Optional.empty();
    }
    Call.AcknowledgeOperationStatus.Builder acknowledge =
        Call.AcknowledgeOperationStatus.newBuilder()
            .setOperationId(status.getOperationId())
            .setUuid(status.getUuid().getValue());
    if (status.hasAgentId()) {
      acknowledge.setAgentId(status.getAgentId());
    }
    if (status.hasResourceProviderId()) {
      acknowledge.setResourceProviderId(status.getResourceProviderId());
    }
    return Optional.of(
        Call.newBuilder()
            .setType(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)
            .setAcknowledgeOperationStatus(acknowledge)
            .build());
  }

  /** Gives the offers of these events back; empty if there are none among them. */
  static Optional<Call> decline(List<Event> events) {
    List<OfferID> ids =
        events.stream()
            .filter(e -> e.getType() == Event.Type.OFFERS)
            .flatMap(e -> e.getOffers().getOffersList().stream())
            .map(offer -> offer.getId())
            .toList();
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Call.newBuilder()
            .setType(Call.Type.DECLINE)
            .setDecline(Call.Decline.newBuilder().addAllOfferIds(ids))
            .build());
  }

  /** SUPPRESS, REVIVE or TEARDOWN, for all roles. */
  static Call plain(Call.Type type) {
    return Call.newBuilder().setType(type).build();
  }
}
