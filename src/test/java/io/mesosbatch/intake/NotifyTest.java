package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mesosbatch.FreePort;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a job ended, on each way out. */
class NotifyTest {
  @TempDir Path folder;
  private final JobStore store = RunningPipeline.newStore();
  private final List<Posted> posted = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private HttpServer receiver;

  private record Posted(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.get(name).get(0);
    }

    /** Of the job, which stands before those of its tasks. */
    String state() {
      return body.replaceFirst("(?s)^.*?\"state\" : \"(\\w+)\".*$", "$1");
    }
  }

  @BeforeEach
  void startReceiver() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          posted.add(new Posted(Map.copyOf(exchange.getRequestHeaders()), body));
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  private Map<String, String> webhook() {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "mesosbatch.notify.webhook",
        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    settings.put("mesosbatch.notify.webhookSecret", "hush");
    return settings;
  }

  private void drop(String name) throws Exception {
    Path inbox = folder.resolve("inbox");
    Files.createDirectories(inbox);
    Files.writeString(inbox.resolve(name), RunningPipeline.list(2, "true"));
  }

  private void awaitReported(int jobs) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                store.jobs(0, 10).stream().filter(j -> j.endedAt() != 0).count() == jobs
                    && store.unreported().isEmpty());
  }

  @Test
  void aWebhookIsSignedAndTriedAgain() throws Exception {
    status.set(500);
    drop("a.json");
    try (RunningPipeline program = RunningPipeline.start(store, folder, webhook(), "file-drop")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> posted.size() >= 2);
      assertThat(program.store().unreported()).hasSize(1);
      status.set(204);
      awaitReported(1);
    }
    Posted last = posted.get(posted.size() - 1);
    assertThat(last.body()).contains("\"state\" : \"FINISHED\"", "\"task_id\" : \"t1\"");
    assertThat(last.header("Idempotency-key")).isEqualTo(store.jobs(0, 1).get(0).id());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("hush".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signed =
        mac.doFinal(
            (last.header("X-mesos-batch-timestamp") + "." + last.body())
                .getBytes(StandardCharsets.UTF_8));
    assertThat(last.header("X-mesos-batch-signature"))
        .isEqualTo("sha256=" + HexFormat.of().formatHex(signed));
  }

  @Test
  void whatWasNotToldIsToldByTheNextProgram() throws Exception {
    status.set(503);
    drop("a.json");
    try (RunningPipeline program = RunningPipeline.start(store, folder, webhook(), "file-drop")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !posted.isEmpty());
      program.stopAtOnce();
    }
    assertThat(store.unreported()).hasSize(1);
    status.set(200);
    int before = posted.size();
    Files.createFile(folder.resolve("spool/notice-left-by-a-crash.json"));
    try (RunningPipeline program = RunningPipeline.start(store, folder, webhook(), "file-drop")) {
      awaitReported(1);
      assertThat(program.isRunning()).isTrue();
    }
    assertThat(posted.size()).isGreaterThan(before);
    assertThat(folder.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void theEndOfAnotherRunIsOtherNewsAndTheFirstIsNotToldAnyMore() throws Exception {
    Path fixed = folder.resolve("fixed");
    Path go = folder.resolve("go");
    status.set(503);
    Path list = folder.resolve("inbox/a.json");
    Files.createDirectories(list.getParent());
    Files.writeString(
        list,
        RunningPipeline.list(
            1, "test -e " + fixed + " || exit 1; until test -e " + go + "; do sleep 0.1; done"));
    try (RunningPipeline program = RunningPipeline.start(store, folder, webhook(), "file-drop")) {
      await().until(() -> !posted.isEmpty());
      JobRecord failed = store.jobs(0, 1).get(0);
      Files.createFile(fixed);
      assertThat(program.rerun(failed)).isPresent();
      status.set(204);
      await()
          .until(
              () ->
                  program.camel().getCamelContext().getInflightRepository().size("notify-webhook")
                      == 0);
      assertThat(posted).extracting(Posted::state).containsOnly("FAILED");
      assertThat(posted.get(0).header("Idempotency-key")).isEqualTo(failed.id());
      Files.createFile(go);
      awaitReported(1);
      Posted last = posted.get(posted.size() - 1);
      assertThat(last.state()).isEqualTo("FINISHED");
      assertThat(last.header("Idempotency-key")).startsWith(failed.id() + ".");
    }
  }

  @Test
  void aRefusalIsFinal() throws Exception {
    status.set(410);
    drop("a.json");
    try (RunningPipeline program = RunningPipeline.start(store, folder, webhook(), "file-drop")) {
      awaitReported(1);
      assertThat(program.isRunning()).isTrue();
    }
    assertThat(posted).hasSize(1);
  }

  @Test
  void queuesAndBucketsAreTold() throws Exception {
    S3Server s3 = S3Server.shared();
    String bucket = "b" + UUID.randomUUID();
    s3.bucket(bucket);
    Path data = folder.resolve("artemis");
    try (Sqs sqs = Sqs.start();
        Artemis artemis = new Artemis(FreePort.any(), data)) {
      String jobs = sqs.queue("jobs", 30);
      String ended = sqs.queue("ended", 30);
      String reply = sqs.queue("reply", 30);
      Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
      settings.putAll(Sqs.settings(sqs.port()));
      settings.putAll(artemis.settings());
      settings.put("mesosbatch.sqs.waitSeconds", "1");
      settings.put("mesosbatch.sqs.queueUrl", jobs);
      settings.put("mesosbatch.sqs.deadLetterUrl", reply);
      settings.put("mesosbatch.jms.queue", "jobs");
      settings.put("mesosbatch.jms.deadLetterQueue", "dead");
      settings.put("mesosbatch.notify.sqsQueueUrl", ended);
      settings.put("mesosbatch.notify.jmsQueue", "ended");
      settings.put("mesosbatch.notify.s3Bucket", bucket);
      String id =
          sqs.send(jobs, RunningPipeline.list(1, "true"), Map.of("ReplyTo", reply, "x", "y"));
      try (JMSContext context = artemis.context()) {
        TextMessage message = context.createTextMessage(RunningPipeline.list(1, "false"));
        message.setJMSReplyTo(context.createQueue("answers"));
        message.setJMSCorrelationID("mine");
        context.createProducer().send(context.createQueue("jobs"), message);
      }
      try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "sqs", "jms")) {
        awaitReported(2);
        assertThat(program.isRunning()).isTrue();
      }
      assertThat(s3.keys(bucket))
          .hasSize(2)
          .allMatch(k -> k.matches("results/job-.*\\.result\\.json"));
      assertThat(sqs.size(ended)).isEqualTo(2);
      assertThat(artemis.size("ended")).isEqualTo(2);
      var answer = sqs.receive(reply).get(0);
      assertThat(answer.body()).contains("\"state\" : \"FINISHED\"");
      assertThat(answer.messageAttributes().get("CorrelationId").stringValue()).isEqualTo(id);
      try (JMSContext context = artemis.context()) {
        Queue answers = context.createQueue("answers");
        Message message = context.createConsumer(answers).receive(5_000);
        assertThat(message.getJMSCorrelationID()).isEqualTo("mine");
        assertThat(message.getStringProperty("MesosBatchState")).isEqualTo("FAILED");
        assertThat(message.getStringProperty("MesosBatchKey"))
            .isEqualTo(message.getStringProperty("MesosBatchJob"));
        assertThat(message.getBody(String.class)).contains("TASK_FAILED");
      }
    }
  }
}
