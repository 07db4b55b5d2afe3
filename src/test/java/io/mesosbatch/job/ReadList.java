package io.mesosbatch.job;

import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A sink that keeps what it gets. */
final class ReadList implements TaskListSink {
  final List<TaskSpec> tasks = new ArrayList<>();
  Job header;

  @Override
  public void task(TaskSpec task) {
    tasks.add(task);
  }

  @Override
  public void header(Job withoutTasks) {
    header = withoutTasks;
  }

  static ReadList of(byte[] bytes) throws InvalidTaskListException {
    ReadList list = new ReadList();
    try {
      TaskListReader.read(new ByteArrayInputStream(bytes), list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return list;
  }

  static ReadList of(String json) throws InvalidTaskListException {
    return of(json.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** A good task with one more field in front, as JSON. */
  static String task(String id, String more) {
    return "{"
        + more
        + (more.isEmpty() ? "" : ",")
        + "\"name\":\"n\",\"task_id\":{\"value\":\""
        + id
        + "\"},\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}],"
        + "\"command\":{\"value\":\"true\"}}";
  }
}
