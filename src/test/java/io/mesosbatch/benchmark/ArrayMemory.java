package io.mesosbatch.benchmark;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.MemoryJobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What an array of a million tasks costs: heap in the core, space in the store, time. */
public final class ArrayMemory {
  private static final int TASKS = 1_000_000;
  private static final Job HEADER = Job.newBuilder().setId("array").build();

  private ArrayMemory() {}

  /** No arguments. */
  public static void main(String[] args) throws Exception {
    core();
    store("memory", new MemoryJobStore());
    Path folder = Files.createTempDirectory("array-memory");
    try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(folder))) {
      store("H2", store);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes =
          files
              .map(Path::toFile)
              .filter(java.io.File::isFile)
              .mapToLong(java.io.File::length)
              .sum();
      System.out.printf("H2: %,d bytes in files%n", bytes);
    }
  }

  private static InputStream list() {
    String list =
        "[{\"name\":\"n @{index}\",\"task_id\":{\"value\":\"scan\"},\"array\":{\"count\":"
            + TASKS
            + "},\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}],"
            + "\"command\":{\"value\":\"scan --part=@{index}\"}}]";
    return new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
  }

  private interface TaskSink {
    void add(TaskSpec task);
  }

  private static void read(TaskSink sink) throws Exception {
    TaskListReader.read(
        list(),
        new TaskListSink() {
          @Override
          public void task(TaskSpec task) {
            sink.add(task);
          }

          @Override
          public void header(Job withoutTasks) {}
        });
  }

  private static void core() throws Exception {
    Scheduler scheduler = new Scheduler(SchedulingOptions.DEFAULT, Optional.empty());
    scheduler.handle(List.of(new Input.Tick()), 1);
    read(new JobPlanBuilder(RetryRule.ONCE, 0)::add);
    long before = used();
    long start = System.nanoTime();
    JobPlanBuilder plan = new JobPlanBuilder(RetryRule.ONCE, 0);
    read(plan::add);
    scheduler.handle(List.of(new Input.JobAccepted(plan.build(1, HEADER))), 2);
    plan = null;
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "core: %.1f bytes of heap a task that waits, read and taken in %d ms%n",
        (used() - before) / (double) TASKS, millis);
    scheduler.handle(List.of(new Input.Tick()), 3);
  }

  private static void store(String name, JobStore store) throws Exception {
    long before = used();
    long start = System.nanoTime();
    long number;
    try (JobDraft draft = store.draft()) {
      read(draft::add);
      number = draft.commit(HEADER, Optional.empty(), "", 1).job().number();
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "%s: %.2f bytes of heap a task that waits, stored in %d ms%n",
        name, (used() - before) / (double) TASKS, millis);
    start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      int first = i * 5_000;
      store.tasks(
          IntStream.range(first, first + 1_000).mapToObj(n -> new TaskKey(number, n)).toList());
    }
    System.out.printf(
        "%s: %.1f microseconds to make the TaskInfo of a task, a thousand at a time%n",
        name, (System.nanoTime() - start) / 1e3 / 100_000);
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
