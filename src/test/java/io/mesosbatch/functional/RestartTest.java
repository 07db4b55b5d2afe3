package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline is killed and started again. */
class RestartTest {
  @TempDir Path folder;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  @Test
  void withItsEmbeddedMesosInTheSameProcess() throws Exception {
    Home home = Home.install(folder);
    Path pid = folder.resolve("pid");
    Path done = folder.resolve("ended");
    Path go = folder.resolve("go");
    try (Program first = home.run()) {
      soon().until(() -> first.err().contains("Subscribed"));
      home.drop(
          "list.json",
          list(
              task("quick", "echo quick >>" + done),
              task(
                  "long",
                  "echo $$ >>"
                      + pid
                      + "; while ! test -e "
                      + go
                      + "; do sleep 0.1; done; echo long"
                      + " >>"
                      + done)));
      soon().until(() -> lines(pid) == 1 && lines(done) == 1);
      soon().until(() -> first.err().contains("accepted as"));
      first.signal("KILL");
      first.await();
    }
    ProcessHandle survivor =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    assertThat(survivor.isAlive()).isTrue();

    try (Program second = home.run()) {
      soon().until(() -> lines(pid) == 2);
      // Nobody knows the first one any more.
      soon().until(() -> !survivor.isAlive());
      Files.createFile(go);
      soon().until(() -> Files.exists(home.done("list.json")));
      assertThat(Files.readAllLines(done)).containsExactlyInAnyOrder("quick", "long");
      assertThat(Files.readString(home.done("list.json.result.json")))
          .contains("TASK_GONE", "The embedded Mesos that ran it has ended");
      assertThat(second.err()).doesNotContain("Exception");
    }
  }

  @Test
  void withTheClusterElsewhereTheTasksRunOn() throws Exception {
    try (Program mesos =
        Program.start(folder, "local", "--port=0", "--work_dir=" + folder.resolve("work"))) {
      soon().until(() -> mesos.out().contains("http://"));
      String master = mesos.out().replaceAll("(?s).*http://([0-9.:]+).*", "$1");
      Home home = Home.install(folder.resolve("home")).with("camel.component.mesos.master", master);
      Path started = folder.resolve("started");
      Path go = folder.resolve("go");
      String wait = "; while ! test -e " + go + "; do sleep 0.1; done";
      String id;
      try (Program first = home.run()) {
        soon().until(() -> first.err().contains("Subscribed"));
        id = first.err().replaceAll("(?s).*as framework (\\S+).*", "$1");
        home.drop(
            "list.json",
            list(
                task("a", "echo $$ >>" + started + wait),
                task("b", "echo $$ >>" + started + wait)));
        soon().until(() -> lines(started) == 2);
        first.signal("TERM");
        assertThat(first.await().exitCode()).isEqualTo(143);
      }
      for (String pid : Files.readAllLines(started)) {
        assertThat(ProcessHandle.of(Long.parseLong(pid))).as("runs on").isPresent();
      }
      Files.createFile(go);
      try (Program second = home.run()) {
        soon().until(() -> Files.exists(home.done("list.json")));
        assertThat(second.err()).contains("as framework " + id).doesNotContain("Exception");
      }
      assertThat(lines(started)).isEqualTo(2);
      String result = Files.readString(home.done("list.json.result.json"));
      assertThat(result).contains("\"number\" : 1").doesNotContain("\"number\" : 2");
    }
  }

  @Test
  void aCommandThatWasCutOffResumes() throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    String list =
        list(
            task("quick", "echo quick >>" + started),
            task(
                "long",
                "echo long >>" + started + "; while ! test -e " + go + "; do sleep 0.1; done"));
    try (Cluster cluster = Cluster.start(folder)) {
      String[] command = {
        "--master=" + cluster.master(),
        "--task_list=" + list,
        "--resume",
        "--store=" + folder.resolve("store"),
        "--failover_timeout=1hrs",
        "--output=json"
      };
      try (Program first = Program.start(folder, command)) {
        soon().until(() -> lines(started) == 2);
        soon().until(() -> first.err().contains("1 running"));
        first.signal("KILL");
        first.await();
      }
      Files.createFile(go);
      Program.Ended second = Program.run(folder, command);
      assertThat(second.exitCode()).as(second.err()).isZero();
      assertThat(second.out()).contains("\"finished\" : 2");
      assertThat(second.err()).contains(" goes on: 1 of 2 tasks have finished");
      Program.Ended third = Program.run(folder, command);
      assertThat(third.exitCode()).as(third.err()).isZero();
      assertThat(third.out()).contains("\"finished\" : 2");
      assertThat(Files.readAllLines(started)).containsExactlyInAnyOrder("quick", "long");
    }
  }

  @Test
  void aListThatHasAnIdIsKnownByIt() throws Exception {
    Path started = folder.resolve("started");
    String list =
        list(task("a", "echo a >>" + started)).replace("{\"tasks\"", "{\"id\":\"mine\",\"tasks\"");
    String other =
        list(task("b", "echo b >>" + started)).replace("{\"tasks\"", "{\"id\":\"mine\",\"tasks\"");
    try (Cluster cluster = Cluster.start(folder)) {
      String master = "--master=" + cluster.master();
      String store = "--store=" + folder.resolve("store");
      String[] command = {master, "--resume", store, "--output=json", "--task_list=" + list};
      assertThat(Program.run(folder, command).exitCode()).isZero();

      Program.Ended again = Program.run(folder, command);
      assertThat(again.exitCode()).as(again.err()).isZero();
      assertThat(again.out()).contains("\"id\" : \"mine\"", "\"finished\" : 1");
      Program.Ended changed =
          Program.run(folder, master, "--resume", store, "--task_list=" + other);
      assertThat(changed.exitCode()).isEqualTo(2);
      assertThat(changed.err()).contains("the id mine", "content was not the same");
      Program.Ended elsewhere =
          Program.run(
              folder,
              master,
              "--resume",
              "--store=" + folder.resolve("other"),
              "--task_list=" + other);
      assertThat(elsewhere.exitCode()).as(elsewhere.err()).isZero();
      assertThat(Files.readAllLines(started)).containsExactly("a", "b");
    }
  }
}
