package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FaultProxy;
import io.mesosbatch.FreePort;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.store.jdbc.PostgresServer;
import io.mesosbatch.store.jdbc.StoreConfig;
import io.mesosbatch.wire.ContentType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the program needs fails while its tasks end, for {@code -Dmesosbatch.poison.seconds=N}.
 * Meanwhile the stream of events stays as it is, nothing is acknowledged, and health says why;
 * afterwards the work goes on.
 */
class PoisonedProgramTest {
  private static final Duration LONG =
      Duration.ofSeconds(Integer.getInteger("mesosbatch.poison.seconds", 8));
  private static final Pattern SUBSCRIBED_AT =
      Pattern.compile("\"reregistered_time\":\\{\"nanoseconds\":(\\d+)\\}");

  @TempDir Path folder;
  private LocalMesos mesos;
  private int port;
  private Path started;
  private Path go;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  /** A client that did not look at its stream would hear no heartbeat and subscribe again. */
  @BeforeEach
  void startMesos() throws IOException {
    started = folder.resolve("started");
    go = folder.resolve("go");
    port = FreePort.any();
    mesos =
        LocalMesos.start(
            LocalConfig.defaults()
                .withAgents(List.of(AgentSpec.of("cpus:4;mem:4096;disk:10000", "")))
                .withWorkDirectory(folder.resolve("work"))
                .withIntervals(
                    Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(500)));
  }

  @AfterEach
  void stopMesos() {
    mesos.close();
  }

  private Home home() throws IOException {
    return Home.install(folder.resolve("home"))
        .with("mesosbatch.http.port", Integer.toString(port))
        .with("camel.component.mesos.master", mesos.uri().getAuthority());
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private String operator(String call) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(mesos.uri().resolve("/api/v1"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"" + call + "\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String subscribedAt() throws Exception {
    String frameworks = operator("GET_FRAMEWORKS").replaceAll("\\s", "");
    Matcher matcher = SUBSCRIBED_AT.matcher(frameworks);
    assertThat(matcher.find()).as(frameworks).isTrue();
    return matcher.group(1);
  }

  /** An end that was acknowledged makes the master put its task among these. */
  private boolean anyAcknowledged() throws Exception {
    return operator("GET_TASKS").contains("completed_tasks");
  }

  private HttpResponse<String> health() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** What must work again by itself. */
  private interface Failure {
    void begin() throws Exception;

    void end() throws Exception;
  }

  private void survives(Home home, Program program, Failure failure, String why) throws Exception {
    soon().until(() -> program.err().contains("Subscribed"));
    String waits = "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done";
    home.drop("list.json", list(task("a", waits), task("b", waits)));
    soon().until(() -> lines(started) == 2);
    soon().until(() -> health().statusCode() == 200);
    soon().until(() -> operator("GET_TASKS").contains("TASK_RUNNING"));
    String subscribedAt = subscribedAt();

    failure.begin();
    Files.createFile(go);
    soon().until(() -> health().body().contains(why));
    soon().until(() -> operator("GET_TASKS").contains("TASK_FINISHED"));
    await()
        .during(LONG)
        .atMost(LONG.plusSeconds(60))
        .until(() -> health().statusCode() == 503 && !anyAcknowledged());
    assertThat(subscribedAt()).as("no new subscription").isEqualTo(subscribedAt);
    assertThat(home.done("list.json")).doesNotExist();

    failure.end();
    soon().until(() -> Files.exists(home.done("list.json.result.json")));
    soon().until(() -> health().statusCode() == 200);
    soon().until(this::anyAcknowledged);
    assertThat(subscribedAt()).as("no new subscription").isEqualTo(subscribedAt);
    assertThat(Files.readString(home.done("list.json.result.json")))
        .contains("\"state\" : \"FINISHED\"")
        .doesNotContain("\"number\" : 2");
    home.drop("next.json", list(task("c", "true")));
    soon().until(() -> Files.exists(home.done("next.json")));
    assertThat(lines(started)).as("nothing was started twice").isEqualTo(2);
    assertThat(program.isAlive()).isTrue();
  }

  @Test
  void aBeanThatFails() throws Exception {
    Home home = home();
    poisoned(home, "updates", "offers");
    Path poison = home.folder().resolve("poison");
    try (Program program = home.run()) {
      survives(
          home,
          program,
          new Failure() {
            @Override
            public void begin() throws Exception {
              Files.createFile(poison);
            }

            @Override
            public void end() throws Exception {
              Files.delete(poison);
            }
          },
          "this bean is poisoned");
    }
  }

  /** The master says once that a subscription has begun; nothing that follows may be forgotten. */
  @Test
  void aBeanThatFailsWhenTheSubscriptionBegins() throws Exception {
    Home home = home();
    poisoned(home, "offers");
    Path poison = home.folder().resolve("poison");
    try (RecordingProxy proxy =
        new RecordingProxy(new InetSocketAddress(mesos.uri().getHost(), mesos.uri().getPort()))) {
      home.with("camel.component.mesos.master", proxy.address());
      String waits = "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done";
      try (Program first = home.run()) {
        soon().until(() -> first.err().contains("Subscribed"));
        home.drop("list.json", list(task("a", waits)));
        soon().until(() -> operator("GET_TASKS").contains("TASK_RUNNING"));
        first.signal("KILL");
        first.await();
      }
      Files.createFile(poison);
      try (Program second = home.run()) {
        soon().until(() -> second.err().contains("Subscribed"));
        String subscribedAt = subscribedAt();
        int before = reconciles(proxy);
        home.drop("next.json", list(task("b", "true")));
        soon().until(() -> Files.notExists(home.folder().resolve("inbox/next.json")));
        await()
            .during(LONG)
            .atMost(LONG.plusSeconds(60))
            .until(() -> health().body().contains("this bean is poisoned"));
        assertThat(reconciles(proxy)).isEqualTo(before);
        assertThat(home.done("next.json")).doesNotExist();

        Files.delete(poison);
        soon().until(() -> Files.exists(home.done("next.json")));
        assertThat(reconciles(proxy)).isGreaterThan(before);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json")));
        soon().until(() -> health().statusCode() == 200);
        assertThat(subscribedAt()).as("no new subscription").isEqualTo(subscribedAt);
        assertThat(lines(started)).as("nothing was started twice").isEqualTo(1);
      }
    }
  }

  private static int reconciles(RecordingProxy proxy) throws IOException {
    return (int)
        proxy.calls(ContentType.PROTOBUF).stream()
            .filter(call -> call.getType() == Call.Type.RECONCILE)
            .count();
  }

  private static void poisoned(Home home, String... routes) throws IOException {
    for (String route : routes) {
      Path file = home.folder().resolve("routes").resolve(route + ".camel.yaml");
      String steps = "      steps:\n";
      Files.writeString(file, Files.readString(file).replace(steps, steps + Poison.BEAN));
    }
  }

  @Test
  void aStoreThatIsAway() throws Exception {
    try (PostgresServer postgres = PostgresServer.start()) {
      StoreConfig config = postgres.createDatabase();
      Home home =
          home()
              .with("mesosbatch.store.url", config.url())
              .with("mesosbatch.store.user", config.user())
              .with("mesosbatch.store.password", config.password());
      try (Program program = home.run()) {
        survives(
            home,
            program,
            new Failure() {
              @Override
              public void begin() {
                postgres.kill();
              }

              @Override
              public void end() throws Exception {
                postgres.run();
              }
            },
            "does not answer");
      }
    }
  }

  /** As when a firewall forgets the connections: they are there, and nothing comes. */
  @Test
  void aStoreThatIsSilent() throws Exception {
    try (PostgresServer postgres = PostgresServer.start()) {
      StoreConfig config = postgres.createDatabase();
      URI url = URI.create(config.url().substring("jdbc:".length()));
      try (FaultProxy proxy = new FaultProxy(new InetSocketAddress(url.getHost(), url.getPort()))) {
        Home home =
            home()
                .with(
                    "mesosbatch.store.url",
                    "jdbc:postgresql://" + proxy.address() + url.getPath() + "?socketTimeout=15")
                .with("mesosbatch.store.user", config.user())
                .with("mesosbatch.store.password", config.password());
        try (Program program = home.run()) {
          survives(
              home,
              program,
              new Failure() {
                @Override
                public void begin() {
                  proxy.silence(true);
                }

                @Override
                public void end() {
                  proxy.silence(false);
                }
              },
              "answer");
        }
      }
    }
  }

  /** The system lets no file of the program grow beyond some KB, as a full disk would. */
  @Test
  void aDiskThatIsFull() throws Exception {
    Home home = home();
    try (Program program = home.run()) {
      survives(
          home,
          program,
          new Failure() {
            @Override
            public void begin() throws Exception {
              fileSize(program, "4096");
            }

            @Override
            public void end() throws Exception {
              fileSize(program, "unlimited");
            }
          },
          "/data/store cannot be read or written");
    }
  }

  private static void fileSize(Program program, String most) throws Exception {
    Process process =
        new ProcessBuilder("prlimit", "--pid", program.pid(), "--fsize=" + most + ":")
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
