package io.mesosbatch.scheduling;

import java.util.function.IntConsumer;

/**
 * Which tasks of a job are placed together, as groups; the first of a group stands for all of it.
 * Tasks are named by their places in the list.
 */
public final class TaskGroups {
  public static final TaskGroups NONE = new TaskGroups(new int[0], new int[0]);

  private final int[] groupOf;
  private final int[] first;
  private final int[] members;
  private final int[] shapes;

  /**
   * @param groupOf for each task its group's number, -1 for none; empty if the job has no groups
   * @param shapes of each group its place among the plan's shapes
   */
  public TaskGroups(int[] groupOf, int[] shapes) {
    this.groupOf = groupOf;
    this.shapes = shapes;
    first = new int[shapes.length + 1];
    for (int group : groupOf) {
      if (group >= 0) {
        first[group + 1]++;
      }
    }
    for (int i = 1; i < first.length; i++) {
      first[i] += first[i - 1];
    }
    members = new int[first[shapes.length]];
    int[] next = first.clone();
    for (int task = 0; task < groupOf.length; task++) {
      if (groupOf[task] >= 0) {
        members[next[groupOf[task]]++] = task;
      }
    }
  }

  public boolean isEmpty() {
    return shapes.length == 0;
  }

  /** Whether the task belongs to a group. */
  public boolean has(int task) {
    return !isEmpty() && groupOf[task] >= 0;
  }

  /** The first task of its group; the task itself if it has none. */
  public int leader(int task) {
    return has(task) ? members[first[groupOf[task]]] : task;
  }

  /** How many tasks its group has; 1 if it has none. */
  public int size(int task) {
    return has(task) ? first[groupOf[task] + 1] - first[groupOf[task]] : 1;
  }

  /** Only for a task that belongs to a group. */
  int shape(int task) {
    return shapes[groupOf[task]];
  }

  /** All tasks of its group, in the order of the list; only itself if it has none. */
  public void forEachMember(int task, IntConsumer visitor) {
    if (!has(task)) {
      visitor.accept(task);
      return;
    }
    int group = groupOf[task];
    for (int i = first[group]; i < first[group + 1]; i++) {
      visitor.accept(members[i]);
    }
  }
}
