package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import org.apache.camel.Message;

/** Says in headers what routes branch on. */
final class EventHeaders {
  private static final double MILLIS = 1000;

  private EventHeaders() {}

  static void set(Message message, Event event) {
    switch (event.getType()) {
      case SUBSCRIBED ->
          message.setHeader(
              MesosConstants.FRAMEWORK_ID, event.getSubscribed().getFrameworkId().getValue());
      case OFFERS ->
          offers(
              message,
              event.getOffers().getOffersList().stream()
                  .map(Offer::getId)
                  .map(id -> id.getValue())
                  .toList());
      case INVERSE_OFFERS ->
          offers(
              message,
              event.getInverseOffers().getInverseOffersList().stream()
                  .map(InverseOffer::getId)
                  .map(id -> id.getValue())
                  .toList());
      case RESCIND -> offers(message, List.of(event.getRescind().getOfferId().getValue()));
      case RESCIND_INVERSE_OFFER ->
          offers(message, List.of(event.getRescindInverseOffer().getInverseOfferId().getValue()));
      case UPDATE -> task(message, event.getUpdate().getStatus());
      case UPDATE_OPERATION_STATUS ->
          operation(message, event.getUpdateOperationStatus().getStatus());
      case MESSAGE -> {
        agent(message, event.getMessage().getAgentId());
        executor(message, event.getMessage().getExecutorId());
      }
      case FAILURE -> {
        if (event.getFailure().hasAgentId()) {
          agent(message, event.getFailure().getAgentId());
        }
        if (event.getFailure().hasExecutorId()) {
          executor(message, event.getFailure().getExecutorId());
        }
      }
      default -> {}
    }
  }

  private static void offers(Message message, List<String> ids) {
    message.setHeader(MesosConstants.OFFER_IDS, ids);
  }

  private static void task(Message message, TaskStatus status) {
    message.setHeader(MesosConstants.TASK_ID, status.getTaskId().getValue());
    message.setHeader(MesosConstants.TASK_STATE, status.getState().name());
    if (status.hasReason()) {
      message.setHeader(MesosConstants.REASON, status.getReason().name());
    }
    if (status.hasAgentId()) {
      agent(message, status.getAgentId());
    }
    if (status.hasExecutorId()) {
      executor(message, status.getExecutorId());
    }
    if (status.hasUuid()) {
      message.setHeader(MesosConstants.UUID, status.getUuid().toByteArray());
    }
    if (status.hasTimestamp()) {
      message.setHeader(MesosConstants.MESSAGE_TIMESTAMP, (long) (status.getTimestamp() * MILLIS));
    }
  }

  private static void operation(Message message, OperationStatus status) {
    message.setHeader(MesosConstants.OPERATION_ID, status.getOperationId().getValue());
    message.setHeader(MesosConstants.OPERATION_STATE, status.getState().name());
    if (status.hasAgentId()) {
      agent(message, status.getAgentId());
    }
    if (status.hasUuid()) {
      message.setHeader(MesosConstants.UUID, status.getUuid().getValue().toByteArray());
    }
  }

  private static void agent(Message message, AgentID id) {
    message.setHeader(MesosConstants.AGENT_ID, id.getValue());
  }

  private static void executor(Message message, ExecutorID id) {
    message.setHeader(MesosConstants.EXECUTOR_ID, id.getValue());
  }
}
