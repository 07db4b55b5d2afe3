package io.mesosbatch.scheduling;

import io.mesosbatch.v1.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which tasks of a job come after which. Has no cycle: the list was checked. */
public final class TaskGraph {
  public static final TaskGraph NONE = new TaskGraph(0, List.of());

  /** {@code task} comes after {@code before}; places in the list. */
  public record Edge(int before, int task, Condition condition) {}

  /**
   * The same between arrays: each of the tasks comes after all of those before, or, if {@code
   * each}, after the one with the same place in its array.
   */
  public record Span(
      int before, int befores, int task, int tasks, boolean each, Condition condition) {}

  private final int[] first;
  private final int[] after;
  private final boolean[] mustFinish;
  private final int[] before;

  /** By the only task before, or by the first one of an array: those do not overlap. */
  private final Map<Integer, List<Numbered>> ofTask = new HashMap<>();

  private final TreeMap<Integer, List<Numbered>> ofArray = new TreeMap<>();
  private final int[] befores;

  private record Numbered(int number, Span span) {}

  public TaskGraph(int tasks, List<Edge> edges) {
    this(tasks, edges, List.of());
  }

  public TaskGraph(int tasks, List<Edge> edges, List<Span> spans) {
    first = new int[edges.isEmpty() ? 0 : tasks + 1];
    before = new int[edges.isEmpty() && spans.isEmpty() ? 0 : tasks];
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
    befores = new int[spans.size()];
    for (int i = 0; i < befores.length; i++) {
      add(i, spans.get(i));
    }
  }

  private void add(int number, Span span) {
    (span.befores == 1 ? ofTask : ofArray)
        .computeIfAbsent(span.before, b -> new ArrayList<>(1))
        .add(new Numbered(number, span));
    befores[number] = span.befores;
    for (int i = span.task; i < span.task + span.tasks; i++) {
      before[i]++;
    }
  }

  boolean isEmpty() {
    return before.length == 0;
  }

  /** For each task how many come before it; an array counts as one. */
  int[] before() {
    return before.clone();
  }

  /** For each span how many tasks of it have not ended as they must; to be handed back. */
  int[] open() {
    return befores.clone();
  }

  /** Told of one that comes after another. */
  interface Visitor {
    void after(int task, boolean mustFinish);
  }

  /**
   * The task has ended: tells of those for which that matters. What comes after a whole array is
   * told of with the last of its tasks, or with the first that did not finish if all must.
   *
   * @param open see {@link #open}
   */
  void forEachAfter(int task, boolean finished, int[] open, Visitor visitor) {
    if (first.length > 0) {
      for (int i = first[task]; i < first[task + 1]; i++) {
        visitor.after(after[i], mustFinish[i]);
      }
    }
    if (befores.length > 0) {
      ofTask.getOrDefault(task, List.of()).forEach(s -> visit(s, task, finished, open, visitor));
      Map.Entry<Integer, List<Numbered>> array = ofArray.floorEntry(task);
      if (array != null) {
        array.getValue().forEach(s -> visit(s, task, finished, open, visitor));
      }
    }
  }

  /** Those that come after the task, but for what comes after all of its array. */
  void forEachEdge(int task, Visitor visitor) {
    forEachAfter(task, true, new int[befores.length], visitor);
  }

  /** Where tasks come after all of those before. */
  List<Span> wholeArrays() {
    List<Span> spans = new ArrayList<>();
    ofTask.values().forEach(all -> all.forEach(numbered -> spans.add(numbered.span)));
    ofArray.values().forEach(all -> all.forEach(numbered -> spans.add(numbered.span)));
    spans.removeIf(Span::each);
    return spans;
  }

  private static void visit(
      Numbered numbered, int task, boolean finished, int[] open, Visitor visitor) {
    Span span = numbered.span;
    boolean mustFinish = span.condition == Condition.FINISHED;
    if (task >= span.before + span.befores) {
      return;
    }
    if (span.each) {
      visitor.after(span.task + task - span.before, mustFinish);
      return;
    }
    int number = numbered.number;
    boolean broken = mustFinish && !finished && open[number] > 0;
    if (broken) {
      open[number] = 0;
    }
    if (broken || (open[number] > 0 && --open[number] == 0)) {
      for (int i = span.task; i < span.task + span.tasks; i++) {
        visitor.after(i, mustFinish);
      }
    }
  }
}
