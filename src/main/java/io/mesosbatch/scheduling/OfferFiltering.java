package io.mesosbatch.scheduling;

import java.util.Set;

/**
 * Decides when the master hears of another {@link OfferFilter}: at once if offers of use would stay
 * away, otherwise after a pause and not often.
 */
final class OfferFiltering {
  /** Ms: so long offers come unfiltered, so that the agents become known. */
  static final long PAUSE = 10_000;

  /** Ms: until a call that may be lost is made again. */
  private static final long RETRY = 1_000;

  private final OfferNeeds needs = new OfferNeeds();
  private final boolean wanted;
  private boolean withAttributes = true;
  private boolean refused;
  private OfferFilter wish = OfferFilter.NONE;
  private OfferFilter told = OfferFilter.NONE;
  private int repeatedNames;
  private boolean unsure;
  private boolean open = true;

  /** Ms since the epoch: of the last change of the wish, and of the last call. */
  private long wishedAt;

  private long toldAt;

  /**
   * @param wanted whether the master is to be told anything at all
   */
  OfferFiltering(boolean wanted) {
    this.wanted = wanted;
  }

  void accepted(JobPlan plan) {
    needs.add(plan);
  }

  void ended(JobPlan plan) {
    needs.remove(plan);
  }

  /** The last call may not have arrived. */
  void unsure() {
    unsure = toldAt != 0;
  }

  /** The master does not know the call, or not what was in it. */
  void refused() {
    refused = !withAttributes;
    withAttributes = false;
    told = OfferFilter.NONE;
    unsure = false;
    wishedAt = 0;
    needsAnew();
  }

  /** A new framework begins, of which the master knows nothing. */
  void forgotten() {
    told = OfferFilter.NONE;
    unsure = false;
  }

  /** Whether something is kept back now. */
  boolean on() {
    return !told.equals(OfferFilter.NONE);
  }

  private void needsAnew() {
    repeatedNames = -1;
  }

  /**
   * @param everything any offer is of use, whatever the tasks want
   * @param repeated see {@link OfferNeeds#filter}
   */
  void decide(boolean everything, Set<String> repeated, FrameDraft draft) {
    if (!wanted || refused) {
      return;
    }
    long now = draft.now();
    if (needs.takeChanged() || open != everything || repeated.size() != repeatedNames) {
      open = everything;
      repeatedNames = repeated.size();
      OfferFilter next = everything ? OfferFilter.NONE : needs.filter(repeated);
      next = withAttributes ? next : new OfferFilter(Set.of(), next.minimums());
      wishedAt = next.equals(wish) && wishedAt != 0 ? wishedAt : now;
      wish = next;
    }
    if (unsure) {
      if (now - toldAt >= RETRY) {
        tell(wish, draft);
      }
    } else if (!told.covers(wish)) {
      tell(now - toldAt < PAUSE ? OfferFilter.NONE : wish, draft);
    } else if (!told.equals(wish) && now - toldAt >= PAUSE && now - wishedAt >= PAUSE) {
      tell(wish, draft);
    }
  }

  private void tell(OfferFilter filter, FrameDraft draft) {
    told = filter;
    toldAt = draft.now();
    unsure = false;
    draft.effect(new Effect.FilterOffers(filter));
  }
}
