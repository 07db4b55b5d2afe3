package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that have ended stay for the configured time. */
class KeptJobsTest {
  @TempDir Path folder;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static String jobs(int port) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/jobs")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void thenTheyAreDeletedAndThoseUnderWayAreNot() throws Exception {
    int port = FreePort.any();
    Home home =
        Home.install(folder)
            .with("mesosbatch.http.port", Integer.toString(port))
            .with("mesosbatch.keep", "1secs");
    Path route = folder.resolve("routes/prune.camel.yaml");
    Files.writeString(
        route,
        Files.readString(route)
            .replaceFirst("delay: \\d+", "delay: 100")
            .replaceFirst("period: \\d+", "period: 100"));
    Path go = folder.resolve("go");
    try (Program program = home.run()) {
      soon().until(() -> program.err().contains("Subscribed"));
      home.drop("long.json", list(task("a", "while ! test -e " + go + "; do sleep 0.1; done")));
      home.drop("quick.json", list(task("b", "true")));
      soon().until(() -> Files.exists(home.done("quick.json.result.json")));
      soon().until(() -> program.err().contains("1 jobs that ended more than PT1S ago"));
      assertThat(jobs(port)).contains("long").doesNotContain("quick");
      Files.createFile(go);
      soon().until(() -> Files.exists(home.done("long.json.result.json")));
      soon().until(() -> !jobs(port).contains("long"));
    }
  }
}
