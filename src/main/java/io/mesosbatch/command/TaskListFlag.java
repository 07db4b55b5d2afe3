package io.mesosbatch.command;

import io.mesosbatch.job.ParameterFiles;
import io.mesosbatch.pipeline.ParameterFolder;
import java.io.InputStream;
import java.nio.file.Path;

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

  /** The files that its arrays name are beside the list. */
  static ParameterFiles parameters(String value) throws Failures.BadInput {
    InputFlag input = input(value);
    Path folder = Path.of("");
    if (!input.inline() && !input.standardInput() && input.path().getParent() != null) {
      folder = input.path().getParent();
    }
    return new ParameterFolder(folder.toAbsolutePath(), true);
  }

  private static InputFlag input(String value) {
    return new InputFlag("--task_list", value);
  }
}
