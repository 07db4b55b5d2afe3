package io.mesosbatch.scheduling.simulation;

import java.util.PriorityQueue;

/** What is to happen, in order of time, and in order of entry at one time. */
final class Timeline {
  private final PriorityQueue<Item> items = new PriorityQueue<>();
  private long now;
  private long entries;

  private record Item(long at, long entry, Runnable action) implements Comparable<Item> {
    @Override
    public int compareTo(Item other) {
      return at == other.at ? Long.compare(entry, other.entry) : Long.compare(at, other.at);
    }
  }

  Timeline(long start) {
    now = start;
  }

  /** Ms since the epoch. */
  long now() {
    return now;
  }

  void at(long time, Runnable action) {
    items.add(new Item(Math.max(time, now), entries++, action));
  }

  void after(long millis, Runnable action) {
    at(now + millis, action);
  }

  /** Does what comes next. */
  boolean step() {
    Item next = items.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.action.run();
    return true;
  }
}
