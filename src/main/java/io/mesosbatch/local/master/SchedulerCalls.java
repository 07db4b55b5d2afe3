package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Reply;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.List;

/** Carries out the calls of subscribed frameworks, on the master's thread. */
final class SchedulerCalls {
  private final Master master;

  SchedulerCalls(Master master) {
    this.master = master;
  }

  /**
   * @param principal authenticated, null without authentication
   * @param streamId from the header, null without
   */
  Reply handle(Call call, String principal, String streamId) {
    Framework framework = master.framework(call.getFrameworkId().getValue());
    if (framework == null) {
      return Reply.badRequest("Framework cannot be found");
    }
    if (principal != null && !principal.equals(framework.info.getPrincipal())) {
      return Reply.badRequest(
          "Authenticated principal '"
              + principal
              + "' does not match principal '"
              + framework.info.getPrincipal()
              + "' set in `FrameworkInfo`");
    }
    if (!framework.connected()) {
      return Reply.text("403 Forbidden", "Framework is not subscribed");
    }
    if (streamId == null) {
      return Reply.badRequest(
          "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
    }
    if (!streamId.equals(framework.subscription.streamId())) {
      return Reply.badRequest(
          "The stream ID '"
              + streamId
              + "' included in this request didn't match the stream ID currently associated with"
              + " framework ID "
              + framework.key);
    }
    return handle(framework, call);
  }

  private Reply handle(Framework framework, Call call) {
    switch (call.getType()) {
      case ACKNOWLEDGE -> master.tasks.acknowledge(framework, call.getAcknowledge());
      case ACCEPT -> master.accepting.accept(framework, call.getAccept());
      case DECLINE -> decline(framework, call.getDecline());
      case KILL -> master.tasks.kill(framework, call.getKill());
      case REVIVE -> master.subscribing.revive(framework, call.getRevive().getRolesList());
      case SUPPRESS -> master.subscribing.suppress(framework, call.getSuppress().getRolesList());
      case RECONCILE -> master.reconciliation.reconcile(framework, call.getReconcile());
      case SHUTDOWN -> master.tasks.shutdownExecutor(framework, call.getShutdown());
      case MESSAGE -> master.tasks.message(framework, call.getMessage());
      case REQUEST -> {} // a hint that this allocator, like Mesos's, does not use
      case TEARDOWN -> master.subscribing.remove(framework);
      case ACCEPT_INVERSE_OFFERS -> {
        var accept = call.getAcceptInverseOffers();
        List<OfferID> ids = accept.getInverseOfferIdsList();
        master.maintenance.answer(framework, ids, accept.getFilters());
      }
      case DECLINE_INVERSE_OFFERS -> {
        var decline = call.getDeclineInverseOffers();
        List<OfferID> ids = decline.getInverseOfferIdsList();
        master.maintenance.answer(framework, ids, decline.getFilters());
      }
      case ACKNOWLEDGE_OPERATION_STATUS ->
          master.operations.acknowledge(framework, call.getAcknowledgeOperationStatus());
      case RECONCILE_OPERATIONS ->
          master.operations.reconcile(framework, call.getReconcileOperations());
      case UPDATE_FRAMEWORK -> {
        return update(framework, call.getUpdateFramework());
      }
      default -> {
        return Reply.empty("501 Not Implemented");
      }
    }
    return Reply.ACCEPTED;
  }

  private Reply update(Framework framework, Call.UpdateFramework call) {
    try {
      master.subscribing.update(framework, call);
      return Reply.OK;
    } catch (InvalidCall e) {
      return Reply.badRequest(e.getMessage());
    }
  }

  private void decline(Framework framework, Call.Decline decline) {
    for (OfferID id : decline.getOfferIdsList()) {
      OutstandingOffer offer = master.offers.get(id.getValue());
      if (offer != null && offer.framework() == framework) {
        master.offers.decline(offer, decline.getFilters());
      }
    }
  }
}
