package io.mesosbatch.job;

import java.util.ArrayList;
import java.util.List;

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

  boolean isEmpty() {
    return count == 0;
  }

  InvalidTaskListException toException() {
    return new InvalidTaskListException(first, count);
  }
}
