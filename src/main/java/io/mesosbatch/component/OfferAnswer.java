package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.Filters;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Message;

/** ACCEPT, DECLINE and their inverse counterparts: which offers, and what to do with them. */
final class OfferAnswer {
  private final Call.Type type;
  private final Message message;
  private final Double refuseSeconds;

  OfferAnswer(Call.Type type, Message message, Double refuseSeconds) {
    this.type = type;
    this.message = message;
    this.refuseSeconds = refuseSeconds;
  }

  /**
   * @throws IllegalArgumentException says what is missing
   */
  Call call() {
    Call.Builder call = Call.newBuilder().setType(type);
    List<OfferID> ids = offerIds();
    switch (type) {
      case ACCEPT -> {
        Call.Accept.Builder accept = call.getAcceptBuilder().addAllOfferIds(ids);
        accept.addAllOperations(operations());
        filters().ifPresent(accept::setFilters);
      }
      case DECLINE -> {
        Call.Decline.Builder decline = call.getDeclineBuilder().addAllOfferIds(ids);
        filters().ifPresent(decline::setFilters);
      }
      case ACCEPT_INVERSE_OFFERS -> {
        var accept = call.getAcceptInverseOffersBuilder().addAllInverseOfferIds(ids);
        filters().ifPresent(accept::setFilters);
      }
      default -> {
        var decline = call.getDeclineInverseOffersBuilder().addAllInverseOfferIds(ids);
        filters().ifPresent(decline::setFilters);
      }
    }
    return call.build();
  }

  private Optional<Filters> filters() {
    return Optional.ofNullable(refuseSeconds)
        .map(seconds -> Filters.newBuilder().setRefuseSeconds(seconds).build());
  }

  /** Offers in the body win over the header, which a route may have kept from a larger event. */
  private List<OfferID> offerIds() {
    List<OfferID> ids =
        Bodies.items(message.getBody()).stream()
            .map(Bodies::offerId)
            .flatMap(Optional::stream)
            .toList();
    if (ids.isEmpty()) {
      ids =
          Bodies.items(message.getHeader(MesosConstants.OFFER_IDS)).stream()
              .map(id -> OfferID.newBuilder().setValue(id.toString()).build())
              .toList();
    }
    if (ids.isEmpty()) {
      throw new IllegalArgumentException(
          type
              + " needs offers: an Offer, an OfferID or an OFFERS event as the body, or the header "
              + MesosConstants.OFFER_IDS
              + ". The body is "
              + Bodies.describe(message.getBody()));
    }
    return ids;
  }

  private List<Offer.Operation> operations() {
    List<Offer.Operation> operations = new ArrayList<>();
    List<TaskInfo> tasks = new ArrayList<>();
    for (Object item : Bodies.items(message.getBody())) {
      if (item instanceof TaskInfo task) {
        tasks.add(task);
      } else if (item instanceof Offer.Operation operation) {
        operations.add(operation);
      } else if (Bodies.offerId(item).isEmpty()) {
        throw new IllegalArgumentException(
            "ACCEPT wants TaskInfo or Offer.Operation as the body, or a Call.Accept, not "
                + Bodies.describe(item));
      }
    }
    if (!tasks.isEmpty()) {
      operations.add(
          Offer.Operation.newBuilder()
              .setType(Offer.Operation.Type.LAUNCH)
              .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(tasks))
              .build());
    }
    if (operations.isEmpty()) {
      throw new IllegalArgumentException(
          "ACCEPT needs something to do: TaskInfo or Offer.Operation in the body. To give the"
              + " offers back, use DECLINE. The body is "
              + Bodies.describe(message.getBody()));
    }
    return operations;
  }
}
