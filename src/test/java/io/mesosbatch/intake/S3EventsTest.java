package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications of a bucket by way of a queue, and messages that point at objects. */
class S3EventsTest {
  @TempDir Path folder;
  private final String bucket = "b" + UUID.randomUUID();
  private final JobStore store = RunningPipeline.newStore();
  private S3Server s3;
  private Sqs sqs;
  private String events;
  private String dead;

  @BeforeEach
  void start() throws Exception {
    s3 = S3Server.shared();
    s3.bucket(bucket);
    sqs = Sqs.start();
    events = sqs.queue("events", 30);
    dead = sqs.queue("dead", 30);
  }

  @AfterEach
  void stop() {
    sqs.close();
  }

  private Map<String, String> settings() throws Exception {
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.putAll(Sqs.settings(sqs.port()));
    settings.put("mesosbatch.sqs.waitSeconds", "1");
    settings.put("mesosbatch.s3Events.queueUrl", events);
    settings.put("mesosbatch.s3Events.deadLetterUrl", dead);
    settings.put("mesosbatch.s3Lists.bucket", bucket);
    settings.put("mesosbatch.s3Lists.prefix", "lists/");
    settings.put("mesosbatch.s3Lists.poll", "false");
    settings.put("mesosbatch.s3Tiles.bucket", bucket);
    settings.put("mesosbatch.s3Tiles.poll", "false");
    settings.put("mesosbatch.s3Tiles.pattern", "tiles/.*");
    settings.put("mesosbatch.s3Tiles.gatherObjects", "2");
    settings.put("mesosbatch.s3Tiles.gatherSeconds", "3600");
    Path template =
        Files.writeString(
            folder.resolve("template.json"),
            """
            {"name": "@{file}", "task_id": {"value": "@{file}"},
             "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.01}}],
             "command": {"value": "test '@{size}' = 5"}}
            """);
    settings.put("mesosbatch.s3Tiles.template", template.toString());
    return settings;
  }

  private String record(String key) {
    return """
    {"eventSource":"aws:s3","eventName":"ObjectCreated:Put",\
    "eventTime":"2026-11-21T12:00:00.000Z","s3":{"bucket":{"name":"%s"},\
    "object":{"key":"%s","size":5,"eTag":"d41d8","sequencer":"1"}}}\
    """
        .formatted(bucket, key);
  }

  private static String quoted(String json) {
    return '"' + json.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Test
  void eachShapeOfANotificationIsUnderstood() throws Exception {
    s3.put(bucket, "lists/with space+plus é.json", RunningPipeline.list(1, "true"));
    s3.put(bucket, "lists/bridge + é.json", RunningPipeline.list(2, "true"));
    String encoded = "lists/with+space%2Bplus+%C3%A9.json";
    String plain = "{\"Records\":[" + record(encoded) + "," + record("other/x") + "]}";
    sqs.send(events, "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}", Map.of());
    sqs.send(events, plain, Map.of());
    sqs.send(events, plain, Map.of());
    sqs.send(
        events,
        "{\"Type\":\"Notification\",\"Message\":"
            + quoted("{\"Records\":[" + record("tiles/a") + "," + record("tiles/b") + "]}")
            + "}",
        Map.of());
    sqs.send(
        events,
        """
        {"source":"aws.s3","detail-type":"Object Created","time":"2026-11-21T12:00:00Z",
         "detail":{"bucket":{"name":"%s"},
                   "object":{"key":"lists/bridge + é.json","size":5,"etag":"d41d9"}}}\
        """
            .formatted(bucket),
        Map.of());
    sqs.send(
        events,
        "{\"Records\":["
            + record("lists/gone.json").replace("Created:Put", "Removed:Delete")
            + "]}",
        Map.of());
    s3.put(bucket, "lists/minio.json", RunningPipeline.list(3, "true"));
    sqs.send(
        events,
        "{\"Records\":[" + record("lists/minio.json").replace(":\"Object", ":\"s3:Object") + "]}",
        Map.of());
    sqs.send(events, "{\"hello\":1}", Map.of());
    try (RunningPipeline program =
        RunningPipeline.start(store, folder, settings(), "s3-events", "s3-tiles", "s3-lists")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> store.jobs(0, 9).stream().filter(j -> j.endedAt() != 0).count() == 4);
      await().until(() -> sqs.size(events) == 0 && sqs.size(dead) == 1);
      assertThat(program.isRunning()).isTrue();
    }
    List<String> tasks = new ArrayList<>();
    for (JobRecord job : store.jobs(0, 9)) {
      assertThat(job.phase().name()).isEqualTo("FINISHED");
      store.forEachTask(job.number(), task -> tasks.add(task.spec().id()));
    }
    assertThat(tasks).containsExactlyInAnyOrder("t0", "a", "b", "t0", "t1", "t0", "t1", "t2");
    assertThat(sqs.receive(dead).get(0).messageAttributes().get("MesosBatchReason").stringValue())
        .contains("no notification of S3");
  }

  @Test
  void aMessageMayPointAtAListInS3() throws Exception {
    s3.put(bucket, "big.json", RunningPipeline.list(3, "true"));
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.putAll(Sqs.settings(sqs.port()));
    settings.put("mesosbatch.sqs.waitSeconds", "1");
    settings.put("mesosbatch.sqs.queueUrl", events);
    settings.put("mesosbatch.sqs.deadLetterUrl", dead);
    sqs.send(events, "s3://" + bucket + "/nothing.json", Map.of());
    sqs.send(events, "s3://" + bucket + "/big.json\n", Map.of());
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "sqs")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> store.jobs(0, 9).stream().filter(j -> j.endedAt() != 0).count() == 1);
      await().until(() -> sqs.size(events) == 0 && sqs.size(dead) == 1);
      assertThat(program.store().jobs(0, 9).get(0).tasks()).isEqualTo(3);
    }
    assertThat(sqs.receive(dead).get(0).messageAttributes().get("MesosBatchReason").stringValue())
        .contains("nothing.json cannot be read: NoSuchKey");
  }
}
