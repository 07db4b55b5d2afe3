package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.sun.net.httpserver.HttpServer;
import io.mesosbatch.FreePort;
import io.mesosbatch.store.JobStore;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a task has ended, on each way out. */
class TaskNotifyTest {
  private static final Pattern ID = Pattern.compile("\"task_id\":\"(\\w+)\"");

  @TempDir Path folder;
  private final JobStore store = RunningPipeline.newStore();
  private final List<Map<String, List<String>>> heads = new CopyOnWriteArrayList<>();
  private final List<String> posted = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (exchange.getRequestHeaders().getFirst("X-Mesos-Batch-Event").equals("tasks")) {
            heads.add(Map.copyOf(exchange.getRequestHeaders()));
            posted.add(body);
          }
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private Map<String, String> webhook(String tasks) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "mesosbatch.notify.webhook",
        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    settings.put("mesosbatch.notify.webhookSecret", "hush");
    settings.put("mesosbatch.notify.tasks", tasks);
    return settings;
  }

  private void drop(int tasks) throws Exception {
    Files.createDirectories(folder.resolve("inbox"));
    String list = RunningPipeline.list(tasks, "true").replaceFirst("\"true\"", "\"exit 3\"");
    Files.writeString(folder.resolve("inbox/a.json"), list);
  }

  private static TreeSet<String> ids(List<String> documents) {
    TreeSet<String> ids = new TreeSet<>();
    for (String document : documents) {
      Matcher matcher = ID.matcher(document);
      while (matcher.find()) {
        ids.add(matcher.group(1));
      }
    }
    return ids;
  }

  @Test
  void aWebhookHearsOfEachTaskAsTheSchemaSays() throws Exception {
    drop(5);
    Map<String, String> settings = webhook("all");
    settings.put("mesosbatch.notify.tasksPerMessage", "2");
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "file-drop")) {
      soon().until(() -> ids(posted).size() == 5);
      soon().until(() -> program.store().taskNotices().after(0, 9).isEmpty());
    }
    assertThat(posted).hasSizeGreaterThanOrEqualTo(3);
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                SchemaLocation.of(
                    Path.of("docs/tasks-ended.schema.json").toAbsolutePath().toUri().toString()));
    for (String document : posted) {
      assertThat(schema.validate(document, InputFormat.JSON)).as(document).isEmpty();
    }
    assertThat(schema.validate(posted.get(0).replace("attempts", "x"), InputFormat.JSON))
        .isNotEmpty();
    assertThat(String.join("", posted)).contains("TASK_FAILED", "TASK_FINISHED");
    assertThat(heads.get(0)).containsKeys("X-mesos-batch-signature", "Idempotency-key");
    assertThat(heads.stream().map(h -> h.get("Idempotency-key")).distinct()).hasSize(posted.size());
  }

  @Test
  void onlyFailuresAreToldIfThatIsWanted() throws Exception {
    drop(3);
    Map<String, String> settings = webhook("failed");
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "file-drop")) {
      soon().until(() -> store.jobs(0, 1).stream().anyMatch(job -> job.endedAt() != 0));
      soon().until(() -> !posted.isEmpty() && store.taskNotices().after(0, 9).isEmpty());
      assertThat(program.isRunning()).isTrue();
    }
    assertThat(ids(posted)).containsExactly("t0");
  }

  @Test
  void withoutTheSettingNothingIsKept() throws Exception {
    drop(3);
    try (RunningPipeline program =
        RunningPipeline.start(store, folder, webhook("none"), "file-drop")) {
      soon().until(() -> store.jobs(0, 1).stream().anyMatch(job -> job.endedAt() != 0));
      soon().until(() -> store.unreported().isEmpty());
      assertThat(program.store().taskNotices().after(0, 9)).isEmpty();
    }
    assertThat(posted).isEmpty();
  }

  @Test
  void whatWasNotToldIsToldByTheNextProgram() throws Exception {
    status.set(503);
    drop(4);
    try (RunningPipeline program =
        RunningPipeline.start(store, folder, webhook("all"), "file-drop")) {
      soon().until(() -> store.jobs(0, 1).stream().anyMatch(job -> job.endedAt() != 0));
      soon().until(() -> !posted.isEmpty());
      program.stopAtOnce();
    }
    assertThat(store.taskNotices().after(0, 9)).hasSize(4);
    posted.clear();
    status.set(200);
    try (RunningPipeline program =
        RunningPipeline.start(store, folder, webhook("all"), "file-drop")) {
      soon().until(() -> ids(posted).size() == 4);
      soon().until(() -> program.store().taskNotices().after(0, 9).isEmpty());
    }
  }

  @Test
  void aReceiverThatIsGivenUpDoesNotKeepTheOthersWaiting() throws Exception {
    status.set(500);
    drop(2);
    Map<String, String> settings = webhook("all");
    settings.put("mesosbatch.notify.retries", "1");
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "file-drop")) {
      soon().until(() -> store.jobs(0, 1).stream().anyMatch(job -> job.endedAt() != 0));
      soon().until(() -> !posted.isEmpty() && store.taskNotices().after(0, 9).isEmpty());
      assertThat(program.isRunning()).isTrue();
    }
  }

  @Test
  void queuesAndBucketsAreTold() throws Exception {
    S3Server s3 = S3Server.shared();
    String bucket = "b" + UUID.randomUUID();
    s3.bucket(bucket);
    try (Sqs sqs = Sqs.start();
        Artemis artemis = new Artemis(FreePort.any(), folder.resolve("artemis"))) {
      String ended = sqs.queue("ended", 30);
      Map<String, String> settings = webhook("all");
      settings.putAll(S3Server.settings(s3.port()));
      settings.putAll(Sqs.settings(sqs.port()));
      settings.putAll(artemis.settings());
      settings.put("mesosbatch.notify.sqsQueueUrl", ended);
      settings.put("mesosbatch.notify.jmsQueue", "ended");
      settings.put("mesosbatch.notify.s3Bucket", bucket);
      drop(3);
      try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "file-drop")) {
        soon().until(() -> program.store().jobs(0, 1).stream().anyMatch(j -> j.endedAt() != 0));
        soon().until(() -> store.taskNotices().after(0, 9).isEmpty());
        soon().until(() -> store.unreported().isEmpty());
      }
      TreeSet<String> all = new TreeSet<>(List.of("t0", "t1", "t2"));
      assertThat(ids(posted)).isEqualTo(all);
      assertThat(ids(s3.keys(bucket).stream().map(key -> s3.get(bucket, key)).toList()))
          .isEqualTo(all);
      assertThat(s3.keys(bucket))
          .anyMatch(key -> key.matches("results/tasks/tasks-\\d+-\\d+\\.json"));
      assertThat(
              ids(
                  sqs.receive(ended).stream()
                      .filter(
                          m ->
                              m.messageAttributes()
                                  .get("MesosBatchEvent")
                                  .stringValue()
                                  .equals("tasks"))
                      .map(software.amazon.awssdk.services.sqs.model.Message::body)
                      .toList()))
          .isEqualTo(all);
      try (JMSContext context = artemis.context()) {
        JMSConsumer consumer =
            context.createConsumer(context.createQueue("ended"), "MesosBatchEvent = 'tasks'");
        TreeSet<String> heard = new TreeSet<>();
        while (heard.size() < 3) {
          Message message = consumer.receive(5_000);
          heard.addAll(ids(List.of(message.getBody(String.class))));
        }
        assertThat(heard).isEqualTo(all);
      }
    }
  }
}
