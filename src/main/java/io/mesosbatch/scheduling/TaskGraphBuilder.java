package io.mesosbatch.scheduling;

import io.mesosbatch.job.ArrayIds;
import io.mesosbatch.job.ArrayPieces;
import io.mesosbatch.job.ArrayTemplate;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.v1.TaskDependency;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds which task comes after which, by their ids, which are kept until all are known. */
final class TaskGraphBuilder {
  private final ArrayIds arrayIds = new ArrayIds();
  private final Map<String, Tasks> arrays = new HashMap<>();
  private final List<Named> named = new ArrayList<>();
  private long[] ids = new long[16];
  private int[] places = new int[16];
  private int known;
  private int tasks;
  private Tasks lastArray;

  /** A task, or an array; a long one comes in pieces. */
  private static final class Tasks {
    final int first;
    int count;

    Tasks(int first, int count) {
      this.first = first;
      this.count = count;
    }
  }

  private record Named(Tasks tasks, TaskDependency dependency) {}

  void add(TaskSpec task) {
    after(new Tasks(tasks, 1), task);
    note(task.id(), tasks++);
  }

  void add(TaskSpec spec, ArrayTemplate array) {
    int count = array.count();
    if (ArrayPieces.continues(spec)) {
      lastArray.count += count;
    } else {
      lastArray = new Tasks(tasks, count);
      arrays.put(spec.id(), lastArray);
      after(lastArray, spec);
    }
    if (array.aroundIndex().isPresent()) {
      arrayIds.add(array.aroundIndex().get(), array.indices(), tasks);
    } else {
      for (int i = 0; i < count; i++) {
        note(array.id(i), tasks + i);
      }
    }
    tasks += count;
  }

  private void after(Tasks of, TaskSpec spec) {
    spec.policy().getAfterList().forEach(dependency -> named.add(new Named(of, dependency)));
  }

  private void note(String id, int place) {
    if (known == ids.length) {
      ids = Arrays.copyOf(ids, known * 2);
      places = Arrays.copyOf(places, known * 2);
    }
    ids[known] = digest(id);
    places[known++] = place;
  }

  TaskGraph build() {
    if (named.isEmpty()) {
      return TaskGraph.NONE;
    }
    Map<Long, Integer> placeOf = new HashMap<>();
    named.forEach(n -> placeOf.put(digest(n.dependency.getTask()), -1));
    for (int i = 0; i < known; i++) {
      placeOf.replace(ids[i], places[i]);
    }
    List<TaskGraph.Edge> edges = new ArrayList<>();
    List<TaskGraph.Span> spans = new ArrayList<>();
    for (Named n : named) {
      Tasks before = find(n, placeOf);
      if (before.count == 1 && n.tasks.count == 1) {
        edges.add(new TaskGraph.Edge(before.first, n.tasks.first, n.dependency.getCondition()));
      } else {
        spans.add(
            new TaskGraph.Span(
                before.first,
                before.count,
                n.tasks.first,
                n.tasks.count,
                n.dependency.getSameIndex(),
                n.dependency.getCondition()));
      }
    }
    return new TaskGraph(tasks, edges, spans);
  }

  private Tasks find(Named n, Map<Long, Integer> placeOf) {
    String name = n.dependency.getTask();
    Tasks array = arrays.get(name);
    if (array != null) {
      return array;
    }
    int place = placeOf.get(digest(name));
    if (place < 0) {
      place =
          arrayIds
              .find(name)
              .map(hit -> hit.mark() + hit.place())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "task "
                              + n.tasks.first
                              + " comes after "
                              + name
                              + ", which is not there"));
    }
    return new Tasks(place, 1);
  }

  /** 64 bits (FNV-1a) instead of the text: a list may have a million ids. */
  private static long digest(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
