package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mesosbatch.FreePort;
import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of a server that speaks the protocol of S3, the whole way to the end of the tasks. */
class S3Test {
  private static final String TILE = "tiles/33/U/UU/2017/2/8/0/metadata.xml";
  private static final String TEMPLATE =
      """
      {"name": "S2_@{key.2}@{key.3}@{key.4}_@{key.5}_@{key.6}_@{key.7}_@{key.8}",
       "task_id": {"value": "S2_@{key.2}@{key.3}@{key.4}_@{key.5}_@{key.6}_@{key.7}_@{key.8}"},
       "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.01}}],
       "command": {"value": "test $in = @{bucket}/@{prefix}", "environment": {"variables": [
         {"name": "in", "value": "@{bucket}/@{prefix}"}, {"name": "to", "value": "@{target}"}]}}}
      """;

  @TempDir Path folder;
  private final String bucket = "b" + UUID.randomUUID();
  private final JobStore store = RunningPipeline.newStore();
  private S3Server s3;

  @BeforeEach
  void makeBucket() throws IOException {
    s3 = S3Server.shared();
    s3.bucket(bucket);
  }

  private Map<String, String> lists(String... more) {
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.put("mesosbatch.s3Lists.bucket", bucket);
    settings.put("mesosbatch.s3Lists.prefix", "in/");
    settings.put("mesosbatch.s3Lists.period", "300");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private Map<String, String> tiles(int gather) throws IOException {
    Path template = Files.writeString(folder.resolve("template.json"), TEMPLATE);
    Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
    settings.put("mesosbatch.s3Tiles.bucket", bucket);
    settings.put("mesosbatch.s3Tiles.prefix", "tiles/");
    settings.put("mesosbatch.s3Tiles.period", "300");
    settings.put("mesosbatch.s3Tiles.template", template.toString());
    settings.put("mesosbatch.s3Tiles.gatherObjects", String.valueOf(gather));
    settings.put("mesosbatch.s3Tiles.gatherSeconds", gather == 1 ? "0" : "3600");
    settings.put("mesosbatch.s3Tiles.value.target", "there");
    return settings;
  }

  private List<JobRecord> awaitEnded(int jobs) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> store.jobs(0, 100).stream().filter(j -> j.endedAt() != 0).toList(),
            ended -> ended.size() == jobs);
  }

  /** Before the server: refuses objects, not listings, as when credentials expire in between. */
  private HttpServer gate(AtomicInteger refusals) throws IOException {
    HttpServer gate = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    HttpClient client = HttpClient.newHttpClient();
    gate.createContext(
        "/",
        exchange -> {
          URI uri = exchange.getRequestURI();
          int status = 403;
          byte[] body =
              "<Error><Code>ExpiredToken</Code><Message>It has expired</Message></Error>"
                  .getBytes(StandardCharsets.UTF_8);
          if (!uri.getPath().contains("/in/") || refusals.getAndDecrement() <= 0) {
            try {
              HttpResponse<byte[]> answer =
                  client.send(
                      HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + s3.port() + uri))
                          .build(),
                      HttpResponse.BodyHandlers.ofByteArray());
              status = answer.statusCode();
              body = answer.body();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    gate.start();
    return gate;
  }

  @Test
  void credentialsThatHaveExpiredAreNoFaultOfTheList() throws Exception {
    s3.put(bucket, "in/a.json", RunningPipeline.list(1, "true"));
    AtomicInteger refusals = new AtomicInteger(3);
    HttpServer gate = gate(refusals);
    Map<String, String> settings = lists();
    settings.putAll(S3Server.settings(gate.getAddress().getPort()));
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-lists")) {
      assertThat(awaitEnded(1)).extracting(JobRecord::phase).containsExactly(Phase.FINISHED);
      assertThat(refusals.get()).isLessThan(0);
      await().atMost(Duration.ofSeconds(90)).until(() -> program.down().isEmpty());
    } finally {
      gate.stop(0);
    }
  }

  @Test
  void newListsRunAndAreRemembered() throws Exception {
    s3.put(bucket, "in/a.json", RunningPipeline.list(2, "true"));
    s3.put(bucket, "in/bad one.json", "{\"tasks\":[{\"nam\":\"a\"}]}");
    s3.put(bucket, "elsewhere/b.json", RunningPipeline.list(2, "true"));
    Map<String, String> settings = lists("mesosbatch.s3Lists.failedTo", "failed/");
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-lists")) {
      assertThat(awaitEnded(1)).extracting(JobRecord::phase).containsExactly(Phase.FINISHED);
      assertThat(store.jobs(0, 1).get(0).header().getName()).isEqualTo("a");
      s3.put(bucket, "in/c.json", RunningPipeline.list(1, "true"));
      awaitEnded(2);
      // The same name with another content is another list.
      s3.put(bucket, "in/c.json", RunningPipeline.list(3, "true"));
      awaitEnded(3);
      assertThat(program.down()).isEmpty();
    }
    assertThat(s3.keys(bucket))
        .containsExactlyInAnyOrder(
            "in/a.json",
            "in/c.json",
            "elsewhere/b.json",
            "failed/in/bad one.json",
            "failed/in/bad one.json.reason.txt");
    assertThat(s3.get(bucket, "failed/in/bad one.json.reason.txt")).contains("did you mean name");
    // Another program with the same folder, and a store that has forgotten, remembers them.
    JobStore empty = RunningPipeline.newStore();
    // The power failed while it wrote.
    Path journal = folder.resolve("data/s3Lists.journal");
    Files.writeString(journal, "# \"half of", StandardOpenOption.APPEND);
    try (RunningPipeline program = RunningPipeline.start(empty, folder, settings, "s3-lists")) {
      s3.put(bucket, "in/d.json", RunningPipeline.list(1, "true"));
      await().until(() -> program.store().jobs(0, 10).size() == 1);
      assertThat(empty.jobs(0, 10).get(0).header().getName()).isEqualTo("d");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"move", "delete"})
  void listsAreClearedAwayIfConfigured(String after) throws Exception {
    s3.put(bucket, "in/a.json", RunningPipeline.list(1, "true"));
    Map<String, String> settings =
        lists("mesosbatch.s3Lists.after", after, "mesosbatch.s3Lists.prefix", "");
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-lists")) {
      awaitEnded(1);
      await().until(() -> !s3.keys(bucket).contains("in/a.json"));
      assertThat(program.store().jobs(0, 10)).hasSize(1);
    }
    assertThat(s3.keys(bucket))
        .isEqualTo(after.equals("move") ? List.of("done/in/a.json") : List.of());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCrashBeforeOrAfterTheCommitLosesNothingAndStartsNothingTwice(boolean afterCommit)
      throws Exception {
    s3.put(bucket, "in/a.json", RunningPipeline.list(1, "true"));
    CrashingStore.crash(
        store,
        afterCommit,
        crashing -> RunningPipeline.start(crashing, folder, lists(), "s3-lists"));
    try (RunningPipeline program = RunningPipeline.start(store, folder, lists(), "s3-lists")) {
      await().until(() -> !store.jobs(0, 10).isEmpty());
      s3.put(bucket, "in/b.json", RunningPipeline.list(1, "true"));
      await().until(() -> store.jobs(0, 10).size() == 2);
      assertThat(program.store().jobs(0, 10))
          .extracting(job -> job.header().getName())
          .containsExactly("b", "a");
    }
  }

  @Test
  void tilesBecomeTasksByTheTemplate() throws Exception {
    s3.put(bucket, TILE, "<xml/>");
    s3.put(bucket, "tiles/33/U/UU/2017/2/8/0/B01.jp2", "picture");
    try (RunningPipeline program = RunningPipeline.start(store, folder, tiles(1), "s3-tiles")) {
      JobRecord job = awaitEnded(1).get(0);
      assertThat(job.phase()).isEqualTo(Phase.FINISHED);
      List<TaskRecord> tasks = new ArrayList<>();
      program.store().forEachTask(job.number(), tasks::add);
      assertThat(tasks).extracting(t -> t.spec().id()).containsExactly("S2_33UUU_2017_2_8_0");
      assertThat(
              tasks.get(0).spec().info().getCommand().getEnvironment().getVariables(1).getValue())
          .isEqualTo("there");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gatheredTilesSurviveACrashAndStartNothingTwice(boolean afterCommit) throws Exception {
    for (int i = 0; i < 5; i++) {
      s3.put(bucket, TILE.replace("/0/", "/" + i + "/"), "<xml/>");
    }
    CrashingStore.crash(
        store,
        afterCommit,
        crashing -> RunningPipeline.start(crashing, folder, tiles(5), "s3-tiles"));
    for (int i = 5; i < 9; i++) {
      s3.put(bucket, TILE.replace("/0/", "/" + i + "/"), "<xml/>");
    }
    Map<String, String> settings = tiles(5);
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-tiles")) {
      awaitEnded(1);
      s3.put(bucket, TILE.replace("/0/", "/9/"), "<xml/>");
      awaitEnded(2);
      assertThat(program.store().jobs(0, 10)).extracting(JobRecord::tasks).containsExactly(5, 5);
    }
  }

  @Test
  void aServerThatIsAwayComesBack() throws Exception {
    int port = FreePort.any();
    Map<String, String> settings = lists();
    settings.put("camel.component.aws2-s3.uriEndpointOverride", "http://127.0.0.1:" + port);
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "s3-lists")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> program.down().contains("s3"));
      S3Server later = S3Server.start(port);
      try {
        later.bucket(bucket);
        later.put(bucket, "in/a.json", RunningPipeline.list(1, "true"));
        awaitEnded(1);
        assertThat(program.down()).isEmpty();
      } finally {
        later.stop();
      }
    }
  }
}
