package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.functional.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups with real processes: all or none, one fails and all have failed. */
class GroupsFunctionalTest {
  @TempDir Path directory;

  private static String in(String group, String task) {
    return task.replaceFirst("\\}$", ",\"group\":\"" + group + "\"}");
  }

  private Ended run(String list) throws Exception {
    return Program.run(
        directory,
        "--master=local",
        "--agents=3",
        "--work_dir=" + directory.resolve("work"),
        "--resources=cpus:2;mem:1024;disk:100",
        "--task_list=" + list);
  }

  /** Waits until the other is there too. */
  private String meet(String me, String other) {
    return "touch "
        + directory.resolve(me)
        + "; until [ -e "
        + directory.resolve(other)
        + " ]; do sleep 0.05; done";
  }

  @Test
  void theyRunAtTheSameTime() throws Exception {
    Ended ended =
        run(
            TaskLists.list(
                in("g", TaskLists.task("a", meet("a", "b"))),
                TaskLists.task("alone", "true"),
                in("g", TaskLists.task("b", meet("b", "a")))));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("finished all 3 tasks");
  }

  @Test
  void oneFailsAndTheOthersAreKilled() throws Exception {
    Path killed = directory.resolve("killed");
    String patient =
        meet("a", "b")
            + "; trap 'touch "
            + killed
            + "; exit 1' TERM; while true; do sleep 0.05; done";
    Ended ended =
        run(
            TaskLists.list(
                in("g", TaskLists.task("a", patient)),
                in("g", TaskLists.task("b", meet("b", "a") + "; sleep 0.5; echo no >&2; exit 7")),
                in("h", TaskLists.task("c", "true"))));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.out())
        .contains("b  TASK_FAILED")
        .contains("Command exited with status 7")
        .contains("stderr | no")
        .contains("a  TASK_KILLED")
        .contains("because  its group failed with task b")
        .doesNotContain("c  TASK");
    assertThat(killed).exists();
  }

  @Test
  void aGroupIsTriedAgainWhole() throws Exception {
    Path tries = directory.resolve("tries");
    String counting = "echo %s >>" + tries + "; ";
    String failsOnce = "[ $(grep -c b " + tries + ") = 2 ]";
    String tasks =
        TaskLists.list(
            in("g", TaskLists.task("a", counting.formatted("a"))),
            in("g", TaskLists.task("b", counting.formatted("b") + failsOnce)));
    Ended ended =
        run(
            tasks.replaceFirst(
                "\\{", "{\"groups\":[{\"retry\":{\"max_attempts\":2,\"backoff\":\"100ms\"}}],"));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(Files.readAllLines(tries)).containsExactlyInAnyOrder("a", "b", "a", "b");
  }

  private static String array(String name, String array, String command) {
    String fields = ",\"array\":" + array + "}";
    return in("pod", TaskLists.task(name, command)).replaceFirst("\\}$", fields);
  }

  /** Each index is a group by itself: one fails and is tried again, the others are not. */
  @Test
  void anArrayOfGroups() throws Exception {
    Path ran = directory.resolve("ran");
    String rows = "{\"parameters\":{\"columns\":[\"word\"],\"rows\":[[\"x\"],[\"y\"],[\"z\"]]}}";
    String meet = "touch %s-$ARRAY_INDEX; until [ -e %s-$ARRAY_INDEX ]; do sleep 0.05; done; ";
    Path a = directory.resolve("a");
    Path b = directory.resolve("b");
    String tell = "echo b@{word} >>" + ran;
    String fails = "; [ @{word} != y ] || [ $(grep -c by " + ran + ") = 2 ]";
    Ended ended =
        run(
            TaskLists.list(
                    array("a", "{\"count\":3}", meet.formatted(a, b) + "echo a >>" + ran),
                    array("b", rows, meet.formatted(b, a) + tell + fails))
                .replaceFirst(
                    "\\{", "{\"groups\":[{\"name\":\"pod\",\"retry\":{\"max_attempts\":2}}],"));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("finished all 6 tasks");
    assertThat(Files.readAllLines(ran))
        .filteredOn(line -> line.startsWith("b"))
        .containsExactlyInAnyOrder("bx", "by", "by", "bz");
  }

  @Test
  void aRestartInTheMiddleOfAGroup() throws Exception {
    Path started = directory.resolve("started");
    Path go = directory.resolve("go");
    String wait = "; until [ -e " + go + " ]; do sleep 0.05; done";
    try (Cluster mesos = Cluster.start(directory)) {
      Home home =
          Home.install(directory.resolve("home"))
              .with("camel.component.mesos.master", mesos.master());
      try (Program first = home.run()) {
        soon().until(() -> first.err().contains("Subscribed"));
        home.drop(
            "list.json",
            TaskLists.list(
                in("g", TaskLists.task("a", "echo a >>" + started)),
                in("g", TaskLists.task("b", "echo b >>" + started + wait + "; exit 1")),
                in("h", TaskLists.task("c", "echo c >>" + started + wait)),
                in("h", TaskLists.task("d", "echo d >>" + started))));
        soon().until(() -> Files.exists(started) && Files.readAllLines(started).size() == 4);
        first.signal("KILL");
        first.await();
      }
      Files.createFile(go);
      try (Program second = home.run()) {
        soon().until(() -> Files.exists(home.done("list.json")));
        assertThat(second.err()).doesNotContain("Exception");
      }
      assertThat(Files.readAllLines(started)).containsExactlyInAnyOrder("a", "b", "c", "d");
      String result = Files.readString(home.done("list.json.result.json"));
      assertThat(result.split("\"state\" : \"FINISHED\"", -1)).as(result).hasSize(3);
      assertThat(result)
          .contains("\"state\" : \"KILLED\"", "its group failed with task b")
          .doesNotContain("\"number\" : 2");
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  @Test
  void tooLargeForAnyAgentThoughTheClusterIsLargeEnough() throws Exception {
    Ended ended =
        run(
            TaskLists.list(
                in("g", TaskLists.task("a", 1.5, "true")),
                in("g", TaskLists.task("b", 1.5, "true"))));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("no agent has 3.1 cpus in all (the largest has 2)");
  }
}
