package io.mesosbatch.scheduling.simulation;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Effect;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches a simulation: how many tasks ran when, how long they waited, how full the agents were.
 */
public final class Forecast implements Observer {
  private final JobPlan plan;
  private final List<Point> running = new ArrayList<>();
  private final List<Long> waits = new ArrayList<>();
  private final Map<String, Double> used = new HashMap<>();
  private final Map<String, Double> usedSeconds = new HashMap<>();
  private final Map<String, Integer> shapes = new HashMap<>();
  private long start = -1;
  private long last;
  private int count;

  /** So many tasks ran from that time on, in ms since the start. */
  public record Point(long at, int tasks) {}

  public Forecast(JobPlan plan) {
    this.plan = plan;
  }

  @Override
  public void committed(List<Change> changes, List<Effect> effects, long now) {
    start(now);
    for (Change change : changes) {
      if (change instanceof Change.Launched launched && launched.attempt() == 1) {
        waits.add(now - start);
      }
    }
  }

  private void start(long now) {
    start = start < 0 ? now : start;
  }

  @Override
  public void started(String mesosTaskId, String agentId, long now) {
    shapes.put(mesosTaskId, index(mesosTaskId));
    step(mesosTaskId, 1, now);
  }

  @Override
  public void stopped(String mesosTaskId, String agentId, TaskState state, long now) {
    step(mesosTaskId, -1, now);
    shapes.remove(mesosTaskId);
  }

  private static int index(String mesosTaskId) {
    return AttemptId.parse(mesosTaskId).orElseThrow().index();
  }

  private void step(String task, int sign, long now) {
    Integer index = shapes.get(task);
    if (index == null) {
      return;
    }
    start(now);
    double seconds = (now - Math.max(last, start)) / 1000.0;
    used.forEach((name, amount) -> usedSeconds.merge(name, amount * seconds, Double::sum));
    last = now;
    Shape shape = plan.shapes().get(plan.shapeOf()[index]);
    shape
        .demand()
        .scalars()
        .forEach(s -> used.merge(s.name(), sign * s.thousandths() / 1000.0, Double::sum));
    count += sign;
    running.add(new Point(now - start, count));
  }

  /** In order of time. */
  public List<Point> running() {
    return running;
  }

  public int mostRunning() {
    return running.stream().mapToInt(Point::tasks).max().orElse(0);
  }

  /** Ms from the start to the end of the last task. */
  public long makespan() {
    return running.isEmpty() ? 0 : running.get(running.size() - 1).at();
  }

  /** The mean part of that resource that was in use until the end, 0 to 1. */
  public double utilisation(String resource, double total) {
    double seconds = makespan() / 1000.0;
    return seconds == 0 || total == 0
        ? 0
        : usedSeconds.getOrDefault(resource, 0.0) / (total * seconds);
  }

  /**
   * Ms that tasks waited for their first launch.
   *
   * @param part of the tasks that waited no longer, 0 to 1
   */
  public long waited(double part) {
    long[] sorted = waits.stream().mapToLong(w -> w).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)];
  }
}
