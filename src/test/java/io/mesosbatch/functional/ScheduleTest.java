package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesosbatch.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists with a schedule, in the service. */
class ScheduleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Home home;
  private String url;

  @BeforeEach
  void install() throws IOException {
    int port = FreePort.any();
    home =
        Home.install(directory.resolve("home"))
            .with("mesosbatch.http.port", Integer.toString(port));
    url = "http://127.0.0.1:" + port;
  }

  private static String scheduled(String id, String cron, String command) {
    return "{\"id\":\""
        + id
        + "\",\"schedule\":{\"cron\":\""
        + cron
        + "\"},"
        + list(task("t", command)).substring(1);
  }

  private Program run() throws IOException {
    Program program = home.run();
    await().atMost(PATIENCE).until(() -> program.err().contains("Subscribed"));
    return program;
  }

  private JsonNode send(int status, HttpRequest.Builder request, String path) throws Exception {
    HttpResponse<String> response =
        http.send(
            request.uri(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JSON.readTree(response.body());
  }

  private JsonNode get(String path) throws Exception {
    return send(200, HttpRequest.newBuilder().GET(), path);
  }

  private HttpRequest.Builder post(String list) {
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(list));
  }

  private List<String> jobs() throws Exception {
    List<String> ids = new ArrayList<>();
    get("/jobs").get("jobs").forEach(job -> ids.add(job.get("id").asText()));
    return ids;
  }

  @Test
  void aDroppedListIsRunAgainAndAgainAlsoAfterARestart() throws Exception {
    home.drop("tick.json", scheduled("tick", "*/2 * * * * *", "true"));
    Path results = home.folder().resolve("done");
    try (Program first = run()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(results).isDirectoryContaining("glob:**/tick-*.json"));
      assertThat(home.folder().resolve("scheduled/tick/tick.json")).exists();
      assertThat(jobs()).allMatch(id -> id.matches("tick-\\d{8}T\\d{6}Z"));
      first.signal("TERM");
      first.await();
    }
    long before = results(results);

    try (Program second = run()) {
      await().atMost(PATIENCE).until(() -> results(results) >= before + 2);

      JsonNode schedule = get("/schedules").get("schedules").get(0);
      assertThat(schedule.get("id").asText()).isEqualTo("tick");
      assertThat(schedule.get("cron").asText()).isEqualTo("*/2 * * * * *");
      assertThat(schedule.get("time_zone").asText()).isEqualTo("UTC");
      assertThat(schedule.get("origin").asText()).isEqualTo("file:tick.json");
      assertThat(schedule.get("last_job").asText()).startsWith("tick-");
      assertThat(schedule.get("next").asText()).isNotEmpty();
      assertThat(jobs()).doesNotHaveDuplicates();

      send(200, HttpRequest.newBuilder().DELETE(), "/schedules/tick");
      assertThat(get("/schedules").get("schedules")).isEmpty();
      send(404, HttpRequest.newBuilder().DELETE(), "/schedules/tick");
      await().atMost(PATIENCE).until(() -> !Files.exists(home.folder().resolve("scheduled/tick")));
      assertThat(results.resolve("tick.json")).exists();
      assertThat(second.isAlive()).isTrue();
    }
  }

  /** Of schedules that were ended when the program died, or that came again by HTTP. */
  @Test
  void listsOfWhatIsNoScheduleAnyMoreArePutAside() throws Exception {
    Path scheduled = home.folder().resolve("scheduled");
    Path done = home.folder().resolve("done");
    Files.createDirectories(scheduled.resolve("gone"));
    Files.writeString(scheduled.resolve("gone/gone.json"), "{}");
    Files.createDirectories(done);
    Files.writeString(done.resolve("gone.json"), "an earlier one");
    home.drop("yearly.json", scheduled("yearly", "@yearly", "true"));
    try (Program program = run()) {
      await().atMost(PATIENCE).until(() -> Files.exists(done.resolve("gone-2.json")));
      await().atMost(PATIENCE).until(() -> Files.exists(scheduled.resolve("yearly/yearly.json")));
      assertThat(done.resolve("gone.json")).hasContent("an earlier one");

      send(201, post(scheduled("yearly", "@yearly", "false")), "/jobs");
      await().atMost(PATIENCE).until(() -> !Files.exists(scheduled.resolve("yearly")));
      assertThat(done.resolve("yearly.json")).exists();
      assertThat(get("/schedules").get("schedules")).hasSize(1);
      assertThat(program.isAlive()).isTrue();
    }
  }

  private static long results(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void aPostedListIsReplacedAndDoesNotOverlap() throws Exception {
    try (Program program = run()) {
      JsonNode made =
          send(201, post(scheduled("slow", "* * * * * *", "sleep 600")), "/jobs?name=x");
      assertThat(made.get("id").asText()).isEqualTo("slow");
      await().atMost(PATIENCE).until(() -> jobs().size() == 1);
      String running = jobs().get(0);

      send(201, post(scheduled("slow", "*/1 * * * * *", "true")), "/jobs");
      assertThat(get("/schedules/slow").get("cron").asText()).isEqualTo("*/1 * * * * *");
      assertThat(jobs()).containsExactly(running);

      send(202, HttpRequest.newBuilder().DELETE(), "/jobs/" + running);
      await().atMost(PATIENCE).until(() -> jobs().size() > 1);
      assertThat(program.isAlive()).isTrue();
    }
  }

  @Test
  void whatIsWrongIsRefusedWithReasons() throws Exception {
    try (Program program = run()) {
      String wrong =
          scheduled("x", "61 * * * *", "true")
              .replace("\"cron\"", "\"time_zone\":\"Mars/Olympus\",\"cron\"");
      JsonNode problem = send(400, post(wrong), "/jobs");
      assertThat(problem.toString()).contains("61", "schedule.cron", "Mars/Olympus");
      String nameless = scheduled("x", "@daily", "true").replace("\"id\":\"x\",", "");
      assertThat(send(400, post(nameless), "/jobs").toString()).contains("is required beside");
      assertThat(get("/schedules").get("schedules")).isEmpty();
      assertThat(program.isAlive()).isTrue();
    }
  }

  @Test
  void theOneShotDoesNotTakeIt() throws Exception {
    Program.Ended ended =
        Program.run(directory, "--master=local", "--task_list=" + scheduled("x", "@daily", "true"));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("schedule: ", "mesos-batch run", "leave schedule out");
  }
}
