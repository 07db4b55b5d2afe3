package io.mesosbatch.scheduling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What agents offered last, for those who look at the cluster. To remember costs nothing but memory
 * as long as nobody looks.
 */
final class LatestOffers {
  /** The latest ones; a larger cluster is known in part, and by what runs there. */
  private static final int MOST = 10_000;

  private final ArrayDeque<Round> rounds = new ArrayDeque<>();
  private int size;

  /** After tasks were placed: what is left. */
  record Round(long at, List<Supply> supplies) {}

  void add(long now, List<Supply> supplies) {
    supplies.forEach(Supply::settle);
    rounds.add(new Round(now, supplies));
    size += supplies.size();
    while (rounds.size() > 1 && size > MOST) {
      size -= rounds.poll().supplies.size();
    }
  }

  /** By agent: what it offered when it last did, to one role or to several. */
  Map<String, Round> byAgent() {
    Map<String, Round> latest = new LinkedHashMap<>();
    for (Round round : rounds) {
      for (Supply supply : round.supplies) {
        Round known = latest.get(supply.agentId());
        if (known == null || known.at != round.at) {
          known = new Round(round.at, new ArrayList<>(1));
          latest.put(supply.agentId(), known);
        }
        known.supplies.add(supply);
      }
    }
    return latest;
  }
}
