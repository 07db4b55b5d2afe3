package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Consumer;
import org.apache.camel.SuspendableService;
import org.apache.camel.support.ScheduledPollConsumer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With too many tasks pending every way in pauses; it goes on by itself. */
class BackpressureTest {
  private static final List<String> WAYS =
      List.of("file-drop", "sqs", "jms", "s3-lists", "s3-tiles", "s3-events");

  @TempDir Path folder;
  private final JobStore store = RunningPipeline.newStore();
  private final String bucket = "b" + UUID.randomUUID();
  private final int port;

  BackpressureTest() throws Exception {
    port = FreePort.any();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  /** Wants an agent that there is not. */
  private static String waiting(int tasks) {
    return RunningPipeline.list(tasks, "true")
        .replace("\"resources\"", "\"agent_id\":{\"value\":\"nobody\"},\"resources\"");
  }

  private HttpResponse<String> http(String path, String list) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!list.isEmpty()) {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(list));
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private void drop(String name, String list) throws Exception {
    Files.createDirectories(folder.resolve("inbox"));
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), list);
    Files.move(elsewhere, folder.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isQuiet(RunningPipeline program, String route) {
    Consumer consumer = program.camel().getCamelContext().getRoute(route).getConsumer();
    return consumer instanceof SuspendableService service
        && service.isSuspended()
        && !(consumer instanceof ScheduledPollConsumer poll && poll.isPolling());
  }

  private void killAll(RunningPipeline program) {
    for (JobRecord job : store.unfinished()) {
      program.camel().lookup("scheduling", Scheduling.class).submit(new Input.KillJob(job.id()));
    }
  }

  @Test
  void whatALookFindsBeyondTheLimitStaysWhereItIs() throws Exception {
    S3Server s3 = S3Server.shared();
    s3.bucket(bucket);
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.put("mesosbatch.maxPendingTasks", "20");
    settings.put("mesosbatch.s3Lists.bucket", bucket);
    settings.put("mesosbatch.s3Lists.after", "delete");
    settings.put("mesosbatch.s3Lists.period", "300");
    for (int i = 0; i < 10; i++) {
      drop("list" + i + ".json", waiting(15));
      s3.put(bucket, "list" + i + ".json", waiting(15));
    }
    try (RunningPipeline program =
        RunningPipeline.start(store, folder, settings, "file-drop", "s3-lists")) {
      soon().until(() -> program.intake().limit().paused());
      soon().until(() -> isQuiet(program, "s3-lists"));
      // Each way may have had one list in its hands when the other one filled the store.
      try (Stream<Path> inbox = Files.list(folder.resolve("inbox"))) {
        assertThat(inbox.count() + s3.keys(bucket).size()).isGreaterThanOrEqualTo(20 - 3);
      }
      assertThat(store.jobs(0, 99).size()).isBetween(2, 3);
      soon()
          .until(
              () -> {
                killAll(program);
                return store.jobs(0, 99).size() == 20;
              });
    }
  }

  @Test
  void everyWayPausesAndGoesOn() throws Exception {
    S3Server s3 = S3Server.shared();
    s3.bucket(bucket);
    try (Sqs sqs = Sqs.start();
        Artemis artemis = new Artemis(FreePort.any(), folder.resolve("artemis"))) {
      String jobs = sqs.queue("jobs", 30);
      String events = sqs.queue("events", 30);
      String dead = sqs.queue("dead", 30);
      Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
      settings.putAll(Sqs.settings(sqs.port()));
      settings.putAll(artemis.settings());
      settings.put("mesosbatch.maxPendingTasks", "20");
      settings.put("mesosbatch.http.port", String.valueOf(port));
      settings.put("mesosbatch.sqs.waitSeconds", "1");
      settings.put("mesosbatch.sqs.queueUrl", jobs);
      settings.put("mesosbatch.sqs.deadLetterUrl", dead);
      settings.put("mesosbatch.jms.queue", "jobs");
      settings.put("mesosbatch.jms.deadLetterQueue", "dead");
      settings.put("mesosbatch.s3Lists.bucket", bucket);
      settings.put("mesosbatch.s3Lists.prefix", "lists/");
      settings.put("mesosbatch.s3Lists.period", "300");
      settings.put("mesosbatch.s3Tiles.bucket", bucket);
      settings.put("mesosbatch.s3Tiles.pattern", "tiles/.*");
      settings.put("mesosbatch.s3Tiles.period", "300");
      settings.put("mesosbatch.s3Events.queueUrl", events);
      settings.put("mesosbatch.s3Events.deadLetterUrl", dead);
      Path template = folder.resolve("template.json");
      Files.writeString(
          template,
          """
          {"name": "@{file}", "task_id": {"value": "@{file}"},
           "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.01}}],
           "command": {"value": "true"}}
          """);
      settings.put("mesosbatch.s3Tiles.template", template.toString());
      String[] routes = Stream.concat(Stream.of("http"), WAYS.stream()).toArray(String[]::new);
      try (RunningPipeline program = RunningPipeline.start(store, folder, settings, routes)) {
        assertThat(http("/jobs", waiting(30)).statusCode()).isEqualTo(201);
        for (String way : WAYS) {
          soon().until(() -> isQuiet(program, way));
        }
        String list = RunningPipeline.list(1, "true");
        drop("a.json", list);
        sqs.send(jobs, list, Map.of());
        artemis.send("jobs", list);
        s3.put(bucket, "lists/polled.json", list);
        s3.put(bucket, "tiles/polled", "content");
        s3.put(bucket, "elsewhere.json", list);
        sqs.send(
            events,
            "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\",\"detail\":{\"bucket\":"
                + "{\"name\":\""
                + bucket
                + "\"},\"object\":{\"key\":\"tiles/told\",\"size\":7,\"etag\":\"e\"}}}",
            Map.of());
        HttpResponse<String> refused = http("/jobs", list);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body()).contains("30 tasks are pending, the limit is 20");
        assertThat(http("/health", "").body()).contains("\"limit\":20,\"paused\":true");
        assertThat(http("/", "").body()).contains("paused");
        assertThat(program.down()).as("a pause is no failure").isEmpty();
        assertThat(store.jobs(0, 9)).hasSize(1);
        assertThat(sqs.size(jobs) + sqs.size(events) + artemis.size("jobs")).isEqualTo(3);

        killAll(program);
        soon().until(() -> store.jobs(0, 9).size() == 7);
        soon().until(() -> store.unfinished().isEmpty());
        assertThat(http("/jobs", list).statusCode()).isEqualTo(201);
        assertThat(http("/health", "").body()).contains("\"paused\":false");
        await().until(() -> sqs.size(jobs) + sqs.size(events) + artemis.size("jobs") == 0);
        assertThat(sqs.size(dead)).isZero();
      }
    }
  }
}
