package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import io.mesosbatch.client.ClientConfig;
import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.SchedulerClient;
import io.mesosbatch.client.SchedulerListener;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.store.jdbc.PostgresServer;
import io.mesosbatch.store.jdbc.StoreConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master ends the pipeline's session for good. */
class SessionEndTest {
  @TempDir Path folder;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static String frameworkId(Program program) throws IOException {
    return program.err().replaceAll("(?s).*as framework (\\S+).*", "$1");
  }

  private Home home(Cluster cluster) throws IOException {
    return Home.install(folder.resolve("home"))
        .with("camel.component.mesos.master", cluster.master())
        .with("camel.component.mesos.failoverTimeout", "500");
  }

  /** Runs a task, kills the pipeline, and waits until the master has removed the framework. */
  private String untilRemoved(Home home, Path started, Path go) throws Exception {
    try (Program first = home.run()) {
      soon().until(() -> first.err().contains("Subscribed"));
      home.drop(
          "list.json",
          list(
              task(
                  "a",
                  "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done")));
      soon().until(() -> lines(started) == 1);
      first.signal("KILL");
      first.await();
      String id = frameworkId(first);
      long pid = Long.parseLong(Files.readString(started).strip());
      // Its agent kills what a removed framework left.
      soon().until(() -> ProcessHandle.of(pid).isEmpty());
      return id;
    }
  }

  @Test
  void aRemovedFrameworkStartsItsTasksAgainAsANewOne() throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    try (Cluster cluster = Cluster.start(folder)) {
      int port = FreePort.any();
      Home home = home(cluster).with("mesosbatch.http.port", Integer.toString(port));
      String id = untilRemoved(home, started, go);

      try (Program second = home.run()) {
        soon().until(() -> lines(started) == 2);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json")));
        assertThat(second.err()).contains("ALARM", "Framework has been removed");
        assertThat(frameworkId(second)).isNotEqualTo(id);
        // A folder that has not been looked at since the start is down.
        soon().until(() -> !health(port).contains("DOWN"));
        assertThat(health(port))
            .contains("the master removed this framework", "was started again", "\"UP\"");
        assertThat(Files.readString(home.done("list.json.result.json")))
            .contains("REASON_FRAMEWORK_REMOVED", "\"state\" : \"FINISHED\"");
      }
    }
  }

  private static String health(int port) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aFrameworkThatAnOperatorRemovesWhileItRunsBeginsAnew() throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    try (Cluster cluster = Cluster.start(folder)) {
      Home home = home(cluster);
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        String id = frameworkId(program);
        String waits = "echo $$ >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done";
        home.drop("list.json", list(task("a", waits)));
        soon().until(() -> lines(started) == 1);
        HttpResponse<String> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://" + cluster.master() + "/api/v1"))
                        .header("Content-Type", "application/json")
                        .POST(
                            HttpRequest.BodyPublishers.ofString(
                                "{\"type\": \"TEARDOWN\", \"teardown\":"
                                    + " {\"framework_id\": {\"value\": \""
                                    + id
                                    + "\"}}}"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        soon().until(() -> lines(started) == 2);
        Files.createFile(go);
        soon().until(() -> Files.exists(home.done("list.json")));
        assertThat(program.err()).contains("ALARM");
        assertThat(frameworkId(program)).isNotEqualTo(id);
      }
    }
  }

  @Test
  void aRemovedFrameworkFailsItsTasksIfThatIsThePolicy() throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    try (Cluster cluster = Cluster.start(folder)) {
      Home home = home(cluster).with("mesosbatch.frameworkRemoved", "fail");
      untilRemoved(home, started, go);

      try (Program second = home.run()) {
        soon().until(() -> Files.exists(home.done("list.json.result.json")));
        assertThat(Files.readString(home.done("list.json.result.json")))
            .contains("REASON_FRAMEWORK_REMOVED", "\"state\" : \"FAILED\"");
        home.drop("next.json", list(task("b", "true")));
        soon().until(() -> Files.exists(home.done("next.json")));
        assertThat(second.err()).contains("ALARM");
      }
      assertThat(lines(started)).isEqualTo(1);
    }
  }

  @Test
  void stopsWhenAnotherInstanceTakesOver() throws Exception {
    try (Cluster cluster = Cluster.start(folder)) {
      Home home = home(cluster);
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        EventLoopGroup group = new NioEventLoopGroup(1);
        try (SchedulerClient other = another(cluster, frameworkId(program), group)) {
          other.start();
          Program.Ended ended = program.await();
          assertThat(ended.exitCode()).isEqualTo(3);
          assertThat(ended.err())
              .contains("ended the session", "Framework failed over (another instance");
        } finally {
          group.shutdownGracefully();
        }
      }
    }
  }

  private static SchedulerClient another(Cluster cluster, String id, EventLoopGroup group) {
    FrameworkInfo framework =
        FrameworkInfo.newBuilder()
            .setUser("root")
            .setName("another")
            .addRoles("*")
            .setId(FrameworkID.newBuilder().setValue(id))
            .addCapabilities(
                FrameworkInfo.Capability.newBuilder()
                    .setType(FrameworkInfo.Capability.Type.MULTI_ROLE))
            .build();
    return new SchedulerClient(
        ClientConfig.of(MasterDetector.parse(cluster.master()), framework),
        group,
        new SchedulerListener() {
          @Override
          public void subscribed(Event.Subscribed s) {}

          @Override
          public void events(List<Event> inOrder) {}

          @Override
          public void disconnected(MesosException why) {}

          @Override
          public void stopped(MesosException why) {}
        });
  }

  /** As when somebody starts it on a second machine, and the first one lives. */
  @Test
  void aSecondServiceOnTheSameStoreTakesOver() throws Exception {
    Path ran = folder.resolve("ran");
    String[] tasks =
        IntStream.range(0, 40)
            .mapToObj(i -> task("t" + i, "echo t" + i + " >>" + ran + "; sleep 0.5"))
            .toArray(String[]::new);
    try (PostgresServer postgres = PostgresServer.start();
        Cluster cluster = Cluster.start(folder)) {
      StoreConfig config = postgres.createDatabase();
      Home home =
          Home.install(folder.resolve("home"))
              .with("camel.component.mesos.master", cluster.master())
              .with("mesosbatch.store.url", config.url())
              .with("mesosbatch.store.user", config.user())
              .with("mesosbatch.store.password", config.password());
      try (Program first = home.run()) {
        soon().until(() -> first.err().contains("Subscribed"));
        home.drop("list.json", list(tasks));
        soon().until(() -> lines(ran) > 0);
        try (Program second = home.run()) {
          Program.Ended ended = first.await();
          assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
          assertThat(ended.err())
              .containsAnyOf("taken over by another program", "Framework failed over");
          soon().until(() -> Files.exists(home.done("list.json.result.json")));
          assertThat(Files.readString(home.done("list.json.result.json")))
              .contains("\"finished\" : 40");
          assertThat(Files.readAllLines(ran)).hasSize(40).doesNotHaveDuplicates();
          assertThat(second.err()).doesNotContain("SEVERE");
        }
      }
    }
  }
}
