package io.mesosbatch.benchmark;

import com.fasterxml.jackson.core.JsonParser;
import com.sun.management.OperatingSystemMXBean;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.pipeline.TaskListIntake;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import io.mesosbatch.v1.Job;
import io.mesosbatch.wire.JsonReader;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A long task list from its file into the H2 store on disk: tokens only, read and checked, and
 * taken in as the pipeline does, durably stored. To be run with -Xmx256m.
 *
 * <p>Arguments: tasks (1000000), rounds (3).
 */
final class TaskListBenchmark {
  private final Path list;
  private final double megabytes;

  private TaskListBenchmark(Path list) throws Exception {
    this.list = list;
    this.megabytes = Files.size(list) / 1e6;
  }

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path folder = Files.createTempDirectory("task-list-benchmark");
    Path list = folder.resolve("list.json");
    TaskListFile.write(list, tasks);
    TaskListBenchmark benchmark = new TaskListBenchmark(list);
    System.out.printf(
        "%d tasks, %.1f MB; heap of at most %d MB%n",
        tasks, benchmark.megabytes, Runtime.getRuntime().maxMemory() >> 20);
    for (int i = 0; i < rounds; i++) {
      benchmark.measure("tokens", TaskListBenchmark::tokens);
      benchmark.measure("read and checked", in -> TaskListReader.read(in, new Nothing()));
      benchmark.store(folder.resolve("data" + i));
    }
    System.exit(0);
  }

  private void store(Path directory) throws Exception {
    try (JdbcJobStore store = JdbcJobStore.open(StoreConfig.inDirectory(directory))) {
      measure("stored", in -> TaskListIntake.accept(store, in));
    }
  }

  private interface Use {
    void read(InputStream in) throws Exception;
  }

  private void measure(String what, Use use) throws Exception {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    try (InputStream in = Files.newInputStream(list)) {
      use.read(in);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double computing = (cpuNanos() - cpu) / 1e9;
    System.out.printf(
        "%-16s %6.2f s: %6.1f MB/s; %6.2f s of processor time: %6.1f MB/s%n",
        what, seconds, megabytes / seconds, computing, megabytes / computing);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void tokens(InputStream in) throws Exception {
    try (JsonParser parser = JsonReader.parser(new BufferedInputStream(in))) {
      while (parser.nextToken() != null) {
        if (parser.currentToken().isScalarValue()) {
          parser.getText();
        }
      }
    }
  }

  private static final class Nothing implements TaskListSink {
    @Override
    public void task(TaskSpec task) {}

    @Override
    public void header(Job withoutTasks) {}
  }
}
