package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents go into maintenance, are drained, are gone, or cannot be reached for a while. */
class AgentChangeTest {
  @TempDir Path folder;
  private Path started;
  private Path go;

  @BeforeEach
  void files() {
    started = folder.resolve("started");
    go = folder.resolve("go");
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  /** A task that runs until it may go. */
  private String waiting(String id) {
    return task(id, "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done");
  }

  private LocalMesos cluster(String... hosts) {
    return LocalMesos.start(
        LocalConfig.defaults()
            .withAgents(
                List.of(hosts).stream()
                    .map(host -> AgentSpec.of("cpus:4;mem:4096;disk:10000", "").withHostname(host))
                    .toList())
            .withWorkDirectory(folder.resolve("work")));
  }

  private Home home(LocalMesos mesos) throws IOException {
    return Home.install(folder.resolve("home"))
        .with("camel.component.mesos.master", mesos.uri().getAuthority())
        .with("mesosbatch.maintenanceLead", "1secs");
  }

  private static String operator(LocalMesos mesos, String call) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(mesos.uri().resolve("/api/v1"))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(call))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return answer.body();
  }

  /** Replaces the schedule of the whole cluster. */
  private static void schedule(LocalMesos mesos, Map<String, Duration> hosts) throws Exception {
    List<String> windows = new ArrayList<>();
    hosts.forEach(
        (host, from) ->
            windows.add(
                """
                {"machine_ids": [{"hostname": "%s", "ip": "127.0.0.1"}],
                  "unavailability": {"start": {"nanoseconds": %d},
                    "duration": {"nanoseconds": 3600000000000}}}\
                """
                    .formatted(host, (System.currentTimeMillis() + from.toMillis()) * 1_000_000)));
    operator(
        mesos,
        "{\"type\": \"UPDATE_MAINTENANCE_SCHEDULE\", \"update_maintenance_schedule\":"
            + " {\"schedule\": {\"windows\": ["
            + String.join(",", windows)
            + "]}}}");
  }

  private static String agentId(LocalMesos mesos, String host) throws Exception {
    String agents = operator(mesos, "{\"type\": \"GET_AGENTS\"}");
    Matcher matcher =
        Pattern.compile(
                "\"hostname\" ?: ?\"" + host + "\".*?\"id\" ?: ?\\{\"value\" ?: ?\"([^\"]+)\"")
            .matcher(agents);
    assertThat(matcher.find()).as(agents).isTrue();
    return matcher.group(1);
  }

  private static String answer(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void whatRunsIntoMaintenanceIsStartedElsewhereBeforeItBegins() throws Exception {
    try (LocalMesos mesos = cluster("one", "two")) {
      Home home = home(mesos);
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        schedule(mesos, Map.of("two", Duration.ofMinutes(10)));
        home.drop("list.json", list(waiting("a"), waiting("b")));
        soon().until(() -> lines(started) == 2);
        List<String> first = Files.readAllLines(started);

        schedule(mesos, Map.of("one", Duration.ofSeconds(4), "two", Duration.ofMinutes(10)));
        soon().until(() -> first.stream().noneMatch(AgentChangeTest::alive));
        soon().until(() -> program.err().contains("is to go into maintenance"));
        assertThat(lines(started)).as("the other agent is away too soon").isEqualTo(2);
        schedule(mesos, Map.of());
        soon().until(() -> lines(started) == 4);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json.result.json")));
        assertThat(Files.readString(home.done("list.json.result.json")))
            .contains("REASON_AGENT_DRAINING", "\"state\" : \"FINISHED\"", "\"free\" : true")
            .doesNotContain("\"number\" : 3");
        assertThat(program.err()).doesNotContain("Exception");
      }
    }
  }

  private static boolean alive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip())).isPresent();
  }

  @Test
  void whatStaysIsStartedAgainWhenTheOperatorTakesTheAgentAway() throws Exception {
    try (LocalMesos mesos = cluster("one")) {
      Home home = home(mesos).with("mesosbatch.maintenance", "stay");
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        home.drop("list.json", list(waiting("a")));
        soon().until(() -> lines(started) == 1);

        schedule(mesos, Map.of("one", Duration.ZERO));
        soon().until(() -> program.err().contains("maintenance of agent"));
        assertThat(alive(Files.readString(started))).isTrue();
        operator(
            mesos,
            "{\"type\": \"START_MAINTENANCE\", \"start_maintenance\": {\"machines\":"
                + " [{\"hostname\": \"one\", \"ip\": \"127.0.0.1\"}]}}");
        mesos.addAgent(AgentSpec.of("cpus:4;mem:4096", "").withHostname("two"));
        soon().until(() -> lines(started) == 2);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json.result.json")));
        assertThat(Files.readString(home.done("list.json.result.json")))
            .contains("\"number\" : 2", "REASON_AGENT_REMOVED", "\"state\" : \"FINISHED\"");
      }
    }
  }

  @Test
  void whatADrainedAgentKillsIsStartedElsewhereForFree() throws Exception {
    try (LocalMesos mesos = cluster("one")) {
      Home home = home(mesos);
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        home.drop("list.json", list(waiting("a")));
        soon().until(() -> lines(started) == 1);

        operator(
            mesos,
            "{\"type\": \"DRAIN_AGENT\", \"drain_agent\": {\"agent_id\": {\"value\": \""
                + agentId(mesos, "one")
                + "\"}}}");
        soon().until(() -> !alive(Files.readAllLines(started).get(0)));
        mesos.addAgent(AgentSpec.of("cpus:4;mem:4096", "").withHostname("two"));
        soon().until(() -> lines(started) == 2);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json.result.json")));
        String result = Files.readString(home.done("list.json.result.json"));
        assertThat(result).contains("REASON_AGENT_DRAINING", "\"state\" : \"FINISHED\"");
      }
    }
  }

  @Test
  void whatAnAgentHadThatIsGoneIsStartedElsewhere() throws Exception {
    try (LocalMesos mesos = cluster("one")) {
      Home home = home(mesos);
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        home.drop("list.json", list(waiting("a")));
        soon().until(() -> lines(started) == 1);

        operator(
            mesos,
            "{\"type\": \"MARK_AGENT_GONE\", \"mark_agent_gone\": {\"agent_id\": {\"value\": \""
                + agentId(mesos, "one")
                + "\"}}}");
        mesos.addAgent(AgentSpec.of("cpus:4;mem:4096", "").withHostname("two"));
        soon().until(() -> lines(started) == 2);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json.result.json")));
        assertThat(Files.readString(home.done("list.json.result.json")))
            .contains("\"number\" : 2", "\"state\" : \"FINISHED\"");
      }
    }
  }

  @Test
  void whatRunsOnAnAgentThatCannotBeReachedIsWaitedFor() throws Exception {
    try (LocalMesos mesos = cluster("one", "two")) {
      int port = FreePort.any();
      Home home = home(mesos).with("mesosbatch.http.port", Integer.toString(port));
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        home.drop("list.json", list(waiting("a"), waiting("b")));
        soon().until(() -> lines(started) == 2);

        for (int agent = 0; agent < 2; agent++) {
          mesos.cutOffAgent(agent);
        }
        String job = program.err().replaceAll("(?s).*accepted as (?:job )?([^ ,:\\s]+).*", "$1");
        soon().until(() -> answer(port, "/jobs/" + job + "/tasks").contains("TASK_UNREACHABLE"));
        mesos.reconnectAgent(0);
        mesos.reconnectAgent(1);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json.result.json")));
        assertThat(lines(started)).as("nothing was started twice").isEqualTo(2);
        assertThat(Files.readString(home.done("list.json.result.json")))
            .contains("\"state\" : \"FINISHED\"")
            .doesNotContain("\"number\" : 2");
      }
    }
  }
}
