package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.Main;
import io.mesosbatch.intake.Artemis;
import io.mesosbatch.intake.RunningPipeline;
import io.mesosbatch.intake.S3Server;
import io.mesosbatch.intake.Sqs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of 100,000 tasks through each way in, in a program that has little memory. */
class LargeListsTest {
  private static final int TASKS = 100_000;
  private static final Pattern WHOLE = Pattern.compile("\"tasks\":" + TASKS + "\\b");

  @TempDir Path folder;
  private final int port = FreePort.any();

  LargeListsTest() throws Exception {}

  private HttpResponse<String> http(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder jobs() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/jobs"));
  }

  private void awaitJobs(int jobs) {
    await()
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptions()
        .until(() -> WHOLE.matcher(http(jobs()).body()).results().count() == jobs);
  }

  @Test
  void eachWayTakesThemAll() throws Exception {
    // They wait for a job that there is not, so that nothing runs.
    String list =
        RunningPipeline.list(TASKS, "true")
            .replaceFirst("\\{", "{\"after\":[{\"job\":\"nobody\"}],");
    byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
    String bucket = "b" + UUID.randomUUID();
    S3Server s3 = S3Server.shared();
    s3.bucket(bucket);
    try (Sqs sqs = Sqs.start();
        Artemis artemis = new Artemis(FreePort.any(), folder.resolve("artemis"))) {
      Map<String, String> settings = new HashMap<>(S3Server.settings(s3.port()));
      settings.putAll(Sqs.settings(sqs.port()));
      settings.putAll(artemis.settings());
      settings.put("mesosbatch.http.port", String.valueOf(port));
      String queue = sqs.queue("jobs", 30);
      settings.putAll(ListQueues.settings(queue, sqs.queue("dead", 30), bucket));
      Home home = Home.install(folder.resolve("home"));
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        home.with(setting.getKey(), setting.getValue());
      }
      try (Program program =
          Program.start(
              Main.class,
              Map.of("JDK_JAVA_OPTIONS", "-Xmx192m"),
              folder,
              "run",
              "--home=" + home.folder())) {
        awaitJobs(0);
        home.drop("large.json", list);
        awaitJobs(1);
        HttpResponse<String> posted =
            http(
                jobs()
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        awaitJobs(2);
        s3.put(bucket, "lists/large.json", list);
        awaitJobs(3);
        s3.put(bucket, "pointed.json", list);
        sqs.send(queue, "s3://" + bucket + "/pointed.json", Map.of());
        awaitJobs(4);
        artemis.send("jobs", bytes);
        awaitJobs(5);
        assertThat(program.isAlive()).isTrue();
        assertThat(program.out() + program.err()).doesNotContain("OutOfMemory");
      }
    }
  }
}
