package io.mesosbatch.scheduling;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How many tasks of a job that share a constraint run where, by value of its attribute. */
final class GroupCounts {
  final PlacementRule rule;
  private final Map<String, Integer> running = new HashMap<>();

  /** On which a task of the group could be placed, among the offers of this frame. */
  private Set<String> offered = Set.of();

  private final int number;

  /** Tasks of which it is not known where they count: until it is, no other is started. */
  private int unknown;

  GroupCounts(PlacementRule rule) {
    this.rule = rule;
    number = rule.value().isEmpty() ? 0 : number(rule);
  }

  private static int number(PlacementRule rule) {
    try {
      return Integer.parseInt(rule.value());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * @param value null if the agent of the task is not known yet, after a restart
   */
  void add(String value) {
    if (value == null) {
      unknown++;
      return;
    }
    running.merge(value, 1, Integer::sum);
  }

  void remove(String value) {
    if (value == null) {
      unknown--;
      return;
    }
    running.computeIfPresent(value, (v, count) -> count == 1 ? null : count - 1);
  }

  void offered(Set<String> values) {
    offered = values;
  }

  Map<String, Integer> running() {
    return running;
  }

  /** How many more may go there, before the counts are looked at again. */
  int room(String value) {
    int here = running.getOrDefault(value, 0);
    if (unknown > 0) {
      return 0;
    }
    return switch (rule.operator()) {
      case UNIQUE -> here == 0 ? 1 : 0;
      case MAX_PER -> Math.max(0, number - here);
      case CLUSTER -> running.isEmpty() || here > 0 ? Integer.MAX_VALUE : 0;
      default -> here <= fewest() ? 1 : 0;
    };
  }

  /** Over the values that are known to be possible. */
  private int fewest() {
    Set<String> known = new HashSet<>(running.keySet());
    known.addAll(offered);
    if (known.size() < number) {
      return 0;
    }
    int fewest = Integer.MAX_VALUE;
    for (String value : known) {
      fewest = Math.min(fewest, running.getOrDefault(value, 0));
    }
    return fewest;
  }
}
