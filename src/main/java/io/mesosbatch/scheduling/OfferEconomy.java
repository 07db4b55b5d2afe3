package io.mesosbatch.scheduling;

import java.util.List;

/** When to ask the master for offers and when not (design rule 15). */
final class OfferEconomy {
  private static final long MIN_BETWEEN_REVIVES = 1_000;

  private final SchedulingTimes times;
  private boolean suppressed;

  /** Offers were refused that new work might want. */
  private boolean filtered;

  private boolean newWork;
  private boolean unsure;
  private long lastRevive;
  private long lastOffer;

  OfferEconomy(SchedulingTimes times) {
    this.times = times;
  }

  /** A new subscription gets offers, and the master has forgotten our filters. */
  void subscribed(long now) {
    suppressed = false;
    filtered = false;
    lastOffer = now;
  }

  /** A SUPPRESS or REVIVE may be among the lost calls: the next decision is sent again. */
  void callsFailed() {
    unsure = true;
  }

  void offered(long now) {
    lastOffer = now;
  }

  void newWork() {
    newWork = true;
  }

  /** The filter, in seconds, for what is not used of an offer. */
  double refuseSeconds(boolean workLeft) {
    filtered = true;
    return (workLeft ? times.refuseUnfit() : times.refuseIdle()) / 1000.0;
  }

  void decide(boolean workLeft, long now, List<Effect> effects) {
    if (!workLeft) {
      newWork = false;
      if (!suppressed || unsure) {
        unsure = false;
        suppressed = true;
        effects.add(new Effect.Suppress());
      }
      return;
    }
    boolean overlooked = now - Math.max(lastOffer, lastRevive) >= times.revive();
    boolean wanted = suppressed || unsure || newWork && filtered || overlooked;
    if (wanted && now - lastRevive >= MIN_BETWEEN_REVIVES) {
      effects.add(new Effect.Revive());
      suppressed = false;
      unsure = false;
      filtered = false;
      newWork = false;
      lastRevive = now;
    }
  }
}
