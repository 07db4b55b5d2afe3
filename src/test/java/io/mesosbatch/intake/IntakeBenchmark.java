package io.mesosbatch.intake;

import io.mesosbatch.FreePort;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * A list of 100,000 tasks through each way in, and many short ones: how long until they are stored,
 * durably. The tasks are pinned to an agent that there is not, so that nothing runs.
 */
final class IntakeBenchmark {
  private static final List<MemoryPoolMXBean> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
  private static final int LARGE = 100_000;
  private static final int MANY = 500;
  private static final String BUCKET = "benchmark";

  private final Path folder;
  private final JobStore store;
  private final S3Server s3 = S3Server.shared();
  private final Sqs sqs = Sqs.start();
  private final Artemis artemis;
  private final int port = FreePort.any();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String large = list(LARGE);
  private final String small = list(1);
  private final String jobs;
  private int stored;

  private IntakeBenchmark(Path folder, JobStore store) throws Exception {
    this.folder = folder;
    this.store = store;
    artemis = new Artemis(FreePort.any(), folder.resolve("artemis"));
    jobs = sqs.queue("jobs", 60);
    s3.bucket(BUCKET);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("intake-benchmark");
    try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(folder.resolve("data")))) {
      new IntakeBenchmark(folder, store).run();
    }
    System.exit(0);
  }

  private static String list(int tasks) {
    return RunningPipeline.list(tasks, "true")
        .replace("\"resources\"", "\"agent_id\":{\"value\":\"nobody\"},\"resources\"");
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.putAll(Sqs.settings(sqs.port()));
    settings.putAll(artemis.settings());
    settings.put("mesosbatch.maxPendingTasks", "100000000");
    settings.put("mesosbatch.http.port", String.valueOf(port));
    settings.put("mesosbatch.sqs.queueUrl", jobs);
    settings.put("mesosbatch.sqs.deadLetterUrl", sqs.queue("dead", 30));
    settings.put("mesosbatch.jms.queue", "jobs");
    settings.put("mesosbatch.jms.deadLetterQueue", "dead");
    settings.put("mesosbatch.s3Lists.bucket", BUCKET);
    settings.put("mesosbatch.s3Lists.prefix", "lists/");
    settings.put("mesosbatch.s3Lists.period", "500");
    return settings;
  }

  private interface Step {
    void run() throws Exception;
  }

  private void run() throws Exception {
    byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
    byte[] packed = gzip(bytes);
    report("list of %d tasks: %d bytes of JSON, %d packed", LARGE, bytes.length, packed.length);
    s3.put(BUCKET, "pointed.json", large);
    try (RunningPipeline program =
        RunningPipeline.start(
            store, folder, settings(), "file-drop", "http", "sqs", "jms", "s3-lists")) {
      for (int round = 0; round < 2; round++) {
        measure("HTTP", 1, LARGE, () -> post(bytes));
        measure("HTTP, gzip", 1, LARGE, () -> post(packed));
        measure("file", 1, LARGE, () -> drop("large.json", bytes));
        measure("JMS", 1, LARGE, () -> artemis.send("jobs", bytes));
        measure(
            "SQS, pointer to S3",
            1,
            LARGE,
            () -> sqs.send(jobs, "s3://" + BUCKET + "/pointed.json", Map.of()));
        String key = "lists/large" + round + ".json";
        measure("S3 list", 1, LARGE, () -> s3.put(BUCKET, key, large));
      }
      byte[] one = small.getBytes(StandardCharsets.UTF_8);
      for (int round = 0; round < 2; round++) {
        String name = "small" + round + "-";
        measure("HTTP", MANY, 1, () -> times(i -> post(one)));
        measure("file", MANY, 1, () -> times(i -> drop(name + i + ".json", one)));
        measure("JMS", MANY, 1, () -> times(i -> artemis.send("jobs", small)));
        measure("SQS", MANY, 1, () -> times(i -> sqs.send(jobs, small, Map.of())));
        measure("S3 list", MANY, 1, () -> times(i -> s3.put(BUCKET, "lists/" + name + i, small)));
      }
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      report(
          "%d pending tasks; heap in use, with all servers but S3: %d MB",
          program.intake().limit().pending(), (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
  }

  private interface Numbered {
    void run(int i) throws Exception;
  }

  private static void times(Numbered step) throws Exception {
    for (int i = 0; i < MANY; i++) {
      step.run(i);
    }
  }

  private void measure(String way, int lists, int tasks, Step send) throws Exception {
    HEAP.forEach(MemoryPoolMXBean::resetPeakUsage);
    long start = System.nanoTime();
    send.run();
    long sent = System.nanoTime();
    stored += lists;
    List<JobRecord> last = store.jobs(stored - 1, 1);
    while (last.isEmpty()) {
      LockSupport.parkNanos(5_000_000);
      last = store.jobs(stored - 1, 1);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (store.jobs(0, 1).get(0).tasks() != tasks) {
      throw new AssertionError("not all tasks came in");
    }
    report(
        "%-20s %5d lists of %6d tasks: %6.2f s (sending %5.2f): %8.1f lists/s, %9.0f tasks/s,"
            + " heap up to %d MB",
        way,
        lists,
        tasks,
        seconds,
        (sent - start) / 1e9,
        lists / seconds,
        (double) lists * tasks / seconds,
        HEAP.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20);
  }

  private void post(byte[] list) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/jobs"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(list))
            .build();
    int status = client.send(request, BodyHandlers.discarding()).statusCode();
    if (status != 201) {
      throw new IOException("HTTP " + status);
    }
  }

  private void drop(String name, byte[] list) throws IOException {
    Path part = folder.resolve("inbox").resolve(name + ".part");
    Files.write(part, list);
    Files.move(part, folder.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static void report(String format, Object... values) {
    System.out.println(String.format(format, values));
  }
}
