package io.mesosbatch.pipeline;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Frame;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What has been stored since the start, counted for metrics. Any thread may read it. */
public final class FrameCounts {
  private final LongAdder frames = new LongAdder();
  private final LongAdder launches = new LongAdder();
  private final Map<Attempt, LongAdder> attempts = new ConcurrentHashMap<>();
  private final Map<Phase, LongAdder> tasks = new ConcurrentHashMap<>();
  private final Map<Phase, LongAdder> jobs = new ConcurrentHashMap<>();

  /**
   * How an attempt ended.
   *
   * @param free it did not count against its task
   */
  public record Attempt(TaskState state, boolean free) {}

  void of(Frame frame) {
    frames.increment();
    for (Change change : frame.changes()) {
      if (change instanceof Change.Launched) {
        launches.increment();
      } else if (change instanceof Change.AttemptEnded ended) {
        count(attempts, new Attempt(ended.status().getState(), ended.free()));
      } else if (change instanceof Change.TaskEnded ended) {
        count(tasks, ended.phase());
      } else if (change instanceof Change.JobEnded ended) {
        count(jobs, ended.phase());
      }
    }
  }

  private static <K> void count(Map<K, LongAdder> counts, K key) {
    counts.computeIfAbsent(key, k -> new LongAdder()).increment();
  }

  public long frames() {
    return frames.sum();
  }

  public long launches() {
    return launches.sum();
  }

  public Map<Attempt, LongAdder> attempts() {
    return attempts;
  }

  public long tasks(Phase ended) {
    return sum(tasks, ended);
  }

  public long jobs(Phase ended) {
    return sum(jobs, ended);
  }

  private static long sum(Map<Phase, LongAdder> counts, Phase phase) {
    LongAdder count = counts.get(phase);
    return count == null ? 0 : count.sum();
  }
}
