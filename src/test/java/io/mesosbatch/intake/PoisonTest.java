package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.job.Phase;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pipeline needs fails for a while; afterwards the work goes on. */
class PoisonTest {
  @TempDir Path folder;
  private final JobStore memory = RunningPipeline.newStore();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile RuntimeException failure;
  private volatile Error error;
  private volatile String lastUse = "";

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  /**
   * Every use of it fails while there is a failure, or after the use that is to be the last; and
   * each commit while there is an error.
   */
  private JobStore store() {
    return (JobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, args) -> {
              if (error != null && method.getName().equals("commit")) {
                throw error;
              }
              RuntimeException now = failure;
              if (now != null) {
                refused.incrementAndGet();
                throw now;
              }
              try {
                return method.invoke(memory, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (method.getName().equals(lastUse)) {
                  lastUse = "";
                  failure = new StoreException("the store is away", null);
                }
              }
            });
  }

  private void drop(String name, String content) throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), content);
    Files.move(elsewhere, folder.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path done(String name) {
    return folder.resolve("done").resolve(name);
  }

  private long lines(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path).size() : 0;
  }

  private String waiting() {
    String go = folder.resolve("go").toString();
    return "echo ran >>"
        + folder.resolve("ran")
        + "; while ! test -e "
        + go
        + "; do sleep 0.1; done; echo ended >>"
        + folder.resolve("ended");
  }

  @Test
  void theStoreIsAwayForAWhile() throws Exception {
    int port = FreePort.any();
    try (RunningPipeline program =
        RunningPipeline.start(
            store(),
            folder,
            Map.of("mesosbatch.http.port", Integer.toString(port)),
            "file-drop",
            "http")) {
      drop("first.json", RunningPipeline.list(3, waiting()));
      soon().until(() -> lines("ran") == 3);

      failure = new StoreException("the store is away", null);
      Files.createFile(folder.resolve("go"));
      drop("second.json", RunningPipeline.list(1, "true"));
      soon().until(() -> lines("ended") == 3);
      soon().until(() -> refused.get() > 5);
      soon().until(() -> health(port).contains("the store is away"));
      assertThat(folder.resolve("inbox/second.json")).exists();

      failure = null;
      soon().until(() -> Files.exists(done("first.json")));
      soon().until(() -> Files.exists(done("second.json")));
      soon().until(() -> !health(port).contains("the store is away"));
      assertThat(program.isRunning()).isTrue();
      assertThat(lines("ran")).as("no task ran twice").isEqualTo(3);
      assertThat(Files.readString(done("first.json.result.json"))).doesNotContain("\"number\" : 2");
    }
  }

  private static String health(int port) throws Exception {
    return java.net.http.HttpClient.newHttpClient()
        .send(
            java.net.http.HttpRequest.newBuilder(
                    java.net.URI.create("http://127.0.0.1:" + port + "/health"))
                .build(),
            java.net.http.HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void whatTheCoreCannotHandleIsNotAcknowledgedAndARestartResumes() throws Exception {
    int port = FreePort.any();
    Map<String, String> settings = Map.of("mesosbatch.http.port", Integer.toString(port));
    try (RunningPipeline program =
        RunningPipeline.start(store(), folder, settings, "file-drop", "http")) {
      drop("first.json", RunningPipeline.list(2, waiting()));
      soon().until(() -> lines("ran") == 2);
      failure = new IllegalStateException("nobody thought of this");
      Files.createFile(folder.resolve("go"));
      soon().until(() -> health(port).contains("nobody thought of this"));
      assertThat(program.isRunning()).as("who runs it decides").isTrue();
      failure = null;
    }
    try (RunningPipeline program =
        RunningPipeline.start(store(), folder, settings, "file-drop", "http")) {
      soon().until(() -> Files.exists(done("first.json")));
      assertThat(program.isRunning()).isTrue();
      assertThat(Files.readString(done("first.json.result.json")))
          .contains("\"state\" : \"FINISHED\"");
    }
  }

  @Test
  void anErrorInTheCoreIsNoSilentEnd() throws Exception {
    int port = FreePort.any();
    Map<String, String> settings = Map.of("mesosbatch.http.port", Integer.toString(port));
    try (RunningPipeline program =
        RunningPipeline.start(store(), folder, settings, "file-drop", "http")) {
      drop("first.json", RunningPipeline.list(1, waiting()));
      soon().until(() -> lines("ran") == 1);
      error = new StackOverflowError("as deep as it goes");
      Files.createFile(folder.resolve("go"));
      soon().until(() -> health(port).contains("as deep as it goes"));
      assertThat(memory.unfinished()).as("nothing was acknowledged").hasSize(1);
      assertThat(program.isRunning()).as("who runs it decides").isTrue();
    }
  }

  @Test
  void aListThatCannotBeStoredDoesNotKeepOthersWaiting() throws Exception {
    String good = RunningPipeline.list(1, "true");
    String label = "{\"key\":\"long\",\"value\":\"" + "v".repeat(1_200_000) + "\"}";
    try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(folder.resolve("data")));
        RunningPipeline program = RunningPipeline.start(store, folder, Map.of(), "file-drop")) {
      drop("a.json", good.replaceFirst("\\{", "{\"labels\":{\"labels\":[" + label + "]},"));
      soon().until(() -> Files.exists(folder.resolve("failed/a.json.reason.txt")));
      assertThat(Files.readString(folder.resolve("failed/a.json.reason.txt")))
          .contains("labels", "at most 1000000");
      drop("arrays.json", arrays(200_000));
      soon().until(() -> Files.exists(folder.resolve("failed/arrays.json.reason.txt")));
      drop("b.json", good);
      soon().until(() -> Files.exists(done("b.json")));
      assertThat(program.isRunning()).isTrue();
    }
  }

  private static String arrays(int count) {
    String array =
        "{\"name\":\"a\",\"task_id\":{\"value\":\"a%d\"},\"array\":{\"count\":1},"
            + "\"command\":{\"value\":\"true\"},"
            + "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}]}";
    return IntStream.range(0, count)
        .mapToObj(i -> array.replace("%d", Integer.toString(i)))
        .collect(Collectors.joining(",", "{\"tasks\":[", "]}"));
  }

  @Test
  void aListThatIsTakenBackWhileTheStoreIsAwayDoesNotKeepOthersWaiting() throws Exception {
    try (RunningPipeline program = RunningPipeline.start(store(), folder, Map.of(), "file-drop")) {
      failure = new StoreException("the store is away", null);
      drop("a.json", RunningPipeline.list(1, "true"));
      soon().until(() -> program.down().contains("retries"));
      Files.delete(folder.resolve("inbox/a.json"));
      failure = null;
      drop("b.json", RunningPipeline.list(1, "true"));
      soon().until(() -> Files.exists(done("b.json")));
      assertThat(memory.jobs(0, 10)).hasSize(1);
    }
  }

  @Test
  void aFileThatCannotBeTakenDoesNotKeepOthersWaiting() throws Exception {
    try (RunningPipeline program = RunningPipeline.start(store(), folder, Map.of(), "file-drop")) {
      Path secret = Files.writeString(folder.resolve("a.json"), RunningPipeline.list(1, "true"));
      Files.setPosixFilePermissions(secret, Set.of());
      boolean mayReadAll = Files.isReadable(secret); // as root may
      Files.move(secret, folder.resolve("inbox/a.json"), StandardCopyOption.ATOMIC_MOVE);
      String tooLong = "n".repeat(240) + ".json";
      drop(tooLong, "{");
      drop("b.json", RunningPipeline.list(1, "true"));
      soon().until(() -> Files.exists(done("b.json")));
      assertThat(program.down()).isEmpty();
      assertThat(folder.resolve("inbox").resolve(tooLong)).exists();
      if (!mayReadAll) {
        assertThat(folder.resolve("inbox/a.json")).exists();
        Files.setPosixFilePermissions(
            folder.resolve("inbox/a.json"), Set.of(PosixFilePermission.OWNER_READ));
      }
      soon().until(() -> Files.exists(done("a.json")));
    }
  }

  @Test
  void theStoreGoesAwayWhenAJobHasBegunToRunAgain() throws Exception {
    String failing = "test -e " + folder.resolve("repaired");
    String list = RunningPipeline.list(1, failing).replaceFirst("\\{", "{\"id\":\"mine\",");
    try (RunningPipeline program =
        RunningPipeline.start(store(), folder, Map.of(), "file-drop", "health")) {
      drop("mine.json", list);
      soon().until(() -> Files.exists(done("mine.json")));
      Files.createFile(folder.resolve("repaired"));
      lastUse = "rerun";
      drop("mine.json", list);
      soon().until(() -> refused.get() > 0);
      assertThat(memory.unfinished()).hasSize(1);

      failure = null;
      soon().until(() -> memory.unfinished().isEmpty());
      assertThat(memory.job("mine").orElseThrow().phase()).isEqualTo(Phase.FINISHED);
      soon().until(() -> !Files.exists(folder.resolve("running/mine")));
      assertThat(program.isRunning()).isTrue();
    }
  }

  @Test
  void aRouteThatCannotWriteTriesAgain() throws Exception {
    int port = FreePort.any();
    Map<String, String> settings = Map.of("mesosbatch.http.port", Integer.toString(port));
    try (RunningPipeline program =
        RunningPipeline.start(store(), folder, settings, "file-drop", "http")) {
      drop("first.json", RunningPipeline.list(1, waiting()));
      soon().until(() -> lines("ran") == 1);
      Path aside = folder.resolve("aside");
      Files.move(folder.resolve("done"), aside);
      Files.createFile(folder.resolve("done"));
      Files.createFile(folder.resolve("go"));
      soon().until(() -> memory.unreported().size() == 1);
      drop("second.json", RunningPipeline.list(1, "true"));
      soon().until(() -> memory.unreported().size() == 2);
      soon()
          .until(
              () ->
                  health(port).contains("the route job-ended: ")
                      && health(port).contains(done("first.json.result.json") + " cannot be"));

      Files.delete(folder.resolve("done"));
      Files.move(aside, folder.resolve("done"));
      soon().until(() -> Files.exists(done("first.json")));
      soon().until(() -> Files.exists(done("second.json")));
      soon().until(() -> !health(port).contains("DOWN"));
      assertThat(program.isRunning()).isTrue();
    }
  }
}
