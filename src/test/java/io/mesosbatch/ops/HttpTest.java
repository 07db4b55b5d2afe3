package io.mesosbatch.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.FreePort;
import io.mesosbatch.intake.RunningPipeline;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP side with the JDK's client, the whole way to the end of the tasks. */
class HttpTest {
  @TempDir static Path folder;
  private static int port;
  private static RunningPipeline program;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    port = FreePort.any();
    program =
        RunningPipeline.start(
            folder,
            Map.of(
                "mesosbatch.http.port",
                String.valueOf(port),
                "mesosbatch.http.maxBytes",
                "2000000"),
            "http");
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String list) throws Exception {
    return send(
        request("/jobs")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(list)));
  }

  private static String location(HttpResponse<?> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void aPostedListRunsToItsEnd() throws Exception {
    HttpResponse<String> created = post(RunningPipeline.list(3, "true"));
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(created.body()).contains("\"counts\":{\"tasks\":3");
    String job = location(created);
    program.awaitEnd(job.substring("/jobs/".length()));
    assertThat(send(request(job)).body()).contains("\"state\":\"FINISHED\"", "\"finished\":3");
    assertThat(send(request("/jobs")).body()).contains(job.substring("/jobs/".length()));
    HttpResponse<String> tasks = send(request(job + "/tasks?state=finished&limit=2"));
    assertThat(tasks.body())
        .contains("\"task_id\":\"t0\"", "\"next\":\"" + job + "/tasks?offset=2&limit=2&state=");
    assertThat(send(request(job + "/tasks?state=FAILED")).body()).isEqualTo("{\"tasks\":[]}");
    HttpResponse<String> result = send(request(job + "/result"));
    assertThat(result.statusCode()).isEqualTo(200);
    assertThat(result.body()).contains("\"TASK_FINISHED\"", "\"t2\"");
  }

  @Test
  void theSameKeyStartsNothingTwice() throws Exception {
    HttpRequest.Builder post =
        request("/jobs")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "once")
            .POST(BodyPublishers.ofString(RunningPipeline.list(1, "true")));
    HttpResponse<String> first = send(post);
    HttpResponse<String> second = send(post);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(location(second)).isEqualTo(location(first));
  }

  @Test
  void allProblemsOfABadListAreTold() throws Exception {
    HttpResponse<String> response = post("{\"tasks\":[{\"name\":\"a\",\"coomand\":{}},{}]}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.body())
        .contains("\"title\":\"Bad Request\"", "\"status\":400", "\"problems\":[")
        .contains("did you mean command", "\"task\":1", "\"line\":1");
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aTakenIdIsAConflict() throws Exception {
    String list =
        RunningPipeline.list(1, "true").replace("{\"tasks\"", "{\"id\":\"mine\",\"tasks\"");
    assertThat(post(list).statusCode()).isEqualTo(201);
    HttpResponse<String> second = post(list);
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("mine");
  }

  @Test
  void whatDidNotFinishRunsAgain(@TempDir Path folder) throws Exception {
    Path repaired = folder.resolve("repaired");
    String job = location(post(RunningPipeline.list(2, "test -e " + repaired)));
    HttpRequest.Builder rerun = request(job + "/rerun").POST(BodyPublishers.noBody());
    program.awaitEnd(job.substring("/jobs/".length()));
    assertThat(send(request(job)).body()).contains("\"state\":\"FAILED\"");

    Files.createFile(repaired);
    HttpResponse<String> accepted = send(rerun);
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(accepted.body()).contains("\"pending\":2");
    program.awaitEnd(job.substring("/jobs/".length()));
    assertThat(send(request(job)).body()).contains("\"state\":\"FINISHED\"");
    assertThat(send(request(job + "/tasks")).body()).contains("\"number\":1", "\"number\":2");

    HttpResponse<String> finished = send(rerun);
    assertThat(finished.statusCode()).isEqualTo(409);
    assertThat(finished.body()).contains("have finished");
    assertThat(send(request("/jobs/none/rerun").POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(404);
  }

  @Test
  void gzipIsUnpackedByContent() throws Exception {
    byte[] packed = gzip(RunningPipeline.list(2, "true"));
    for (String[] headers : new String[][] {{}, {"Content-Encoding", "gzip"}}) {
      HttpRequest.Builder post =
          request("/jobs")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(packed));
      if (headers.length > 0) {
        post.headers(headers);
      }
      assertThat(send(post).statusCode()).isEqualTo(201);
    }
    HttpResponse<String> broken =
        send(
            request("/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(packed, 0, packed.length / 2)));
    assertThat(broken.statusCode()).isEqualTo(400);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void tooLongListsAreRefusedHoweverTheyCome() throws Exception {
    byte[] blanks = new byte[3_000_000];
    java.util.Arrays.fill(blanks, (byte) ' ');
    InputStream chunked = new ByteArrayInputStream(blanks);
    for (HttpRequest.BodyPublisher body :
        new HttpRequest.BodyPublisher[] {
          BodyPublishers.ofByteArray(blanks),
          BodyPublishers.ofInputStream(() -> chunked),
          BodyPublishers.ofByteArray(gzip(new String(blanks, StandardCharsets.UTF_8)))
        }) {
      HttpResponse<String> response =
          send(request("/jobs").header("Content-Type", "application/json").POST(body));
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.body()).contains("\"status\":413");
    }
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aLargeChunkedListIsTaken() throws Exception {
    String list = RunningPipeline.list(10_000, "true");
    assertThat(list.length()).isGreaterThan(1 << 20);
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(list.substring(0, 500_000).getBytes(StandardCharsets.UTF_8)),
            new ByteArrayInputStream(list.substring(500_000).getBytes(StandardCharsets.UTF_8)));
    HttpResponse<String> response =
        send(
            request("/jobs")
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(BodyPublishers.ofInputStream(() -> in)));
    assertThat(response.statusCode()).isEqualTo(201);
    HttpResponse<String> killed = send(request(location(response)).DELETE());
    assertThat(killed.statusCode()).isEqualTo(202);
    program.awaitEnd(location(response).substring("/jobs/".length()));
    assertThat(send(request(location(response)).DELETE()).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNotThereIsSaidSo() throws Exception {
    assertThat(send(request("/jobs/nobody")).statusCode()).isEqualTo(404);
    assertThat(send(request("/nothing")).body()).contains("there is nothing at /nothing");
    HttpResponse<String> put = send(request("/jobs").PUT(BodyPublishers.noBody()));
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.body()).contains("GET, POST");
    assertThat(send(request("/jobs?limit=0")).statusCode()).isEqualTo(400);
    assertThat(send(request("/jobs/x/tasks/")).statusCode()).isEqualTo(404);
    HttpResponse<String> form =
        send(
            request("/jobs")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(RunningPipeline.list(1, "true"))));
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(form.body()).contains("application/x-protobuf");
  }

  @Test
  void pagesOfOtherOriginsAndOtherNamesAreRefused() throws Exception {
    HttpResponse<String> cross =
        send(
            request("/jobs")
                .header("Content-Type", "application/json")
                .header("Origin", "http://evil.example")
                .POST(BodyPublishers.ofString(RunningPipeline.list(1, "true"))));
    assertThat(cross.statusCode()).isEqualTo(403);
    assertThat(raw("GET /jobs HTTP/1.1\r\nHost: evil.example\r\n\r\n")).startsWith("HTTP/1.1 403");
    assertThat(raw("GET /jo%zz HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(raw("BAD\r\n\r\n")).startsWith("HTTP/1.1 400");
  }

  private static String raw(String text) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aSenderThatGoesAwayLeavesNothingBehind() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket
          .getOutputStream()
          .write(
              ("POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 1000\r\n\r\n{\"tasks\":[")
                  .getBytes(StandardCharsets.US_ASCII));
      Awaitility.await().until(() -> !spooled().isEmpty());
    }
    Awaitility.await().until(() -> spooled().isEmpty());
  }

  private static java.util.List<Path> spooled() throws IOException {
    try (var files = Files.list(folder.resolve("spool"))) {
      return files.toList();
    }
  }

  @Test
  void whatWaitsIsExplained() throws Exception {
    String list =
        "{\"tasks\":[{\"name\":\"a\",\"task_id\":{\"value\":\"large\"},\"resources\":[{\"name\":"
            + "\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":640}}],\"command\":{\"value\":"
            + "\"true\"}},{\"name\":\"b\",\"task_id\":{\"value\":\"later\"},\"resources\":[{\"name\":"
            + "\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}],\"command\":{\"value\":"
            + "\"true\"},\"after\":[{\"task\":\"large\"}]}]}";
    String job = location(post(list));
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(send(request(job + "/explain")).body())
                    .contains(
                        "\"waiting\":[{\"tasks\":1,\"task_ids\":[\"large\"],\"demand\":"
                            + "\"cpus:640\",\"reasons\":[\"no agent has 640 cpus in all; ",
                        "\"never\":true",
                        "{\"tasks\":1,\"task_ids\":[\"later\"],\"reasons\":[\"waits for large\"]"));
    assertThat(send(request("/")).body()).contains("no agent has 640 cpus in all; ");
    send(request(job).DELETE());
    program.awaitEnd(job.substring("/jobs/".length()));
    assertThat(send(request(job + "/explain")).body()).contains("\"waiting\":[]");
    assertThat(send(request("/jobs/nobody/explain")).statusCode()).isEqualTo(404);
  }

  @Test
  void thePageIsWellFormedAndWhatOthersWroteIsText() throws Exception {
    String evil = "<img src=x onerror='alert(1)'>&\\\"";
    String task =
        "{\"name\":\"%1$s\",\"task_id\":{\"value\":\"%2$s\"},\"resources\":[{\"name\":\"%1$s\","
            + "\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}],\"command\":{\"value\":\"true\"}";
    String list =
        "{\"name\":\""
            + evil
            + "\",\"tasks\":["
            + task.formatted(evil, evil)
            + "},"
            + task.formatted(evil, "b")
            + ",\"after\":[{\"task\":\""
            + evil
            + "\"}]}]}";
    HttpResponse<String> created = post(list);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(send(request("/")).body())
                    .contains("waits for &lt;img", "no agent has 1 &lt;img"));
    String page = send(request("/")).body();
    assertThat(page).doesNotContain("<img");
    assertWellFormed(page);
    send(request(location(created)).DELETE());
  }

  private static void assertWellFormed(String page) {
    ArrayDeque<String> open = new ArrayDeque<>();
    Matcher tags =
        Pattern.compile("<(!DOCTYPE html|/?)([a-z][a-z0-9]*)?((?: [a-z-]+=\"[^\"<>]*\")*)>|<|>")
            .matcher(page.replaceAll("(?s)<style>.*</style>", ""));
    while (tags.find()) {
      String name = tags.group(2);
      if (tags.group().startsWith("<!DOCTYPE")) {
        continue;
      }
      assertThat(name).as("markup: " + tags.group()).isNotNull();
      if (tags.group(1).isEmpty()) {
        if (!name.equals("meta")) {
          open.push(name);
        }
      } else {
        assertThat(name).isEqualTo(open.pop());
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void agentsAreListed() throws Exception {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(send(request("/agents")).body())
                    .contains("\"known\":1", "\"cpus\":{\"ours\":", "\"most_seen\":"));
    assertThat(send(request("/agents?offset=1")).body()).contains("\"agents\":[]");
    assertThat(send(request("/agents?limit=0")).statusCode()).isEqualTo(400);
  }

  @Test
  void thePageShowsJobsAndEscapesTheirNames() throws Exception {
    String list =
        RunningPipeline.list(1, "true")
            .replace("{\"tasks\"", "{\"name\":\"<script>alert(1)</script>\",\"tasks\"");
    assertThat(post(list).statusCode()).isEqualTo(201);
    HttpResponse<String> page = send(request("/"));
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(page.body())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script", "<link", "href=\"http", "${");
    assertThat(page.body()).contains("at http://127.0.0.1:");
  }

  @Test
  void theJobsPageSaysWhatFailedAndLeadsToItsOutput() throws Exception {
    String task =
        "{\"name\":\"%1$s\",\"task_id\":{\"value\":\"%1$s\"},\"resources\":[{\"name\":\"cpus\","
            + "\"type\":\"SCALAR\",\"scalar\":{\"value\":0.1}}],\"command\":{\"value\":\"%2$s\"}}";
    String list =
        "{\"name\":\"<b>two</b>\",\"user\":\"alice\",\"tasks\":["
            + task.formatted("good", "true")
            + ","
            + task.formatted("bad&", "echo The moon is full >&2; exit 7")
            + "]}";
    String job = location(post(list));
    program.awaitEnd(job.substring("/jobs/".length()));
    String page = send(request(job + "/page")).body();
    assertThat(page)
        .contains("&lt;b&gt;two&lt;/b&gt;", "alice", "FAILED", "Command exited with status 7")
        .contains("<b>bad&amp;</b>")
        .doesNotContain("<b>good</b>", "<b>two", "${");
    assertWellFormed(page);
    Matcher stderr = Pattern.compile("href=\"([^\"]*/files/download[^\"]*/stderr)\"").matcher(page);
    assertThat(stderr.find()).isTrue();
    assertThat(
            CLIENT
                .send(
                    HttpRequest.newBuilder(URI.create(stderr.group(1).replace("&amp;", "&")))
                        .build(),
                    BodyHandlers.ofString())
                .body())
        .contains("The moon is full");
    assertThat(send(request(job + "/page?state=finished")).body())
        .contains("<b>good</b>")
        .doesNotContain("<b>bad&amp;</b>");
    assertThat(send(request(job + "/page?offset=5")).body()).contains("None further back");
    assertThat(send(request(job + "/page?state=odd")).statusCode()).isEqualTo(400);
    assertThat(send(request("/jobs/nobody/page")).statusCode()).isEqualTo(404);
    assertThat(send(request("/")).body()).contains("href=\"" + job + "/page\"");
  }

  @Test
  void whatIsUnderWayStandsBeforeWhatHasEnded() throws Exception {
    String waits = location(post(RunningPipeline.list(1, "sleep 600")));
    String ends = location(post(RunningPipeline.list(1, "true")));
    program.awaitEnd(ends.substring("/jobs/".length()));
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(send(request("/")).body())
                    .containsSubsequence("Jobs under way", waits, "Ended, newest first", ends));
    String page = send(request("/?active=1000")).body();
    assertThat(page).contains("None further back").doesNotContain(waits);
    assertWellFormed(page);
    send(request(waits).DELETE());
    program.awaitEnd(waits.substring("/jobs/".length()));
  }

  @Test
  void metricsCountWhatEnded() throws Exception {
    String job = location(post(RunningPipeline.list(2, "exit 3")));
    program.awaitEnd(job.substring("/jobs/".length()));
    HttpResponse<String> metrics = send(request("/metrics"));
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains("mesosbatch_check_up{check=\"store\"} 1\n", "mesosbatch_subscribed 1\n")
        .contains("mesosbatch_tasks{phase=\"pending\"} ", "jvm_memory_used_bytes{area=\"heap\"} ")
        .contains("mesosbatch_attempts_ended_total{state=\"TASK_FAILED\",free=\"false\"} ")
        .contains("mesosbatch_agents 1\n");
    assertThat(sample(metrics.body(), "mesosbatch_tasks_ended_total{phase=\"failed\"}"))
        .isGreaterThanOrEqualTo(2);
    assertThat(sample(metrics.body(), "mesosbatch_launches_total")).isGreaterThanOrEqualTo(2);
    assertThat(metrics.body().lines())
        .allMatch(
            line ->
                line.matches("# (HELP|TYPE) [a-z_]+ .*")
                    || line.matches("[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+\\})? -?[0-9.E]+"));
  }

  private static double sample(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void healthTellsOfEachPart() throws Exception {
    Awaitility.await().until(() -> send(request("/health")).statusCode() == 200);
    assertThat(send(request("/health")).body())
        .contains("\"status\":\"UP\"", "\"name\":\"store\"", "\"paused\":false");
  }

  @Test
  void theDescriptionIsServed() throws Exception {
    assertThat(send(request("/openapi.yaml")).body()).startsWith("openapi: 3.1.0");
  }
}
