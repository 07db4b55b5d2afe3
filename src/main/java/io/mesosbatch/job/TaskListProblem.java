package io.mesosbatch.job;

import java.io.Serializable;

/**
 * One thing wrong with a task list.
 *
 * @param task the task's place in the list, from 0; -1 if it is about the list itself
 * @param taskId the task's id; empty if it has none
 * @param path the field within the task (or the list), for instance {@code
 *     resources[0].scalar.value}; may be empty
 * @param line in a JSON text, from 1: of the field, or else of the task; 0 if not known
 * @param column in that line, from 1; 0 if not known
 * @param message what is wrong and what to do
 */
public record TaskListProblem(
    int task, String taskId, String path, int line, int column, String message)
    implements Serializable {
  private static final int MAX_SHOWN_ID = 80;

  /** One line for a terminal. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (task >= 0) {
      text.append("task ").append(task);
      if (!taskId.isEmpty()) {
        text.append(" (").append(shown(taskId)).append(')');
      }
      text.append(": ");
    }
    if (!path.isEmpty()) {
      text.append(shown(path)).append(": ");
    }
    text.append(printable(message));
    if (line > 0) {
      text.append(" (line ").append(line).append(", column ").append(column).append(')');
    }
    return text.toString();
  }

  private static String shown(String text) {
    String safe = printable(text);
    return safe.length() <= MAX_SHOWN_ID ? safe : safe.substring(0, MAX_SHOWN_ID) + "…";
  }

  /** A list may come from anywhere: it must not move the cursor of the terminal. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      safe.append(Character.isISOControl(c) ? '\uFFFD' : c);
    }
    return safe.toString();
  }
}
