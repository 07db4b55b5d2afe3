package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.FreePort;
import io.mesosbatch.store.JobStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that asks again after a crash, with the same idempotency key. */
class HttpCrashTest {
  @TempDir Path folder;
  private final JobStore store = RunningPipeline.newStore();
  private final int port;

  HttpCrashTest() throws IOException {
    port = FreePort.any();
  }

  private RunningPipeline start(JobStore store) throws Exception {
    return RunningPipeline.start(
        store, folder, Map.of("mesosbatch.http.port", String.valueOf(port)), "http");
  }

  private CompletableFuture<HttpResponse<Void>> post() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/jobs"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "mine")
            .POST(BodyPublishers.ofString(RunningPipeline.list(1, "true")))
            .build();
    return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.discarding());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCrashBeforeOrAfterTheCommitStartsNothingTwice(boolean afterCommit) throws Exception {
    CrashingStore.crash(
        store,
        afterCommit,
        crashing -> {
          RunningPipeline program = start(crashing);
          post(); // no answer, or 503
          return program;
        });
    assertThat(store.jobs(0, 9)).hasSize(afterCommit ? 1 : 0);
    try (RunningPipeline program = start(store)) {
      assertThat(post().get().statusCode()).isEqualTo(afterCommit ? 200 : 201);
      assertThat(post().get().statusCode()).isEqualTo(200);
      program.awaitEnd(store.jobs(0, 1).get(0).id());
      assertThat(store.jobs(0, 9)).hasSize(1);
    }
  }
}
