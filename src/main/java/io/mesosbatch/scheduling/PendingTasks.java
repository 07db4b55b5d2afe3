package io.mesosbatch.scheduling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks that could start now, by shape; those pinned to an agent apart, by agent. */
final class PendingTasks {
  private final Map<Shape, ShapeQueue> anywhere = new LinkedHashMap<>();
  private final Map<String, Map<Shape, ShapeQueue>> pinned = new HashMap<>();
  private int size;

  /** Those that may start; without those that a limit keeps back. */
  int size() {
    return size;
  }

  void add(JobRun job, int index) {
    add(job.laneOf(index), index);
  }

  void add(Lane lane, int index) {
    limitsChanged(lane.job);
    lane.add(index);
    if (lane.queued) {
      size++;
    } else if (lane.job.queued) {
      enqueue(lane);
    }
  }

  int poll(Lane lane) {
    int index = lane.poll();
    size--;
    if (lane.size() == 0) {
      dequeue(lane);
    }
    return index;
  }

  /** Takes the job's lanes out or in as its limits say. */
  void limitsChanged(JobRun job) {
    boolean room = job.hasRoom();
    if (room == job.queued) {
      return; // There may be a lane for each agent.
    }
    job.queued = room;
    for (Lane lane : job.lanes()) {
      if (room && !lane.queued && lane.size() > 0) {
        enqueue(lane);
      } else if (!room && lane.queued) {
        dequeue(lane);
      }
    }
  }

  /** Forgets all that a job has here. */
  void drop(JobRun job) {
    for (Lane lane : job.lanes()) {
      if (lane.queued) {
        dequeue(lane);
      }
      while (lane.size() > 0) {
        lane.poll();
      }
    }
  }

  Collection<ShapeQueue> anywhere() {
    return anywhere.values();
  }

  /** Those that want that agent and no other. */
  Collection<ShapeQueue> pinnedTo(String agentId) {
    Map<Shape, ShapeQueue> here = pinned.get(agentId);
    return here == null ? List.of() : here.values();
  }

  List<ShapeQueue> all() {
    List<ShapeQueue> all = new ArrayList<>(anywhere.values());
    pinned.values().forEach(queues -> all.addAll(queues.values()));
    return all;
  }

  private Map<Shape, ShapeQueue> queues(Shape shape) {
    return shape.agentId().isEmpty()
        ? anywhere
        : pinned.computeIfAbsent(shape.agentId().get(), id -> new HashMap<>());
  }

  private void enqueue(Lane lane) {
    lane.queued = true;
    size += lane.size();
    queues(lane.shape())
        .computeIfAbsent(lane.shape(), shape -> new ShapeQueue(shape, lane.demand))
        .add(lane);
  }

  private void dequeue(Lane lane) {
    lane.queued = false;
    size -= lane.size();
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
