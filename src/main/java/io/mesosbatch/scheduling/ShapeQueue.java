package io.mesosbatch.scheduling;

import java.util.Comparator;
import java.util.TreeSet;

/** The lanes, of all jobs, whose tasks have the same shape. */
final class ShapeQueue {
  private static final Comparator<Lane> ORDER = (a, b) -> a == b ? 0 : a.before(b) ? -1 : 1;

  final Shape shape;
  final NumberedDemand demand;
  private final TreeSet<Lane> lanes = new TreeSet<>(ORDER);

  ShapeQueue(Shape shape, ResourceNames names) {
    this.shape = shape;
    demand = new NumberedDemand(shape.demand(), names);
  }

  Lane first() {
    return lanes.first();
  }

  void add(Lane lane) {
    lanes.add(lane);
  }

  void remove(Lane lane) {
    lanes.remove(lane);
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }
}
