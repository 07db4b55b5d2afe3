package io.mesosbatch.scheduling;

import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/** The tasks that wait for the time of their next attempt. */
final class DelayedTasks {
  private final PriorityQueue<Delayed> queue =
      new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));

  /** The lane decides which agent the task keeps away from. */
  private record Delayed(JobRun job, Lane lane, int index, long due) {}

  void add(Lane lane, int index, long due) {
    queue.add(new Delayed(lane.job, lane, index, due));
  }

  /** Hands over and forgets those whose time has come. */
  void wake(long now, BiConsumer<Lane, Integer> due) {
    while (!queue.isEmpty() && queue.peek().due <= now) {
      Delayed next = queue.poll();
      due.accept(next.lane, next.index);
    }
  }

  /** Forgets all that a job has here. */
  void drop(JobRun job) {
    queue.removeIf(d -> d.job == job);
  }
}
