package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program is told to end. */
class ShutdownTest {
  @TempDir Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch answer = new CountDownLatch(1);
  private HttpServer hook;
  private Path started;
  private Path go;
  private int dropped;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static boolean alive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip())).isPresent();
  }

  /** Takes notifications, and answers them when the test says so. */
  @BeforeEach
  void startHook() throws IOException {
    started = folder.resolve("started");
    go = folder.resolve("go");
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.setExecutor(Executors.newCachedThreadPool());
    hook.createContext("/", this::tell);
    hook.start();
  }

  private void tell(HttpExchange exchange) throws IOException {
    told.add(new String(exchange.getRequestBody().readAllBytes()));
    try {
      if (answer.await(120, TimeUnit.SECONDS)) {
        exchange.sendResponseHeaders(204, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  @AfterEach
  void stopHook() {
    answer.countDown();
    hook.stop(0);
  }

  private Home home(Cluster cluster) throws IOException {
    return Home.install(folder.resolve("home"))
        .with("camel.component.mesos.master", cluster.master())
        .with("mesosbatch.notify.webhook", "http://127.0.0.1:" + hook.getAddress().getPort());
  }

  private String waiting(String id) {
    return task(id, "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done");
  }

  /** It takes a moment until the inbox is looked at no more. */
  private String dropUntilOneIsLeft(Home home) throws IOException {
    while (true) {
      String name = "new-" + ++dropped + ".json";
      home.drop(name, list(task("c", "true")));
      try {
        await()
            .atMost(Duration.ofSeconds(8))
            .until(() -> !Files.exists(home.folder().resolve("inbox").resolve(name)));
      } catch (ConditionTimeoutException left) {
        return name;
      }
    }
  }

  @Test
  void theServiceFinishesWhatIsInHandTakesNothingNewAndLeavesItsTasks() throws Exception {
    try (Cluster cluster = Cluster.start(folder)) {
      Home home = home(cluster);
      String last;
      try (Program first = home.run()) {
        soon().until(() -> first.err().contains("Subscribed"));
        home.drop("long.json", list(waiting("a")));
        home.drop("quick.json", list(task("b", "true")));
        soon().until(() -> told.size() == 1 && lines(started) == 1);

        first.signal("TERM");
        last = dropUntilOneIsLeft(home);
        assertThat(first.isAlive()).as("waits for the answer").isTrue();
        answer.countDown();
        Program.Ended ended = first.await();
        assertThat(ended.exitCode()).isEqualTo(143);
        assertThat(ended.err())
            .containsPattern("Stopping: .* has 30 s \\(.*notify-webhook.*on the cluster: 1\n")
            .endsWith(": Stopped\n")
            .doesNotContain("WARNING", "SEVERE");
        assertThat(home.folder().resolve("inbox").resolve(last)).exists();
        assertThat(alive(Files.readString(started))).as("runs on").isTrue();
      }
      try (Program second = home.run()) {
        soon().until(() -> Files.exists(home.done(last)));
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("long.json")));
        soon().until(() -> told.size() >= 2 + dropped);
        assertThat(second.isAlive()).isTrue();
      }
      assertThat(told).as("each once").hasSize(2 + dropped);
      assertThat(lines(started)).isEqualTo(1);
    }
  }

  @Test
  void theServiceEndsWithinItsTimeAndDoesTheRestLater() throws Exception {
    try (Cluster cluster = Cluster.start(folder)) {
      Home home = home(cluster).with("camel.main.shutdownTimeout", "1");
      try (Program first = home.run()) {
        soon().until(() -> first.err().contains("Subscribed"));
        home.drop("quick.json", list(task("b", "true")));
        soon().until(() -> told.size() == 1);
        first.signal("TERM");
        Program.Ended ended = first.await();
        assertThat(ended.exitCode()).as("without an answer").isEqualTo(143);
        assertThat(ended.err()).contains("Stopping: ").endsWith(": Stopped\n");
      }
      answer.countDown();
      try (Program second = home.run()) {
        soon().until(() -> told.size() == 2);
        assertThat(second.isAlive()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void theCommandKillsItsTasks(String signal, int exitCode) throws Exception {
    try (Cluster cluster = Cluster.start(folder);
        Program program =
            Program.start(
                folder, "--master=" + cluster.master(), "--task_list=" + list(waiting("a")))) {
      soon().until(() -> lines(started) == 1);
      program.signal(signal);
      Program.Ended ended = program.await();

      assertThat(ended.exitCode()).isEqualTo(exitCode);
      assertThat(ended.out()).contains("was killed");
      assertThat(ended.err()).doesNotContain("--shutdown_timeout");
      String pid = Files.readString(started);
      soon().until(() -> !alive(pid));
    }
  }

  @Test
  void theCommandSaysWhatItCouldNotWaitFor() throws Exception {
    String stubborn =
        waiting("a")
            .replace(
                "\"command\"",
                "\"kill_policy\":{\"grace_period\":{\"nanoseconds\":60000000000}},\"command\"")
            .replace("echo $$", "trap '' TERM; echo $$");
    try (Cluster cluster = Cluster.start(folder);
        Program program =
            Program.start(
                folder,
                "--master=" + cluster.master(),
                "--shutdown_timeout=1secs",
                "--task_list=" + list(stubborn))) {
      soon().until(() -> lines(started) == 1);
      program.signal("TERM");
      Program.Ended ended = program.await();

      assertThat(ended.exitCode()).isEqualTo(143);
      assertThat(ended.err()).contains("--shutdown_timeout", "1.0 s");
      Files.createFile(go);
    }
  }
}
