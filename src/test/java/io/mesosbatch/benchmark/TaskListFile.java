package io.mesosbatch.benchmark;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A task list as a program writes it: a command, an environment and three resources a task. */
final class TaskListFile {
  private TaskListFile() {}

  static void write(Path file, int tasks) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("{\"tasks\":[\n");
      for (int i = 0; i < tasks; i++) {
        out.write(i == 0 ? "" : ",\n");
        out.write(task(i));
      }
      out.write("\n]}\n");
    }
  }

  private static String task(int number) {
    return "{\"name\":\"tile-"
        + number
        + "\",\"task_id\":{\"value\":\"tile-"
        + number
        + "\"},\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}},"
        + "{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":512}}],"
        + "\"command\":{\"shell\":true,\"value\":\"process-tile --number="
        + number
        + " --output=/data/tiles/"
        + number
        + ".tif\",\"environment\":{\"variables\":[{\"name\":\"TILE\",\"value\":\""
        + number
        + "\"}]}}}";
  }
}
