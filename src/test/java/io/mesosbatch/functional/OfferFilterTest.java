package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the master hears of the offers that are of use, in its own words. */
class OfferFilterTest {
  @TempDir Path directory;

  private static String frameworks(LocalMesos mesos) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(mesos.uri() + "/api/v1"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"GET_FRAMEWORKS\"}"))
                .build(),
            BodyHandlers.ofString())
        .body()
        .replaceAll("\\s", "");
  }

  @Test
  void theMasterKeepsBackWhatFitsNothing() throws Exception {
    try (LocalMesos mesos =
        LocalMesos.start(
            LocalConfig.defaults()
                .withWorkDirectory(directory.resolve("work"))
                .withAgents(
                    List.of(
                        AgentSpec.of("cpus:4;mem:4096", "rack:r1"),
                        AgentSpec.of("cpus:4;mem:4096", "rack:r2"))))) {
      Path go = directory.resolve("go");
      String first =
          task("first", 3, "while [ ! -e " + go + " ]; do sleep 0.1; done")
              .replaceFirst(
                  "}$",
                  ",\"constraints\":[{\"attribute\":\"rack\",\"operator\":\"LIKE\","
                      + "\"value\":\"r1|r9\"}]}");
      String second = first.replace("first", "second");
      try (Program program =
          Program.start(
              directory,
              "--master=" + mesos.uri().getAuthority(),
              "--role=batch",
              "--task_list=" + list(first, second))) {
        await()
            .atMost(Duration.ofSeconds(90))
            .untilAsserted(
                () ->
                    assertThat(frameworks(mesos))
                        .contains("\"text_matches\":{\"regex\":\"r1|r9\"}")
                        .contains("\"attribute_name\":\"rack\"")
                        .contains("\"min_allocatable_resources\"", "\"cpus\":{\"value\":3"));
        Files.createFile(go);
        assertThat(program.await().exitCode()).isZero();
        assertThat(program.out()).contains("finished all 2 tasks");
      }
    }
  }
}
