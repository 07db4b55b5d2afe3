package io.mesosbatch.conformance;

import com.google.protobuf.ByteString;
import io.mesosbatch.conformance.Recording.Happening;
import io.mesosbatch.mesos.v1.InverseOffer;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The events that a replay has seen so far, and what in them answers to what was recorded. */
final class Observed {
  private static final long PATIENCE_NANOS = 12_000_000_000L;

  /** What comes so shortly before the answer to a call came after the call. */
  private static final double ITS_ANSWER = 0.0009;

  private final List<Happening> happenings = new ArrayList<>();
  private final Set<String> usedOffers = new HashSet<>();
  private final Set<ByteString> usedUuids = new HashSet<>();
  private final long start = System.nanoTime();

  /**
   * @param event null: the stream has ended
   */
  synchronized void add(int stream, Event event) {
    happenings.add(new Happening((System.nanoTime() - start) / 1e9, stream, event));
    notifyAll();
  }

  synchronized List<Happening> all() {
    return List.copyOf(happenings);
  }

  /** The first event on a stream. */
  Event first(int stream) throws InterruptedException {
    return await(
        "an event on stream " + stream,
        () -> find(happening -> happening.stream() == stream && happening.event() != null));
  }

  private Event find(Predicate<Happening> predicate) {
    for (Happening happening : happenings) {
      if (predicate.test(happening)) {
        return happening.event();
      }
    }
    return null;
  }

  /** Waits until something like each of these has been seen. What never comes shows later. */
  synchronized void awaitAll(List<Happening> recorded) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!sees(recorded)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(left / 1_000_000 + 1);
    }
  }

  private boolean sees(List<Happening> recorded) {
    Set<String> seen = new HashSet<>();
    happenings.forEach(happening -> seen.add(key(happening)));
    return recorded.stream()
        .filter(happening -> happening.event() != null)
        .allMatch(happening -> seen.contains(key(happening)));
  }

  private static String key(Happening happening) {
    Event event = happening.event();
    if (event == null) {
      return "end " + happening.stream();
    }
    return switch (event.getType()) {
      case UPDATE -> key(event.getUpdate().getStatus());
      case UPDATE_OPERATION_STATUS -> key(event.getUpdateOperationStatus().getStatus());
      default -> event.getType() + " " + happening.stream();
    };
  }

  private static String key(TaskStatus status) {
    return status.getTaskId().getValue()
        + status.getState()
        + status.getSource()
        + (status.hasReason() ? status.getReason() : "")
        + status.hasUuid();
  }

  private static String key(OperationStatus status) {
    return status.getOperationId().getValue() + status.getState() + status.hasUuid();
  }

  /**
   * What was one offer there may be several here, made one after the other as resources became
   * free. Their sum must be the same, on the same agent.
   */
  void matchOffer(OfferID id, List<Happening> recorded, Substitution ids)
      throws InterruptedException {
    Offer wanted = recordedOffer(id, recorded);
    Resources resources = Resources.of(wanted.getResourcesList());
    String rack = Agents.rack(wanted.getAttributesList());
    List<Offer> own =
        await("offers of " + rack + " with " + resources, () -> summingUp(rack, resources));
    List<OfferID> matched = new ArrayList<>();
    for (Offer offer : own) {
      usedOffers.add(offer.getId().getValue());
      matched.add(offer.getId());
    }
    ids.put(id, matched);
    ids.put(wanted.getAgentId().getValue(), own.get(0).getAgentId().getValue());
  }

  private List<Offer> summingUp(String rack, Resources wanted) {
    List<Offer> open = new ArrayList<>();
    Resources sum = Resources.EMPTY;
    for (Offer offer : offers(happenings)) {
      if (!usedOffers.contains(offer.getId().getValue())
          && !rescinded(offer.getId())
          && Agents.rack(offer.getAttributesList()).equals(rack)) {
        Resources resources = Resources.of(offer.getResourcesList());
        if (resources.equals(wanted)) {
          return List.of(offer);
        }
        open.add(offer);
        sum = sum.plus(resources);
      }
    }
    return !open.isEmpty() && sum.equals(wanted) ? open : null;
  }

  private static Offer recordedOffer(OfferID id, List<Happening> recorded) {
    for (Offer offer : offers(recorded)) {
      if (offer.getId().equals(id)) {
        return offer;
      }
    }
    throw new AssertionError("the recording has no offer " + id.getValue());
  }

  private static List<Offer> offers(List<Happening> happenings) {
    List<Offer> offers = new ArrayList<>();
    for (Happening happening : happenings) {
      if (happening.event() != null) {
        offers.addAll(happening.event().getOffers().getOffersList());
      }
    }
    return offers;
  }

  private boolean rescinded(OfferID id) {
    return find(
            happening ->
                happening.event() != null
                    && happening.event().hasRescind()
                    && happening.event().getRescind().getOfferId().equals(id))
        != null;
  }

  void matchInverseOffer(OfferID id, List<Happening> recorded, Substitution ids)
      throws InterruptedException {
    InverseOffer wanted = null;
    for (InverseOffer offer : inverseOffers(recorded)) {
      if (offer.getId().equals(id)) {
        wanted = offer;
      }
    }
    String agent = ids.get(wanted.getAgentId().getValue());
    InverseOffer own =
        await(
            "an inverse offer of " + agent,
            () ->
                inverseOffers(happenings).stream()
                    .filter(offer -> offer.getAgentId().getValue().equals(agent))
                    .findFirst()
                    .orElse(null));
    ids.put(id.getValue(), own.getId().getValue());
  }

  private static List<InverseOffer> inverseOffers(List<Happening> happenings) {
    List<InverseOffer> offers = new ArrayList<>();
    for (Happening happening : happenings) {
      if (happening.event() != null) {
        offers.addAll(happening.event().getInverseOffers().getInverseOffersList());
      }
    }
    return offers;
  }

  /** Waits until the update has come as often as it had when it was acknowledged. */
  void matchUpdate(ByteString uuid, double seconds, List<Happening> recorded, Substitution ids)
      throws InterruptedException {
    int times = 0;
    TaskStatus wanted = null;
    for (Happening happening : recorded) {
      if (happening.event() != null
          && happening.event().getUpdate().getStatus().getUuid().equals(uuid)) {
        wanted = happening.event().getUpdate().getStatus();
        times += happening.seconds() < seconds - ITS_ANSWER ? 1 : 0;
      }
    }
    String key = key(wanted);
    ByteString known = ids.get(uuid);
    int atLeast = Math.max(1, times);
    ByteString own =
        await(
            key + ", " + atLeast + " times",
            () -> {
              List<ByteString> uuids = new ArrayList<>();
              for (Happening happening : happenings) {
                if (happening.event() != null && happening.event().hasUpdate()) {
                  TaskStatus status = happening.event().getUpdate().getStatus();
                  boolean fits =
                      known == null
                          ? key(status).equals(key) && !usedUuids.contains(status.getUuid())
                          : status.getUuid().equals(known);
                  if (fits) {
                    uuids.add(status.getUuid());
                  }
                }
              }
              return uuids.size() >= atLeast ? uuids.get(0) : null;
            });
    usedUuids.add(own);
    ids.put(uuid, own);
  }

  void matchOperation(ByteString uuid, List<Happening> recorded, Substitution ids)
      throws InterruptedException {
    for (Happening happening : recorded) {
      Event event = happening.event();
      if (event != null
          && event.getUpdateOperationStatus().getStatus().getUuid().getValue().equals(uuid)) {
        String key = key(event.getUpdateOperationStatus().getStatus());
        Event own = await(key, () -> find(candidate -> key(candidate).equals(key)));
        ids.put(uuid, own.getUpdateOperationStatus().getStatus().getUuid().getValue());
        return;
      }
    }
  }

  private synchronized <T> T await(String what, Supplier<T> supplier) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    T found = supplier.get();
    while (found == null) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(
            "waited in vain for " + what + " among " + Normal.events(happenings));
      }
      wait(left / 1_000_000 + 1);
      found = supplier.get();
    }
    return found;
  }
}
