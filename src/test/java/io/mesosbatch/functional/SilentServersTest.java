package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FaultProxy;
import io.mesosbatch.FreePort;
import io.mesosbatch.Main;
import io.mesosbatch.intake.Artemis;
import io.mesosbatch.intake.RunningPipeline;
import io.mesosbatch.intake.S3Server;
import io.mesosbatch.intake.Sqs;
import io.mesosbatch.store.jdbc.PostgresServer;
import io.mesosbatch.store.jdbc.StoreConfig;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All the program's connections fall silent in the middle of its work, and nobody hears of it. */
class SilentServersTest {
  private static final String BUCKET = "silent";

  /** The one thing that its settings cannot shorten is 30 s for an answer of S3 or SQS. */
  private static final Map<String, String> ONE_ATTEMPT = Map.of("AWS_MAX_ATTEMPTS", "1");

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePort.any();
  private final int jmsPort = FreePort.any();
  private Cluster cluster;
  private Sqs sqs;
  private Artemis artemis;
  private S3Server s3;
  private FaultProxy toMaster;
  private FaultProxy toSqs;
  private FaultProxy toJms;
  private FaultProxy toS3;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start(folder);
    sqs = Sqs.start();
    artemis = new Artemis(jmsPort, folder.resolve("artemis"));
    s3 = S3Server.start(0);
    sqs.queue("jobs", 5);
    sqs.queue("dead", 30);
    s3.bucket(BUCKET);
    toMaster = proxy(Integer.parseInt(cluster.master().replaceFirst(".*:", "")));
    toSqs = proxy(sqs.port());
    toJms = proxy(jmsPort);
    toS3 = proxy(s3.port());
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part : List.of(toMaster, toSqs, toJms, toS3, artemis, sqs, cluster)) {
      part.close();
    }
    s3.stop();
  }

  private static FaultProxy proxy(int port) throws IOException {
    return new FaultProxy(new InetSocketAddress("127.0.0.1", port));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static int port(FaultProxy proxy) {
    return Integer.parseInt(proxy.address().replaceFirst(".*:", ""));
  }

  private Home home() throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.putAll(S3Server.settings(port(toS3)));
    all.putAll(Sqs.settings(port(toSqs)));
    all.put(
        "camel.component.jms.connectionFactory",
        "#class:org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory('tcp://"
            + toJms.address()
            + "?consumerWindowSize=0&clientFailureCheckPeriod=500&connectionTTL=2000"
            + "&callTimeout=2000')");
    all.put("camel.component.mesos.master", toMaster.address());
    all.put("camel.component.mesos.missedHeartbeats", "1");
    all.put("mesosbatch.http.port", String.valueOf(port));
    String queues = "http://127.0.0.1:" + port(toSqs) + "/000000000000/";
    all.putAll(ListQueues.settings(queues + "jobs", queues + "dead", BUCKET));
    Home home = Home.install(folder.resolve("home"));
    for (Map.Entry<String, String> property : all.entrySet()) {
      home.with(property.getKey(), property.getValue());
    }
    return home;
  }

  private Program run(Home home) throws IOException {
    return Program.start(Main.class, ONE_ATTEMPT, folder, "run", "--home=" + home.folder());
  }

  private String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path))).body();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
  }

  private int post(String list) throws Exception {
    return send(HttpRequest.newBuilder(uri("/jobs"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(list)))
        .statusCode();
  }

  private List<String> down() throws Exception {
    return ApiAnswers.down(get("/health"));
  }

  private long ended() throws Exception {
    return ApiAnswers.ended(get("/jobs"));
  }

  private void sendOneByEach(String object, String padding) throws Exception {
    String list = RunningPipeline.list(1, "true");
    sqs.send(sqs.uri() + "/000000000000/jobs", list, Map.of());
    artemis.send("jobs", list);
    s3.put(BUCKET, "lists/" + object, list + padding);
  }

  @Test
  void theRestGoesOnAndTheyAreTakenUpAgain() throws Exception {
    String list = RunningPipeline.list(1, "true");
    try (Program program = run(home())) {
      sendOneByEach("a.json", "");
      soon().ignoreExceptions().until(() -> ended() == 3);
      soon().until(() -> down().isEmpty());

      toSqs.silence(true);
      toJms.silence(true);
      // In the middle of an object.
      toS3.silenceAfter(1_000_000);
      sendOneByEach("large.json", " ".repeat(3_000_000));
      assertThat(post(list)).isEqualTo(201);
      soon().until(() -> ended() == 4);
      soon().until(() -> down().equals(List.of("consumer:sqs", "jms", "s3")));
      assertThat(post(list)).isEqualTo(201);
      soon().until(() -> ended() == 5);

      toSqs.silence(false);
      toJms.silence(false);
      toS3.silence(false);
      soon().until(() -> ended() == 8);
      sendOneByEach("b.json", "");
      soon().until(() -> ended() == 11);
      soon().until(() -> down().isEmpty());
      assertThat(program.isAlive()).isTrue();
    }
  }

  @Test
  void theProgramStopsInItsTimeAllTheSame() throws Exception {
    String list = RunningPipeline.list(1, "true");
    try (ServerSocket hook = new ServerSocket(0);
        PostgresServer postgres = PostgresServer.start()) {
      StoreConfig config = postgres.createDatabase();
      URI url = URI.create(config.url().substring("jdbc:".length()));
      FaultProxy toStore = proxy(url.getPort());
      Home home =
          home()
              .with(
                  "mesosbatch.store.url", "jdbc:postgresql://" + toStore.address() + url.getPath())
              .with("mesosbatch.store.user", config.user())
              .with("mesosbatch.store.password", config.password())
              .with("camel.main.shutdownTimeout", "3")
              .with("mesosbatch.notify.webhook", "http://127.0.0.1:" + hook.getLocalPort())
              .with("mesosbatch.notify.tasks", "all")
              .with(
                  "mesosbatch.notify.sqsQueueUrl",
                  "http://127.0.0.1:" + port(toSqs) + "/000000000000/dead")
              .with("mesosbatch.notify.jmsQueue", "ended")
              .with("mesosbatch.notify.s3Bucket", BUCKET);
      try (Program program = run(home)) {
        sendOneByEach("a.json", "");
        soon().ignoreExceptions().until(() -> ended() == 3);
        toSqs.silence(true);
        toJms.silence(true);
        toS3.silence(true);
        assertThat(post(list)).isEqualTo(201);
        soon().until(() -> ended() == 4);
        toMaster.silence(true);
        assertThat(post(list)).isEqualTo(201);
        toStore.silence(true);

        program.signal("TERM");
        Program.Ended ended = program.await();
        assertThat(ended.exitCode()).isEqualTo(143);
        assertThat(ended.err())
            .contains("Stopping: ", "is left, and done again", ": Stopped\n")
            .doesNotContain("Not stopped", "context is down");
      }
      for (FaultProxy proxy : List.of(toMaster, toSqs, toJms, toS3, toStore)) {
        proxy.silence(false);
      }
      try (Program again = run(home)) {
        soon().until(() -> results() == 5);
        soon().until(() -> toldByJms().size() == 5);
        assertThat(again.isAlive()).isTrue();
      }
      toStore.close();
    }
  }

  private Set<String> toldByJms() throws Exception {
    Set<String> jobs = new HashSet<>();
    try (JMSContext context = artemis.context();
        QueueBrowser browser = context.createBrowser(context.createQueue("ended"))) {
      for (Enumeration<?> messages = browser.getEnumeration(); messages.hasMoreElements(); ) {
        String job = ((Message) messages.nextElement()).getStringProperty("MesosBatchJob");
        if (job != null) {
          jobs.add(job);
        }
      }
    }
    return jobs;
  }

  private long results() {
    return s3.keys(BUCKET).stream().filter(key -> key.endsWith(".result.json")).count();
  }
}
