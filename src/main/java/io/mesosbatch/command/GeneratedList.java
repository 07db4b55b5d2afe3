package io.mesosbatch.command;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskListWriter;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Prints tasks as a list, if it is one that would be taken. */
final class GeneratedList {
  private static final TaskListSink NOWHERE =
      new TaskListSink() {
        @Override
        public void task(TaskSpec task) {}

        @Override
        public void header(Job withoutTasks) {}
      };

  private GeneratedList() {}

  static void print(List<TaskSpec> tasks, OutputStream out) throws IOException, Failures.BadInput {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    try (TaskListWriter writer = new TaskListWriter(list)) {
      for (TaskSpec task : tasks) {
        writer.write(task);
      }
    }
    try {
      TaskListReader.read(new ByteArrayInputStream(list.toByteArray()), NOWHERE);
    } catch (InvalidTaskListException e) {
      String problems = e.getMessage().substring(e.getMessage().indexOf('\n') + 1);
      throw new Failures.BadInput("this gives a task list that nobody can run:\n" + problems);
    }
    list.writeTo(out);
    out.flush();
  }
}
