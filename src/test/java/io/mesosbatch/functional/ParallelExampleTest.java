package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesosbatch.functional.Program.Ended;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nine tasks of nine sizes run on three agents, two of them on what is reserved. */
class ParallelExampleTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void runsOnThreeAgentsAndOnWhatIsReserved() throws Exception {
    AgentSpec agent = AgentSpec.of("cpus:4;mem:2048;disk:1000;ports:[31000-31010]", "");
    try (LocalMesos mesos =
        LocalMesos.start(
            LocalConfig.defaults()
                .withAgents(Collections.nCopies(3, agent))
                .withWorkDirectory(directory.resolve("work")))) {
      String master = "--master=" + mesos.uri().getAuthority();
      Ended reserved =
          Program.run(
              directory,
              "reserve",
              master,
              "--agent=all",
              "--role=test",
              "--principal=test",
              "--resources=cpus:1;mem:128");
      assertThat(reserved.exitCode()).as(reserved.err()).isZero();

      Ended ended =
          Program.run(
              directory,
              master,
              "--role=test",
              "--principal=test",
              "--task_list=" + Path.of("examples/parallel/tasks.json").toAbsolutePath());
      assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();

      Map<String, JsonNode> tasks = completed(mesos.uri());
      assertThat(tasks).hasSize(9);
      Set<String> agents = new HashSet<>();
      Set<Double> sizes = new HashSet<>();
      tasks.values().forEach(task -> agents.add(task.at("/agent_id/value").asText()));
      tasks.values().forEach(task -> sizes.add(sum(task, "cpus", false)));
      assertThat(agents).hasSize(3);
      assertThat(sizes).hasSize(9);
      assertThat(sum(tasks.get("sub02"), "cpus", true)).isEqualTo(0.5);
      assertThat(sum(tasks.get("sub02"), "mem", true)).isEqualTo(32);
      assertThat(sum(tasks.get("sub03"), "cpus", true)).isEqualTo(0.75);
      assertThat(sum(tasks.get("sub03"), "mem", true)).isEqualTo(64);
    }
  }

  /** By the ids of the list, which the Mesos task ids begin with. */
  private static Map<String, JsonNode> completed(URI master)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(master.resolve("/api/v1"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"GET_TASKS\"}"))
            .build();
    String body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    Map<String, JsonNode> tasks = new TreeMap<>();
    JSON.readTree(body)
        .at("/get_tasks/completed_tasks")
        .forEach(
            task -> tasks.put(task.at("/task_id/value").asText().replaceAll("[.].*", ""), task));
    return tasks;
  }

  private static double sum(JsonNode task, String name, boolean reserved) {
    double sum = 0;
    for (JsonNode resource : task.get("resources")) {
      String role = resource.at("/reservations/0/role").asText();
      if (resource.get("name").asText().equals(name) && (!reserved || role.equals("test"))) {
        sum += resource.at("/scalar/value").asDouble();
      }
    }
    return Math.round(sum * 1000) / 1000.0;
  }
}
