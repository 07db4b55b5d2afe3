package io.mesosbatch.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a flag that takes a message or a file may hold. */
final class TaskListFlag {
  private TaskListFlag() {}

  static InputStream open(String value) throws Failures.BadInput {
    String text = value.strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
    if (text.equals("-")) {
      return new BufferedInputStream(System.in);
    }
    Path path = path(text);
    if (Files.isDirectory(path)) {
      throw new Failures.BadInput("--task_list: " + path + " is a directory, not a file");
    }
    try {
      return new BufferedInputStream(Files.newInputStream(path));
    } catch (IOException e) {
      String why = Files.exists(path) ? "cannot be read" : "does not exist";
      throw new Failures.BadInput("--task_list: " + path + " " + why);
    }
  }

  /** For the job, and for people. */
  static String name(String value) {
    String text = value.strip();
    if (text.startsWith("{") || text.startsWith("[") || text.equals("-")) {
      return "batch";
    }
    String file = path(text).getFileName().toString();
    int dot = file.indexOf('.', 1);
    return dot < 0 ? file : file.substring(0, dot);
  }

  private static Path path(String text) {
    return text.startsWith("file://") ? Path.of(URI.create(text)) : Path.of(text);
  }
}
