package io.mesosbatch.scheduling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
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

  /** What waits of a job; {@code first} are places of some of the tasks, times in ms. */
  record Wait(int tasks, List<Integer> first, long firstDue, long lastDue) {
    Wait and(Delayed other) {
      boolean room = first.size() < Waiting.MOST_EXAMPLES;
      if (room) {
        first.add(other.index);
      }
      return new Wait(
          tasks + other.lane.tasks,
          first,
          Math.min(firstDue, other.due),
          Math.max(lastDue, other.due));
    }
  }

  /** Of those jobs that have some here. */
  Map<JobRun, Wait> of(Collection<JobRun> jobs) {
    Map<JobRun, Wait> waits = new HashMap<>();
    if (!queue.isEmpty()) {
      Set<JobRun> wanted = new HashSet<>(jobs);
      for (Delayed delayed : queue) {
        if (wanted.contains(delayed.job)) {
          Wait wait = waits.get(delayed.job);
          Wait before = wait == null ? new Wait(0, new ArrayList<>(), Long.MAX_VALUE, 0) : wait;
          waits.put(delayed.job, before.and(delayed));
        }
      }
    }
    return waits;
  }

  /** Forgets all that a job has here. */
  void drop(JobRun job) {
    queue.removeIf(d -> d.job == job);
  }
}
