package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.Main;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties in the file, in the environment and of the system. */
class OverrideTest {
  @TempDir Path folder;

  private static HttpResponse<String> get(int port, String path, String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void theEnvironmentWinsOverTheFileAndASystemPropertyOverBoth() throws Exception {
    Home home = Home.install(folder.resolve("home"));
    int port = FreePort.any();
    home.with("mesosbatch.http.port", String.valueOf(FreePort.any()));
    home.with("mesosbatch.http.token", "file");
    home.with("mesosbatch.maxPendingTasks", "11");
    String queue = "http://127.0.0.1:" + FreePort.any() + "/000000000000/jobs";
    Map<String, String> environment =
        Map.of(
            "AWS_ACCESS_KEY_ID", "key",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "MESOSBATCH_HTTP_PORT", String.valueOf(port),
            "MESOSBATCH_HTTP_TOKEN", "environment",
            "MESOSBATCH_MAXPENDINGTASKS", "12",
            "MESOSBATCH_SQS_QUEUEURL", queue,
            "MESOSBATCH_SQS_DEADLETTERURL", queue + "-dead",
            "CAMEL_COMPONENT_AWS2_SQS_REGION", "eu-central-1",
            "JDK_JAVA_OPTIONS", "-Dmesosbatch.http.token=system");
    try (Program program =
        Program.start(Main.class, environment, folder, "run", "--home=" + home.folder())) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> get(port, "/jobs", "system").statusCode() == 200);
      assertThat(get(port, "/jobs", "environment").statusCode()).isEqualTo(401);
      assertThat(get(port, "/jobs", "file").statusCode()).isEqualTo(401);
      assertThat(get(port, "/health", "system").body())
          .contains("\"limit\":12", "\"name\":\"consumer:sqs\"");
      assertThat(program.isAlive()).isTrue();
    }
  }

  @Test
  void whatIsNotKnownStopsTheProgramAtItsStart() throws Exception {
    Home home = Home.install(folder.resolve("home"));
    home.with("mesosbatch.sqs.queueUlr", "x").with("camel.component.mesos.mster", "x");
    Map<String, String> environment = Map.of("MESOSBATCH_HTTP_PROT", "1");
    try (Program program =
        Program.start(Main.class, environment, folder, "run", "--home=" + home.folder())) {
      Program.Ended ended = program.await();
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err())
          .contains("did you mean mesosbatch.sqs.queueUrl?")
          .contains("did you mean camel.component.mesos.master?")
          .contains("did you mean MESOSBATCH_HTTP_PORT?");
    }
  }
}
