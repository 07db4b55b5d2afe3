package io.mesosbatch.command;

import java.io.InputStream;

/** The task list, and what its job is called unless it says so itself. */
final class TaskListFlag {
  private TaskListFlag() {}

  static InputStream open(String value) throws Failures.BadInput {
    return input(value).open();
  }

  /** For the job, and for people. */
  static String name(String value) throws Failures.BadInput {
    InputFlag input = input(value);
    if (input.inline() || input.standardInput()) {
      return "batch";
    }
    String file = input.path().getFileName().toString();
    int dot = file.indexOf('.', 1);
    return dot < 0 ? file : file.substring(0, dot);
  }

  private static InputFlag input(String value) {
    return new InputFlag("--task_list", value);
  }
}
