package io.mesosbatch.scheduling;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many tasks of a job that share a constraint run where, by value of its attribute. */
final class GroupCounts {
  final PlacementRule rule;
  private final Map<String, Integer> running = new HashMap<>();

  /** How many values have so many tasks. */
  private final TreeMap<Integer, Integer> values = new TreeMap<>();

  /** On which a task of the group could be placed, among the offers of this frame. */
  private Set<String> offered = Set.of();

  /** Of these, those without a task. */
  private final Set<String> empty = new HashSet<>();

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

  /** In the constraint's value; 0 without one. */
  int number() {
    return number;
  }

  /**
   * @param value null if the agent of the task is not known yet, after a restart
   */
  void add(String value) {
    if (value == null) {
      unknown++;
      return;
    }
    int now = running.merge(value, 1, Integer::sum);
    empty.remove(value);
    moved(now - 1, now);
  }

  void remove(String value) {
    if (value == null) {
      unknown--;
      return;
    }
    Integer before = running.get(value);
    if (before == null) {
      return;
    }
    moved(before, before - 1);
    if (before > 1) {
      running.put(value, before - 1);
      return;
    }
    running.remove(value);
    if (offered.contains(value)) {
      empty.add(value);
    }
  }

  private void moved(int from, int to) {
    values.computeIfPresent(from, (tasks, count) -> count == 1 ? null : count - 1);
    if (to > 0) {
      values.merge(to, 1, Integer::sum);
    }
  }

  void offered(Set<String> now) {
    offered = now;
    empty.clear();
    for (String value : now) {
      if (!running.containsKey(value)) {
        empty.add(value);
      }
    }
  }

  /** How many run where it is not known. */
  int unknown() {
    return unknown;
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
    if (running.size() + empty.size() < number) {
      return 0;
    }
    return empty.isEmpty() && !values.isEmpty() ? values.firstKey() : 0;
  }
}
