package io.mesosbatch.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tasks that could start now, by shape; those pinned to an agent apart, by agent. */
final class PendingTasks {
  private final Map<Shape, ShapeQueue> anywhere = new HashMap<>();
  private final Map<String, Map<Shape, ShapeQueue>> pinned = new HashMap<>();
  private final ResourceNames names;
  private int size;

  PendingTasks(ResourceNames names) {
    this.names = names;
  }

  int size() {
    return size;
  }

  void add(JobRun job, int index) {
    Lane lane = job.laneOf(index);
    lane.add(index);
    size++;
    if (lane.size() == 1) {
      queues(lane.shape()).computeIfAbsent(lane.shape(), s -> new ShapeQueue(s, names)).add(lane);
    }
  }

  int poll(Lane lane) {
    int index = lane.poll();
    size--;
    if (lane.size() == 0) {
      forget(lane);
    }
    return index;
  }

  /** Takes all that a job has here. */
  List<Integer> drain(JobRun job) {
    List<Integer> drained = new ArrayList<>();
    for (Lane lane : job.lanes) {
      while (lane.size() > 0) {
        drained.add(poll(lane));
      }
    }
    return drained;
  }

  /** The queues that may run on the agent. */
  List<ShapeQueue> candidates(String agentId) {
    List<ShapeQueue> all = new ArrayList<>(anywhere.values());
    Map<Shape, ShapeQueue> here = pinned.get(agentId);
    if (here != null) {
      all.addAll(here.values());
    }
    return all;
  }

  private Map<Shape, ShapeQueue> queues(Shape shape) {
    return shape.agentId().isEmpty()
        ? anywhere
        : pinned.computeIfAbsent(shape.agentId().get(), id -> new HashMap<>());
  }

  private void forget(Lane lane) {
    Shape shape = lane.shape();
    Map<Shape, ShapeQueue> queues = queues(shape);
    ShapeQueue queue = queues.get(shape);
    queue.remove(lane);
    if (queue.isEmpty()) {
      queues.remove(shape);
    }
    shape.agentId().ifPresent(id -> pinned.computeIfPresent(id, (k, v) -> v.isEmpty() ? null : v));
  }
}
