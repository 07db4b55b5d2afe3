package io.mesosbatch.job;

import io.mesosbatch.v1.TaskDependency;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** Which tasks of a list come after which; keeps only those that come after others. */
final class TaskOrder {
  private final Map<Integer, Entry> entries = new HashMap<>();
  private final Map<Integer, ArrayIndices> arrays = new HashMap<>();

  private record Entry(String id, List<TaskDependency> after) {}

  /** Told of a task that something is wrong with. */
  interface Problems {
    void found(int task, String id, String path, String message);
  }

  void add(int task, String id, List<TaskDependency> after) {
    if (!after.isEmpty()) {
      entries.put(task, new Entry(id, after));
    }
  }

  /** The task is an array with these indices. */
  void isArray(int task, ArrayIndices indices) {
    arrays.put(task, indices);
  }

  /**
   * All tasks have been added.
   *
   * @param leader of each task the first of its group, for a group waits as one; or itself
   */
  void check(TaskIds ids, IntUnaryOperator leader, Problems problems) {
    Map<Integer, List<Integer>> before = new HashMap<>();
    entries.forEach(
        (task, entry) -> {
          List<Integer> tasks = new ArrayList<>();
          for (int i = 0; i < entry.after.size(); i++) {
            String name = entry.after.get(i).getTask();
            int found = ids.find(name);
            if (found < 0) {
              problems.found(
                  task,
                  entry.id,
                  "after[" + i + "].task",
                  name.isEmpty()
                      ? "is required: the id of the task that comes before"
                      : unknown(name));
            } else {
              tasks.add(leader.applyAsInt(found));
              if (entry.after.get(i).getSameIndex() && !sameIndices(task, found)) {
                problems.found(
                    task,
                    entry.id,
                    "after[" + i + "].same_index",
                    "needs two arrays with the same indices");
              }
            }
          }
          before.computeIfAbsent(leader.applyAsInt(task), t -> new ArrayList<>()).addAll(tasks);
        });
    Set<Integer> inCycle = inCycle(before);
    entries.keySet().stream()
        .filter(task -> inCycle.contains(leader.applyAsInt(task)))
        .sorted()
        .forEach(
            task ->
                problems.found(
                    task,
                    entries.get(task).id,
                    "after",
                    "it waits for itself, or for a task that does"));
  }

  private boolean sameIndices(int task, int before) {
    return arrays.containsKey(task) && arrays.get(task).equals(arrays.get(before));
  }

  /** Takes away what waits for nothing, again and again; the rest waits for itself. */
  private static Set<Integer> inCycle(Map<Integer, List<Integer>> before) {
    Map<Integer, Integer> open = new HashMap<>();
    Map<Integer, List<Integer>> after = new HashMap<>();
    ArrayDeque<Integer> ready = new ArrayDeque<>();
    before.forEach(
        (task, tasks) -> {
          int waits = 0;
          for (int b : tasks) {
            if (before.containsKey(b)) {
              waits++;
              after.computeIfAbsent(b, k -> new ArrayList<>()).add(task);
            }
          }
          open.put(task, waits);
          if (waits == 0) {
            ready.add(task);
          }
        });
    while (!ready.isEmpty()) {
      int task = ready.poll();
      open.remove(task);
      for (int next : after.getOrDefault(task, List.of())) {
        if (open.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    return open.keySet();
  }

  private static String unknown(String name) {
    return "the list has no task \""
        + name
        + "\""
        + (name.contains("@{")
            ? "; an array is named as in its task_id, and {\"task\": …, \"same_index\": true} means"
                + " the task with the same index"
            : "");
  }
}
