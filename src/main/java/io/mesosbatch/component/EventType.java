package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a consumer can take: the master's events, and two of the component's own. */
public enum EventType {
  SUBSCRIBED,
  OFFERS,
  INVERSE_OFFERS,
  RESCIND,
  RESCIND_INVERSE_OFFER,
  UPDATE,
  UPDATE_OPERATION_STATUS,
  MESSAGE,
  FAILURE,
  /** The connection broke: all offers are void; the session subscribes again by itself. */
  DISCONNECTED,
  /** The session ended for good: failed over, removed or refused. */
  STOPPED;

  private static final EventType[] BY_NUMBER = new EventType[Event.Type.values().length];

  static {
    for (Event.Type type : Event.Type.values()) {
      BY_NUMBER[type.getNumber()] =
          Arrays.stream(values()).filter(t -> t.name().equals(type.name())).findAny().orElse(null);
    }
  }

  /** Something that the framework has to answer, once. */
  boolean isOffer() {
    return this == OFFERS || this == INVERSE_OFFERS;
  }

  /** Something that may have to be acknowledged, once. */
  boolean isUpdate() {
    return this == UPDATE || this == UPDATE_OPERATION_STATUS;
  }

  /** The type of an event of the master; null for a heartbeat and for what consumers don't take. */
  static EventType of(Event event) {
    return BY_NUMBER[event.getType().getNumber()];
  }

  /**
   * Reads the option {@code events}: names with commas between, in any case.
   *
   * @throws IllegalArgumentException names the unknown type and lists the known ones
   */
  static Set<EventType> parse(String events) {
    if (events == null || events.isBlank()) {
      return EnumSet.allOf(EventType.class);
    }
    EnumSet<EventType> types = EnumSet.noneOf(EventType.class);
    for (String name : events.split(",")) {
      types.add(parseOne(name.trim()));
    }
    return types;
  }

  private static EventType parseOne(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "events="
              + name
              + ": no such event; choose among "
              + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")),
          unknown);
    }
  }
}
