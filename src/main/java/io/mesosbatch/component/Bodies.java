package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Finds in a message's body what an operation speaks of. */
final class Bodies {
  private Bodies() {}

  /**
   * The things in a body: collections, arrays and iterators opened, and events as well (OFFERS
   * gives its offers, UPDATE its status). Empty for null.
   */
  static List<Object> items(Object body) {
    List<Object> items = new ArrayList<>();
    collect(body, items);
    return items;
  }

  private static void collect(Object body, List<Object> into) {
    if (body instanceof Iterable<?> many) {
      many.forEach(one -> collect(one, into));
    } else if (body instanceof Iterator<?> many) {
      many.forEachRemaining(one -> collect(one, into));
    } else if (body instanceof Object[] many) {
      Arrays.asList(many).forEach(one -> collect(one, into));
    } else if (body instanceof Event event) {
      collectEvent(event, into);
    } else if (body instanceof Event.Offers offers) {
      into.addAll(offers.getOffersList());
    } else if (body instanceof Event.InverseOffers offers) {
      into.addAll(offers.getInverseOffersList());
    } else if (body != null) {
      into.add(body);
    }
  }

  private static void collectEvent(Event event, List<Object> into) {
    switch (event.getType()) {
      case OFFERS -> into.addAll(event.getOffers().getOffersList());
      case INVERSE_OFFERS -> into.addAll(event.getInverseOffers().getInverseOffersList());
      case UPDATE -> into.add(event.getUpdate().getStatus());
      case UPDATE_OPERATION_STATUS -> into.add(event.getUpdateOperationStatus().getStatus());
      default -> into.add(event);
    }
  }

  /** Of an offer, an inverse offer, or an id itself; a String is no offer id but by header. */
  static Optional<OfferID> offerId(Object item) {
    if (item instanceof Offer offer) {
      return Optional.of(offer.getId());
    }
    if (item instanceof InverseOffer offer) {
      return Optional.of(offer.getId());
    }
    return item instanceof OfferID id ? Optional.of(id) : Optional.empty();
  }

  static Optional<TaskID> taskId(Object item) {
    if (item instanceof TaskID id) {
      return Optional.of(id);
    }
    if (item instanceof TaskStatus status) {
      return Optional.of(status.getTaskId());
    }
    if (item instanceof TaskInfo task) {
      return Optional.of(task.getTaskId());
    }
    return item instanceof String id
        ? Optional.of(TaskID.newBuilder().setValue(id).build())
        : Optional.empty();
  }

  /** The agent that the item names. */
  static Optional<AgentID> agentId(Object item) {
    if (item instanceof TaskStatus status && status.hasAgentId()) {
      return Optional.of(status.getAgentId());
    }
    return item instanceof TaskInfo task ? Optional.of(task.getAgentId()) : Optional.empty();
  }

  /** For an error message: what the body is, not what it holds. */
  static String describe(Object body) {
    return body == null ? "null" : "a " + body.getClass().getName();
  }
}
