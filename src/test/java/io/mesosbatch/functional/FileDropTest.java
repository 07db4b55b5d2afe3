package io.mesosbatch.functional;

import static io.mesosbatch.functional.TaskLists.list;
import static io.mesosbatch.functional.TaskLists.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline in a process of its own: a dropped list runs, and ends where it should. */
class FileDropTest {
  @TempDir Path home;

  private void install() throws IOException {
    Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
    Files.createDirectories(home.resolve("routes"));
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      routes.forEach(
          route -> {
            try {
              Files.copy(route, home.resolve("routes").resolve(route.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private void drop(String name, String content) throws IOException {
    Path elsewhere = Files.writeString(home.resolve("elsewhere"), content);
    Files.move(elsewhere, home.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  @Test
  void fromTheInboxToItsEnd() throws Exception {
    install();
    try (Program program = Program.start(home, "run", "--home=" + home)) {
      soon().until(() -> program.err().contains("Subscribed"));
      Path ran = home.resolve("ran");
      drop("good.json", list(task("a", "echo a >>" + ran), task("b", "echo b >>" + ran)));
      drop("bad.json", "{\"tasks\":[{\"name\":");
      drop("failing.json", list(task("c", "exit 7")));
      Files.writeString(home.resolve("inbox/half.json.part"), "{\"tasks\":[");

      Path done = home.resolve("done");
      soon().until(() -> Files.exists(done.resolve("good.json")));
      soon().until(() -> Files.exists(done.resolve("failing.json")));
      soon().until(() -> Files.exists(home.resolve("failed/bad.json.reason.txt")));

      assertThat(Files.readAllLines(ran)).containsExactlyInAnyOrder("a", "b");
      assertThat(Files.readString(done.resolve("good.json.result.json")))
          .contains("\"state\" : \"FINISHED\"", "TASK_FINISHED", "\"sandbox\" : \"http://");
      assertThat(Files.readString(done.resolve("failing.json.result.json")))
          .contains("\"state\" : \"FAILED\"", "Command exited with status 7");
      assertThat(Files.readString(home.resolve("failed/bad.json.reason.txt"))).contains("line 1");
      soon().until(() -> Files.exists(home.resolve("failed/bad.json")));
      assertThat(home.resolve("inbox/half.json.part")).exists();

      drop("good.json", list(task("a", "echo a >>" + ran)));
      soon().until(() -> Files.exists(done.resolve("good-2.json")));
      assertThat(Files.readAllLines(ran)).as("the same name is another job").hasSize(3);

      program.signal("TERM");
      assertThat(program.await().exitCode()).isEqualTo(143);
      assertThat(program.err()).doesNotContain("Exception");
    }
  }

  @Test
  void withoutPropertiesItSaysWhatToDo() throws Exception {
    Program.Ended ended = Program.run(home, "run");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("application.properties", "--home");
  }
}
