package io.mesosbatch.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.intake.RunningPipeline;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server of the store stops while the program runs, and starts again. */
class StoreAwayTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path folder;
  private final int port;

  StoreAwayTest() throws Exception {
    port = FreePort.any();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> post(String key) throws Exception {
    return send(
        request("/jobs")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(RunningPipeline.list(1, "true"))));
  }

  private static void isProblem(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains("\"status\":503", "the job store is away");
  }

  @Test
  void requestsAreAskedToComeAgain() throws Exception {
    try (PostgresServer postgres = PostgresServer.start();
        JobStore store = JdbcJobStore.open(postgres.createDatabase());
        RunningPipeline program =
            RunningPipeline.start(
                store, folder, Map.of("mesosbatch.http.port", String.valueOf(port)), "http")) {
      HttpResponse<String> first = post("first");
      assertThat(first.statusCode()).isEqualTo(201);
      String job = first.headers().firstValue("Location").orElseThrow();
      program.awaitEnd(job.substring("/jobs/".length()));
      await().until(() -> send(request("/health")).statusCode() == 200);

      postgres.kill();
      isProblem(post("second"));
      isProblem(send(request("/jobs")));
      isProblem(send(request(job)));
      HttpResponse<String> health = send(request("/health"));
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body()).contains("\"name\":\"store\",\"status\":\"DOWN\"");
      HttpResponse<String> page = send(request("/"));
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("Something is down", "To be looked at", "The job store is away", "<h2>Agents");
      assertThat(send(request("/metrics")).body())
          .contains("mesosbatch_up 0\n", "mesosbatch_check_up{check=\"store\"} 0\n");
      try (var spooled = Files.list(folder.resolve("spool"))) {
        assertThat(spooled).isEmpty();
      }

      postgres.run();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> send(request("/health")).statusCode() == 200);
      assertThat(post("second").statusCode()).isEqualTo(201);
      assertThat(post("second").statusCode()).isEqualTo(200);
      HttpResponse<String> again = post("first");
      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(again.headers().firstValue("Location")).contains(job);
      program.awaitEnd(store.jobs(0, 1).get(0).id());
      assertThat(store.jobs(0, 9)).hasSize(2);
    }
  }
}
