package io.mesosbatch.job;

import java.util.List;

/** A task list that is refused, with all that is wrong with it. */
public sealed class InvalidTaskListException extends Exception permits ScheduledListException {
  private static final long serialVersionUID = 1L;

  /** How many problems are listed; the others are only counted. */
  public static final int MAX_LISTED = 100;

  private final TaskListProblem[] problems;
  private final long count;

  /**
   * @param problems the first ones, at most {@link #MAX_LISTED}
   * @param count of all
   */
  public InvalidTaskListException(List<TaskListProblem> problems, long count) {
    super(text(problems, count));
    this.problems = problems.toArray(TaskListProblem[]::new);
    this.count = count;
  }

  /** The first {@link #MAX_LISTED}. */
  public List<TaskListProblem> problems() {
    return List.of(problems);
  }

  /** Of all problems, listed or not. */
  public long count() {
    return count;
  }

  private static String text(List<TaskListProblem> problems, long count) {
    StringBuilder text = new StringBuilder("The task list has ");
    text.append(count == 1 ? "a problem" : count + " problems").append("; nothing was started:");
    problems.forEach(problem -> text.append("\n  ").append(problem));
    if (count > problems.size()) {
      text.append("\n  and ").append(count - problems.size()).append(" more");
    }
    return text.toString();
  }
}
