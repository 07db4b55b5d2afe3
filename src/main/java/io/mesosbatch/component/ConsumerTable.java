package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The consumers of one session, and who gets which event. Thread-safe; never blocks for long. */
final class ConsumerTable {
  private final List<MesosConsumer> known = new ArrayList<>();
  private final List<MesosConsumer> active = new ArrayList<>();
  private Event subscribed;
  private boolean held;

  /** A consumer that is there, started or not: its updates are left to it. */
  synchronized void add(MesosConsumer consumer) {
    known.add(consumer);
  }

  synchronized void remove(MesosConsumer consumer) {
    known.remove(consumer);
  }

  /**
   * A consumer has started. If there is a subscription it hears of it.
   *
   * @throws IllegalStateException if another one takes what only one may take
   */
  synchronized void activate(MesosConsumer consumer) {
    for (MesosConsumer other : active) {
      for (EventType type : EventType.values()) {
        if (consumer.owns(type) && other.owns(type)) {
          throw shared(type, other, consumer);
        }
      }
    }
    active.add(consumer);
    consumer.queue().hold(held);
    if (subscribed != null && consumer.takes(EventType.SUBSCRIBED)) {
      consumer.queue().add(List.of(Notice.of(EventType.SUBSCRIBED, subscribed)));
    }
  }

  synchronized void deactivate(MesosConsumer consumer) {
    active.remove(consumer);
  }

  /** From now on no offer is handed to it, or again. */
  synchronized void pause(MesosConsumer consumer, boolean on) {
    consumer.setPaused(on);
  }

  /** After a failure: for a while no offer is handed to it, though it wants them. */
  synchronized void rest(MesosConsumer consumer, boolean on) {
    consumer.setResting(on);
  }

  /** Whether somebody answers offers at this time. */
  synchronized boolean wantsOffers() {
    return active.stream().anyMatch(c -> c.takes(EventType.OFFERS) && !c.isPaused());
  }

  /** Whether a consumer is there, started or not, that takes such events. */
  synchronized boolean knows(EventType type) {
    return known.stream().anyMatch(c -> c.takes(type));
  }

  /** How many events wait in all queues. */
  synchronized int waiting() {
    return active.stream().mapToInt(c -> c.queue().size()).sum();
  }

  /**
   * Says whether there is room in all queues; under the lock, so that the last word is the latest.
   */
  synchronized void reportRoom(Consumer<Boolean> room) {
    room.accept(active.stream().noneMatch(c -> c.queue().isFull()));
  }

  /** Hands the events out; those that nobody takes at this time come back. */
  synchronized List<Event> dispatch(List<Event> events) {
    Map<MesosConsumer, List<Notice>> portions = new IdentityHashMap<>();
    List<Event> unwanted = new ArrayList<>();
    for (Event event : events) {
      EventType type = EventType.of(event);
      boolean wanted = false;
      for (MesosConsumer consumer : active) {
        if (type != null && consumer.takes(type) && !(type.isOffer() && consumer.refusesOffers())) {
          portions.computeIfAbsent(consumer, c -> new ArrayList<>()).add(Notice.of(type, event));
          wanted = true;
        }
      }
      if (!wanted) {
        unwanted.add(event);
      }
    }
    portions.forEach((consumer, notices) -> consumer.queue().add(notices));
    return unwanted;
  }

  /**
   * A subscription has begun.
   *
   * @param hold whether the consumers must wait for {@link #release}
   */
  synchronized void subscribed(Event event, boolean hold) {
    subscribed = event;
    held = hold;
    active.forEach(c -> c.queue().hold(hold));
    dispatch(List.of(event));
  }

  synchronized void release() {
    held = false;
    active.forEach(c -> c.queue().hold(false));
  }

  /** The session is left. */
  synchronized void forget() {
    subscribed = null;
    active.forEach(c -> c.queue().remove(Notice::isAboutOffers));
    release();
  }

  /** The subscription has ended: offers that wait are void, those who want to know are told. */
  synchronized void ended(Notice news) {
    subscribed = null;
    for (MesosConsumer consumer : active) {
      consumer.queue().remove(Notice::isAboutOffers);
      if (consumer.takes(news.type()) || news.type() == EventType.STOPPED) {
        consumer.queue().add(List.of(news));
      }
    }
  }

  private static IllegalStateException shared(
      EventType type, MesosConsumer one, MesosConsumer other) {
    String what =
        type.isOffer()
            ? " both take "
                + type
                + ", but an offer can be answered once only. Let one of them take"
            : " both acknowledge "
                + type
                + ". Set autoAcknowledge=false on one of them, or let one"
                + " take";
    return new IllegalStateException(
        "The consumers of " + one.getEndpoint() + " and " + other.getEndpoint() + what + " them");
  }
}
