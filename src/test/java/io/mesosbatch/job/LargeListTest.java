package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A list of many tasks is read in a heap that could not hold a tenth of it. */
class LargeListTest {
  private static final int TASKS = 200_000;
  private static final String HEAP = "-Xmx32m";

  @Test
  void isReadInASmallHeap() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(output).isEqualTo("JSON " + TASKS + " protobuf " + TASKS);
  }

  /** Runs in the process with the small heap; the lists are made while they are read. */
  static final class Reader {
    public static void main(String[] args) throws Exception {
      Stream<byte[]> json =
          IntStream.range(0, TASKS)
              .mapToObj(
                  i ->
                      (i == 0 ? "{\"tasks\":[" : ",")
                          + ReadList.task("task-" + i, "")
                          + (i == TASKS - 1 ? "]}" : ""))
              .map(part -> part.getBytes(StandardCharsets.UTF_8));
      TaskSpec sample = ReadList.of("[" + ReadList.task("t", "") + "]").tasks.get(0);
      Stream<byte[]> protobuf =
          IntStream.range(0, TASKS)
              .mapToObj(
                  i -> {
                    var task = sample.info().toBuilder();
                    task.getTaskIdBuilder().setValue("task-" + i);
                    return Job.newBuilder()
                        .addTasks(task.buildPartial())
                        .buildPartial()
                        .toByteArray();
                  });
      System.out.print("JSON " + count(json) + " protobuf " + count(protobuf));
    }

    private static int count(Stream<byte[]> parts) throws Exception {
      Counter counter = new Counter();
      Iterator<byte[]> iterator = parts.iterator();
      Enumeration<InputStream> streams =
          new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
              return iterator.hasNext();
            }

            @Override
            public InputStream nextElement() {
              return new ByteArrayInputStream(iterator.next());
            }
          };
      TaskListReader.read(new SequenceInputStream(streams), counter);
      return counter.header == null ? -1 : counter.tasks;
    }
  }

  private static final class Counter implements TaskListSink {
    int tasks;
    Job header;

    @Override
    public void task(TaskSpec task) {
      tasks++;
    }

    @Override
    public void header(Job withoutTasks) {
      header = withoutTasks;
    }
  }
}
