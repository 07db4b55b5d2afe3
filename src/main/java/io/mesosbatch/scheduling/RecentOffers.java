package io.mesosbatch.scheduling;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was left, after placing, of the offers of the last seconds: for explanations. */
final class RecentOffers {
  static final long MILLIS = 30_000;
  private static final int MOST = 1_000;
  private static final int SECONDS = (int) (MILLIS / 1_000);

  private final ArrayDeque<Left> offers = new ArrayDeque<>();

  /** By second, modulo their number: all are counted, though not all are kept. */
  private final int[] counts = new int[SECONDS];

  private long second;

  /** In thousandths, by number of the resource name. */
  record Left(long at, String agentId, String hostname, long[] amounts) {}

  /**
   * @param supplies on which nothing more will be placed
   */
  void add(long now, List<Supply> supplies) {
    forget(now);
    counts[(int) (second % SECONDS)] += supplies.size();
    for (Supply supply : supplies.subList(Math.max(0, supplies.size() - MOST), supplies.size())) {
      if (offers.size() == MOST) {
        offers.poll();
      }
      offers.add(new Left(now, supply.agentId(), supply.hostname(), supply.held()));
    }
  }

  private void forget(long now) {
    long next = now / 1_000;
    for (long s = Math.max(second + 1, next - SECONDS + 1); s <= next; s++) {
      counts[(int) (s % SECONDS)] = 0;
    }
    second = Math.max(second, next);
  }

  /** How many there were in the last {@link #MILLIS}. */
  int count(long now) {
    forget(now);
    int count = 0;
    for (int c : counts) {
      count += c;
    }
    return count;
  }

  /** Of each agent what it had left last, since that time. */
  Collection<Left> latest(long since) {
    Map<String, Left> latest = new LinkedHashMap<>();
    for (Left left : offers) {
      if (left.at >= since) {
        latest.put(left.agentId, left);
      }
    }
    return latest.values();
  }
}
