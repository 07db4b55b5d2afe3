package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, times and shares, with real tasks on the embedded Mesos. */
class PoliciesFunctionalTest {
  @TempDir Path folder;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private Program.Ended run(String list) throws Exception {
    return Program.run(folder, "--master=local", "--task_list=" + list);
  }

  /** The list, or the task, with more fields in front. */
  private static String with(String fields, String json) {
    return "{" + fields + "," + json.strip().substring(1);
  }

  @Test
  void theDeadlineEndsAJob() throws Exception {
    Program.Ended ended = run(with("\"deadline\":\"2secs\"", list(task("a", "sleep 300"))));

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(ended.out()).contains("a  TASK_KILLED");
  }

  /** The agent is still fetching, from a server that does not answer. */
  @Test
  void aLaunchThatTakesTooLongIsKilled() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String uri = "http://127.0.0.1:" + silent.getLocalPort() + "/data";
      String slow =
          with("\"launch_timeout\":\"1secs\"", task("a", "true"))
              .replace("\"command\":{", "\"command\":{\"uris\":[{\"value\":\"" + uri + "\"}],");
      Program.Ended ended = run(list(slow));

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
      assertThat(ended.out()).contains("did not run within launch_timeout");
    }
  }

  @Test
  void aJobThatNobodyWillSendIsNotWaitedFor() throws Exception {
    Program.Ended ended = run(with("\"after\":[{\"job\":\"nobody\"}]", list(task("a", "true"))));

    assertThat(ended.exitCode()).as(ended.out()).isEqualTo(2);
    assertThat(ended.err()).contains("after[0].job: there is no job nobody", "mesos-batch run");
  }

  @Test
  void aJobStopsWhenTooManyOfItsTasksHaveFailed() throws Exception {
    Path ran = folder.resolve("ran");
    Program.Ended ended =
        run(
            with(
                "\"max_running\":1,\"failure_budget\":{\"tasks\":0}",
                list(task("bad", "exit 3"), task("good", "touch " + ran))));

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(ended.out()).contains("more than 0 tasks of the job have failed");
    assertThat(ran).doesNotExist();
  }

  @Test
  void aJobRunsNoMoreTasksAtATimeThanItMay() throws Exception {
    Program.Ended ended = run(with("\"max_running\":1", list(alone("a"), alone("b"), alone("c"))));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
  }

  /** A task that fails if another of its kind runs at the same time. */
  private String alone(String id) {
    Path lock = folder.resolve("lock");
    return task(id, "mkdir " + lock + " && sleep 0.3 && rmdir " + lock);
  }

  @Test
  void aUserRunsNoMoreTasksAtATimeThanHeMay() throws Exception {
    Home home = Home.install(folder.resolve("home"));
    try (Program program = home.run("--user_limits=bob=1")) {
      soon().until(() -> program.err().contains("Subscribed"));
      home.drop("one.json", with("\"user\":\"bob\"", list(alone("a"), alone("b"))));
      home.drop("two.json", with("\"user\":\"bob\"", list(alone("c"), alone("d"))));
      for (String name : List.of("one.json", "two.json")) {
        Path result = home.done(name + ".result.json");
        soon().until(() -> Files.exists(result));
        assertThat(Files.readString(result)).contains("\"finished\" : 2");
      }
    }
  }

  /** A job of a higher priority holds the cluster until the jobs of both users are there. */
  @Test
  void usersGetTheirPartByWeight() throws Exception {
    Path go = folder.resolve("go");
    Path end = folder.resolve("end");
    Path started = folder.resolve("started");
    try (Cluster cluster = Cluster.start(folder, "--resources=cpus:4;mem:4096;disk:1000")) {
      Home home =
          Home.install(folder.resolve("home"))
              .with("camel.component.mesos.master", cluster.master())
              .with("mesosbatch.userWeights", "alice=3");
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        home.drop(
            "first.json", with("\"id\":\"first\",\"priority\":9", list(task("a", 4, until(go)))));
        soon().until(() -> Files.exists(home.folder().resolve("running/first")));
        for (String user : List.of("alice", "bob")) {
          String[] tasks =
              IntStream.range(0, 4)
                  .mapToObj(
                      i -> task("t" + i, 1, "echo " + user + " >>" + started + ";" + until(end)))
                  .toArray(String[]::new);
          home.drop(
              user + ".json",
              with("\"id\":\"" + user + "\",\"user\":\"" + user + "\"", list(tasks)));
          soon().until(() -> Files.exists(home.folder().resolve("running").resolve(user)));
        }
        Files.createFile(go);
        soon().until(() -> lines(started).size() == 4);
        assertThat(lines(started)).containsExactlyInAnyOrder("alice", "alice", "alice", "bob");
        Files.createFile(end);
        soon().until(() -> Files.exists(home.done("bob.json")));
        soon().until(() -> Files.exists(home.done("alice.json")));
      }
    }
  }

  private static String until(Path file) {
    return "until [ -e " + file + " ]; do sleep 0.1; done";
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
