package io.mesosbatch.scheduling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What was left, after placing, of the offers of the last seconds: for explanations. */
final class RecentOffers {
  static final long MILLIS = 30_000;
  private static final int MOST = 1_000;

  private final ArrayDeque<Left> offers = new ArrayDeque<>();

  /** In thousandths, by number of the resource name. */
  record Left(long at, String agentId, long[] amounts) {}

  void add(long now, String agentId, long[] amounts) {
    if (offers.size() == MOST) {
      offers.poll();
    }
    offers.add(new Left(now, agentId, amounts.clone()));
  }

  List<Left> since(long time) {
    List<Left> recent = new ArrayList<>();
    for (Left left : offers) {
      if (left.at >= time) {
        recent.add(left);
      }
    }
    return recent;
  }
}
