package io.mesosbatch.functional;

import io.mesosbatch.FreePort;
import io.mesosbatch.intake.Artemis;
import io.mesosbatch.intake.S3Server;
import io.mesosbatch.intake.Sqs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every way in to one pipeline, with servers that outlive it. Results go to a bucket, too. */
final class WaysIn implements AutoCloseable {
  private static final String JOBS = "jobs";
  private static final String DEAD = "dead";
  private static final String IN = "in/";
  private static final String RESULTS = "results/";
  private static final String TASKS = RESULTS + "tasks/";
  private static final Pattern TOLD =
      Pattern.compile("\"number\":(\\d+),\"job_id\":.*?\"task_id\":\"(.*?)\"");

  enum Way {
    FILE,
    HTTP,
    SQS,
    JMS,
    S3
  }

  private final Home home;
  private final HttpLists http;
  private final Sqs sqs = Sqs.start();
  private final String queue = sqs.queue(JOBS, 2);
  private final String deadQueue = sqs.queue(DEAD, 30);
  private final Artemis artemis;
  private final S3Server s3 = S3Server.shared();
  private final String bucket = "b" + UUID.randomUUID();

  WaysIn(Home home) throws Exception {
    this.home = home;
    int port = FreePort.any();
    artemis = new Artemis(FreePort.any(), home.folder().resolve("artemis"));
    s3.bucket(bucket);
    Map<String, String> settings = new LinkedHashMap<>(Sqs.settings(sqs.port()));
    settings.putAll(artemis.settings());
    settings.putAll(S3Server.settings(s3.port()));
    settings.put("mesosbatch.http.port", Integer.toString(port));
    settings.put("mesosbatch.sqs.queueUrl", queue);
    settings.put("mesosbatch.sqs.deadLetterUrl", deadQueue);
    settings.put("mesosbatch.sqs.visibilitySeconds", "4");
    settings.put("mesosbatch.sqs.waitSeconds", "1");
    settings.put("mesosbatch.jms.queue", JOBS);
    settings.put("mesosbatch.jms.deadLetterQueue", DEAD);
    settings.put("mesosbatch.s3Lists.bucket", bucket);
    settings.put("mesosbatch.s3Lists.prefix", IN);
    settings.put("mesosbatch.s3Lists.period", "500");
    settings.put("mesosbatch.notify.s3Bucket", bucket);
    settings.put("mesosbatch.notify.s3Prefix", RESULTS);
    settings.put("mesosbatch.notify.tasks", "all");
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      home.with(setting.getKey(), setting.getValue());
    }
    http = new HttpLists(port);
  }

  /** Returns when the source has the list; by HTTP, when it is about to be sent. */
  void handIn(Way way, String name, String list) throws Exception {
    switch (way) {
      case FILE -> home.drop(name + ".json", list);
      case HTTP -> http.post(name, list);
      case SQS -> sqs.send(queue, list, Map.of());
      case JMS -> artemis.send(JOBS, list);
      case S3 -> s3.put(bucket, IN + name + ".json", list);
    }
  }

  /** Whether each source has let go of all that it had. Objects of S3 stay where they are. */
  boolean allTaken() throws IOException {
    return http.allAccepted()
        && files("inbox").isEmpty()
        && sqs.size(queue) == 0
        && artemis.size(JOBS) == 0;
  }

  /** Whether the source would give the list, the only one that it has, again. */
  boolean holds(Way way, String name) throws IOException {
    return switch (way) {
      case FILE -> files("inbox").contains(name + ".json");
      case HTTP -> !http.allAccepted();
      case SQS -> sqs.size(queue) == 1;
      case JMS -> artemis.size(JOBS) == 1;
      case S3 -> s3.keys(bucket).contains(IN + name + ".json");
    };
  }

  /** How many jobs have ended, as the program says. */
  int ended() throws InterruptedException {
    return http.ended();
  }

  /** Messages and files that were refused. */
  List<String> refused() throws IOException {
    return Stream.of(
            files("failed"),
            sqs.size(deadQueue) == 0 ? List.<String>of() : List.of("SQS"),
            artemis.size(DEAD) == 0 ? List.<String>of() : List.of("JMS"))
        .flatMap(List::stream)
        .toList();
  }

  /** The ids of the jobs whose results are in the bucket. */
  List<String> results() {
    return s3.keys(bucket).stream()
        .filter(key -> key.startsWith(RESULTS) && !key.startsWith(TASKS))
        .map(key -> key.substring(RESULTS.length()).replace(".result.json", ""))
        .toList();
  }

  /** The tasks whose ends the bucket tells of, by the numbers of their ends. */
  Map<Integer, String> told() {
    Map<Integer, String> told = new TreeMap<>();
    for (String key : s3.keys(bucket)) {
      if (key.startsWith(TASKS)) {
        for (MatchResult task : TOLD.matcher(s3.get(bucket, key)).results().toList()) {
          told.put(Integer.valueOf(task.group(1)), task.group(2));
        }
      }
    }
    return told;
  }

  List<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(home.folder().resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public void close() {
    http.close();
    artemis.close();
    sqs.close();
  }
}
