package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.functional.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
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
        .contains("because  its group failed with task 1 of the list")
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
