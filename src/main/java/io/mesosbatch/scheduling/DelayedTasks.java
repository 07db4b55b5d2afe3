package io.mesosbatch.scheduling;

import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/** The tasks that wait for the time of their next attempt. */
final class DelayedTasks {
  private final PriorityQueue<Delayed> queue =
      new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));

  private record Delayed(JobRun job, int index, long due) {}

  void add(JobRun job, int index, long due) {
    queue.add(new Delayed(job, index, due));
  }

  /** Hands over and forgets those whose time has come. */
  void wake(long now, BiConsumer<JobRun, Integer> due) {
    while (!queue.isEmpty() && queue.peek().due <= now) {
      Delayed next = queue.poll();
      due.accept(next.job, next.index);
    }
  }

  /** Takes all that a job has here. */
  List<Integer> drain(JobRun job) {
    List<Integer> indices =
        queue.stream().filter(d -> d.job == job).map(Delayed::index).sorted().toList();
    queue.removeIf(d -> d.job == job);
    return indices;
  }
}
