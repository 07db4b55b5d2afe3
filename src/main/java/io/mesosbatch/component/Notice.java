package io.mesosbatch.component;

import io.mesosbatch.mesos.v1.scheduler.Event;

/**
 * What waits for a consumer: an event of the master, or news of the session.
 *
 * @param event null for DISCONNECTED and STOPPED
 * @param why set for DISCONNECTED and STOPPED, else null
 */
record Notice(EventType type, Event event, Exception why) {

  static Notice of(EventType type, Event event) {
    return new Notice(type, event, null);
  }

  static Notice of(EventType type, Exception why) {
    return new Notice(type, null, why);
  }

  /** Said once: whoever misses it never hears of it again. */
  boolean isNews() {
    return switch (type) {
      case SUBSCRIBED, DISCONNECTED, STOPPED -> true;
      default -> false;
    };
  }

  /** About offers of the subscription in which it came; void after it (design rule 12). */
  boolean isAboutOffers() {
    return switch (type) {
      case OFFERS, INVERSE_OFFERS, RESCIND, RESCIND_INVERSE_OFFER -> true;
      default -> false;
    };
  }
}
