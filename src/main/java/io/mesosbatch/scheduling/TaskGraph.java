package io.mesosbatch.scheduling;

import io.mesosbatch.v1.Condition;
import java.util.List;

/** Which tasks of a job come after which. Has no cycle: the list was checked. */
public final class TaskGraph {
  public static final TaskGraph NONE = new TaskGraph(0, List.of());

  /** {@code task} comes after {@code before}; places in the list. */
  public record Edge(int before, int task, Condition condition) {}

  private final int[] first;
  private final int[] after;
  private final boolean[] mustFinish;
  private final int[] before;

  public TaskGraph(int tasks, List<Edge> edges) {
    boolean none = edges.isEmpty();
    first = new int[none ? 0 : tasks + 1];
    before = new int[none ? 0 : tasks];
    after = new int[edges.size()];
    mustFinish = new boolean[edges.size()];
    for (Edge edge : edges) {
      first[edge.before + 1]++;
      before[edge.task]++;
    }
    for (int i = 1; i < first.length; i++) {
      first[i] += first[i - 1];
    }
    int[] next = first.clone();
    for (Edge edge : edges) {
      int place = next[edge.before]++;
      after[place] = edge.task;
      mustFinish[place] = edge.condition == Condition.FINISHED;
    }
  }

  boolean isEmpty() {
    return after.length == 0;
  }

  /** For each task how many come before it. */
  int[] before() {
    return before.clone();
  }

  /** Told of one that comes after another. */
  interface Visitor {
    void after(int task, boolean mustFinish);
  }

  void forEachAfter(int task, Visitor visitor) {
    if (!isEmpty()) {
      for (int i = first[task]; i < first[task + 1]; i++) {
        visitor.after(after[i], mustFinish[i]);
      }
    }
  }
}
