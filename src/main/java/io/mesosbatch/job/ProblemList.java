package io.mesosbatch.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects problems: the first are kept, all are counted. */
final class ProblemList {
  private final List<TaskListProblem> first = new ArrayList<>();
  private long count;

  void add(TaskListProblem problem) {
    if (first.size() < InvalidTaskListException.MAX_LISTED) {
      first.add(problem);
    }
    count++;
  }

  /** About the list itself. */
  void add(String path, String message) {
    add(new TaskListProblem(-1, "", path, 0, 0, message));
  }

  /** Of what is about the list itself. */
  Set<String> paths() {
    return first.stream()
        .filter(problem -> problem.task() < 0)
        .map(TaskListProblem::path)
        .collect(Collectors.toSet());
  }

  boolean isEmpty() {
    return count == 0;
  }

  InvalidTaskListException toException() {
    return new InvalidTaskListException(first, count);
  }
}
