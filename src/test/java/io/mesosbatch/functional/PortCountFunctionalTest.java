package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.functional.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that want some ports get them, each its own, and are told which. */
class PortCountFunctionalTest {
  @TempDir Path directory;

  private static String task(String id, String ports, String command) {
    return TaskLists.task(id, command)
        .replaceFirst(
            "\\}$",
            ",\"labels\":{\"labels\":[{\"key\":\"mesosbatch.ports\",\"value\":\""
                + ports
                + "\"}]}}");
  }

  private Ended run(String list) throws Exception {
    return Program.run(
        directory,
        "--master=local",
        "--work_dir=" + directory.resolve("work"),
        "--resources=cpus:4;mem:1024;disk:100;ports:[31000-31003]",
        "--task_list=" + list);
  }

  @Test
  void eachTaskHasItsOwnPorts() throws Exception {
    Path file = directory.resolve("ports");
    String command = "echo $PORT0; echo $PORT1; sleep 1";

    Ended ended =
        run(
            TaskLists.list(
                task("a", "2", "(" + command + ") >" + file + ".a"),
                task("b", "2", "(" + command + ") >" + file + ".b"),
                task("c", "2", "(" + command + ") >" + file + ".c")));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    List<String> a = Files.readAllLines(Path.of(file + ".a"));
    List<String> b = Files.readAllLines(Path.of(file + ".b"));
    Set<String> both = new HashSet<>(a);
    both.addAll(b);
    assertThat(both).containsExactlyInAnyOrder("31000", "31001", "31002", "31003");
    assertThat(Files.readAllLines(Path.of(file + ".c"))).hasSize(2).allMatch(both::contains);
  }

  @Test
  void badCountsAreRefused() throws Exception {
    Ended ended =
        run(TaskLists.list(task("a", "two", "true"), task("b", "5", "true"), task("c", "0", "x")));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("task 0 (a): labels: mesosbatch.ports is 'two'")
        .contains("task 1 (b): resources: no agent has")
        .contains("and 5 ports together")
        .contains("task 2 (c): labels: mesosbatch.ports is '0'");
  }
}
