package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.Optional;

/** Whether a scheduler call is whole: it has the part that its type needs. */
final class CallRules {
  private CallRules() {}

  /**
   * @param principal authenticated, null without authentication
   */
  static Optional<String> problem(Call call, String principal) {
    if (!call.hasType()) {
      return absent("type");
    }
    if (call.getType() == Call.Type.SUBSCRIBE) {
      return subscribe(call, principal);
    }
    if (!call.hasFrameworkId()) {
      return absent("framework_id");
    }
    return switch (call.getType()) {
      case ACCEPT -> needs(call.hasAccept(), "accept");
      case DECLINE -> needs(call.hasDecline(), "decline");
      case ACCEPT_INVERSE_OFFERS -> needs(call.hasAcceptInverseOffers(), "accept_inverse_offers");
      case DECLINE_INVERSE_OFFERS ->
          needs(call.hasDeclineInverseOffers(), "decline_inverse_offers");
      case KILL -> needs(call.hasKill(), "kill");
      case SHUTDOWN -> needs(call.hasShutdown(), "shutdown");
      case ACKNOWLEDGE -> acknowledge(call);
      case ACKNOWLEDGE_OPERATION_STATUS -> acknowledgeOperation(call);
      case RECONCILE -> needs(call.hasReconcile(), "reconcile");
      case RECONCILE_OPERATIONS -> needs(call.hasReconcileOperations(), "reconcile_operations");
      case MESSAGE -> needs(call.hasMessage(), "message");
      case REQUEST -> needs(call.hasRequest(), "request");
      case UPDATE_FRAMEWORK -> update(call);
      default -> Optional.empty();
    };
  }

  private static Optional<String> subscribe(Call call, String principal) {
    if (!call.hasSubscribe()) {
      return absent("subscribe");
    }
    FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
    if (!info.getId().getValue().equals(call.getFrameworkId().getValue())) {
      return Optional.of("'framework_id' differs from 'subscribe.framework_info.id'");
    }
    if (principal != null && info.hasPrincipal() && !principal.equals(info.getPrincipal())) {
      return Optional.of(
          "Authenticated principal '"
              + principal
              + "' does not match principal '"
              + info.getPrincipal()
              + "' set in `FrameworkInfo`");
    }
    return Optional.empty();
  }

  private static Optional<String> acknowledge(Call call) {
    if (!call.hasAcknowledge()) {
      return absent("acknowledge");
    }
    return uuid(call.getAcknowledge().getUuid().size());
  }

  private static Optional<String> acknowledgeOperation(Call call) {
    if (!call.hasAcknowledgeOperationStatus()) {
      return absent("acknowledge_operation_status");
    }
    return uuid(call.getAcknowledgeOperationStatus().getUuid().size())
        .or(() -> needs(call.getAcknowledgeOperationStatus().hasAgentId(), "agent_id"));
  }

  private static Optional<String> update(Call call) {
    if (!call.hasUpdateFramework()) {
      return absent("update_framework");
    }
    if (!call.getFrameworkId().equals(call.getUpdateFramework().getFrameworkInfo().getId())) {
      return Optional.of("'framework_id' differs from 'update_framework.framework_info.id'");
    }
    return Optional.empty();
  }

  private static Optional<String> uuid(int bytes) {
    return bytes == 16
        ? Optional.empty()
        : Optional.of("A UUID has 16 bytes, but this one has " + bytes);
  }

  private static Optional<String> needs(boolean present, String field) {
    return present ? Optional.empty() : absent(field);
  }

  private static Optional<String> absent(String field) {
    return Optional.of("Expecting '" + field + "' to be present");
  }
}
