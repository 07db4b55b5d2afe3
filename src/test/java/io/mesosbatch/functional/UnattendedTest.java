package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mesosbatch.FreePort;
import io.mesosbatch.intake.Artemis;
import io.mesosbatch.intake.RunningPipeline;
import io.mesosbatch.intake.S3Server;
import io.mesosbatch.intake.Sqs;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All ways in and out in the program as a user runs it: its servers are down at its start, come, go
 * and come back. Nothing that it writes or shows holds a secret.
 */
class UnattendedTest {
  private static final String BUCKET = "unattended";
  private static final List<String> SERVERS = List.of("consumer:sqs", "jms", "s3");

  @TempDir Path folder;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final AtomicInteger hooks = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> servers = new ArrayList<>();
  private final int port = FreePort.any();
  private final int sqsPort = FreePort.any();
  private final int jmsPort = FreePort.any();
  private final int s3Port = FreePort.any();
  private Sqs sqs;
  private Artemis artemis;
  private S3Server s3;

  UnattendedTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  /** A value that is found wherever it is written. */
  private String secret(String name) {
    return secrets.computeIfAbsent(name, n -> "sEcReT-" + n.replace('.', '-'));
  }

  private Home home(String master) throws Exception {
    HttpServer hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          // The first answer is an error, so that the program has something to complain of.
          exchange.sendResponseHeaders(hooks.getAndIncrement() == 0 ? 500 : 204, -1);
          exchange.close();
        });
    hook.start();
    servers.add(() -> hook.stop(0));
    Home home = Home.install(folder.resolve("home"));
    Map<String, String> all = new LinkedHashMap<>();
    all.putAll(S3Server.settings(s3Port));
    all.putAll(Sqs.settings(sqsPort));
    for (String name : List.of("aws2-s3.accessKey", "aws2-s3.secretKey")) {
      all.put("camel.component." + name, secret(name));
      all.put("camel.component." + name.replace("s3", "sqs"), secret(name));
    }
    all.put(
        "camel.component.jms.connectionFactory",
        "#class:org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory('tcp://127.0.0.1:"
            + jmsPort
            + "')");
    all.put("camel.component.jms.username", "batch");
    all.put("camel.component.jms.password", secret("jms.password"));
    all.put("camel.component.mesos.master", master);
    all.put("camel.component.mesos.principal", "batch");
    all.put("camel.component.mesos.secret", secret("mesos.secret"));
    all.put("mesosbatch.store.url", "jdbc:h2:" + folder.resolve("store"));
    all.put("mesosbatch.store.user", "batch");
    all.put("mesosbatch.store.password", secret("store.password"));
    all.put("mesosbatch.http.port", String.valueOf(port));
    all.put("mesosbatch.http.token", secret("http.token"));
    all.put("mesosbatch.http.user", "batch");
    all.put("mesosbatch.http.password", secret("http.password"));
    String queues = "http://127.0.0.1:" + sqsPort + "/000000000000/";
    all.putAll(ListQueues.settings(queues + "jobs", queues + "dead", BUCKET));
    all.put("mesosbatch.notify.webhook", "http://127.0.0.1:" + hook.getAddress().getPort() + "/");
    all.put("mesosbatch.notify.webhookSecret", secret("notify.webhookSecret"));
    all.put("mesosbatch.notify.tasks", "all");
    for (Map.Entry<String, String> property : all.entrySet()) {
      home.with(property.getKey(), property.getValue());
    }
    return home;
  }

  private HttpResponse<String> http(String path, String list) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + secret("http.token"));
    if (!list.isEmpty()) {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(list));
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private List<String> down() throws Exception {
    return ApiAnswers.down(http("/health", "").body());
  }

  private void awaitEnded(int jobs) {
    soon().until(() -> ApiAnswers.ended(http("/jobs", "").body()) == jobs);
  }

  private void startServers() throws Exception {
    sqs = Sqs.start(sqsPort);
    sqs.queue("jobs", 30);
    sqs.queue("dead", 30);
    artemis = new Artemis(jmsPort, folder.resolve("artemis"));
    s3 = S3Server.start(s3Port);
    s3.bucket(BUCKET);
  }

  private void stopServers() throws Exception {
    sqs.close();
    artemis.close();
    s3.stop();
  }

  private void sendOneByEach(String name) throws Exception {
    String list = RunningPipeline.list(1, "true");
    sqs.send(sqs.uri() + "/000000000000/jobs", list, Map.of());
    artemis.send("jobs", list);
    s3.put(BUCKET, "lists/" + name, list);
  }

  @Test
  void itsServersComeAndGoAndItTellsNoSecret() throws Exception {
    try (LocalMesos mesos =
        LocalMesos.start(
            LocalConfig.defaults().withCredentials(Map.of("batch", secret("mesos.secret"))))) {
      Home home = home(mesos.uri().getAuthority());
      List<String> shown = new ArrayList<>();
      String log;
      try (Program program = home.run()) {
        soon()
            .ignoreExceptions()
            .until(() -> http("/jobs", RunningPipeline.list(1, "true")).statusCode() == 201);
        home.drop("a.json", RunningPipeline.list(1, "exit 3"));
        home.drop("bad.json", "{\"tasks\":[{\"nam\":1}]}");
        awaitEnded(2);
        soon().until(() -> down().equals(SERVERS));
        shown.add(http("/health", "").body());
        // The log looks every five seconds, and nothing else waits for it.
        soon().until(() -> logged(program, " is down, ") == SERVERS.size());

        startServers();
        sendOneByEach("a.json");
        awaitEnded(5);
        soon().until(() -> down().isEmpty());
        soon().until(() -> logged(program, " is up again") == SERVERS.size());

        stopServers();
        soon().until(() -> down().equals(SERVERS));
        assertThat(http("/jobs", RunningPipeline.list(1, "true")).statusCode()).isEqualTo(201);
        awaitEnded(6);
        startServers();
        sendOneByEach("b.json");
        awaitEnded(9);
        soon().until(() -> down().isEmpty());

        for (String path : List.of("/", "/health", "/jobs", "/openapi.yaml", "/nothing")) {
          shown.add(http(path, "").body());
        }
        shown.add(commandLine(program));
        soon().until(() -> hooks.get() > 9);
        program.signal("TERM");
        Program.Ended ended = program.await();
        log = ended.out() + ended.err();
        assertThat(ended.exitCode()).as(log).isEqualTo(128 + 15);
      }
      stopServers();
      shown.add(log);
      try (Stream<Path> files = Files.walk(home.folder())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.endsWith("application.properties")) {
            shown.add(file + "\n" + Files.readString(file, StandardCharsets.ISO_8859_1));
          }
        }
      }
      assertThat(log)
          .contains("answered 500", "Refused", "jms is down", "s3 is down", "sqs is down")
          .contains("jms is up again", "s3 is up again", "sqs is up again")
          .doesNotContain("\tat software.amazon");
      assertThat(log.lines().filter(line -> line.contains("Connection refused")))
          .hasSizeLessThan(9);
      assertThat(shown).anyMatch(text -> text.contains("TASK_FAILED"));
      assertThat(secrets).hasSize(8);
      assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain("sEcReT"));
    }
  }

  private static long logged(Program program, String what) throws Exception {
    String log = program.out() + program.err();
    return SERVERS.stream().filter(server -> log.contains(server + what)).count();
  }

  private static String commandLine(Program program) {
    return ProcessHandle.of(Long.parseLong(program.pid()))
        .flatMap(process -> process.info().commandLine())
        .orElse("");
  }
}
