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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that failed runs again: only what did not finish. */
class RerunTest {
  @TempDir Path folder;
  private Path ran;
  private Path repaired;

  @BeforeEach
  void files() {
    ran = folder.resolve("ran");
    repaired = folder.resolve("repaired");
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  /** One that is good, one that fails until it is repaired, one that comes after it. */
  private String failing() {
    String after = task("after", "echo after >>" + ran);
    return list(
            task("good", "echo good >>" + ran),
            task("flaky", "test -e " + repaired + " && echo flaky >>" + ran),
            after.substring(0, after.length() - 1) + ",\"after\":[{\"task\":\"flaky\"}]}")
        .replaceFirst("\\{", "{\"id\":\"mine\",");
  }

  private String result() throws IOException {
    Path result = folder.resolve("home/done/mine.json.result.json");
    return Files.exists(result) ? Files.readString(result) : "";
  }

  @Test
  void theSameListIsDroppedAgain() throws Exception {
    Home home = Home.install(folder.resolve("home"));
    try (Program program = home.run()) {
      soon().until(() -> program.err().contains("Subscribed"));
      home.drop("mine.json", failing());
      soon().until(() -> Files.exists(home.done("mine.json")));
      assertThat(result())
          .contains("\"state\" : \"FAILED\"", "\"skipped\" : 1")
          .contains("\"why\" : \"it comes after task flaky, which is FAILED\"");

      Files.createFile(repaired);
      home.drop("mine.json", failing());
      soon().until(() -> result().contains("\"finished\" : 3"));
      assertThat(Files.readAllLines(ran)).containsExactly("good", "flaky", "after");
      assertThat(result()).contains("\"number\" : 2");
      soon().until(() -> !Files.exists(folder.resolve("home/running/mine")));

      home.drop("mine.json", failing());
      Path reason = folder.resolve("home/failed/mine.json.reason.txt");
      soon().until(() -> Files.exists(reason));
      assertThat(Files.readString(reason)).as("it has finished").contains("already");
      assertThat(Files.readAllLines(ran)).hasSize(3);
    }
  }

  @Test
  void anotherListWithTheIdIsRefused() throws Exception {
    Home home = Home.install(folder.resolve("home"));
    try (Program program = home.run()) {
      soon().until(() -> program.err().contains("Subscribed"));
      home.drop("mine.json", failing());
      soon().until(() -> Files.exists(home.done("mine.json")));
      home.drop("mine.json", failing().replace("echo good", "echo better"));
      Path reason = folder.resolve("home/failed/mine.json.reason.txt");
      soon().until(() -> Files.exists(reason));
      assertThat(Files.readAllLines(ran)).containsExactly("good");
    }
  }

  @Test
  void theSameCommandWithResumeRunsTheRest() throws Exception {
    Path list = Files.writeString(folder.resolve("list.json"), failing());
    String[] command = {
      "--master=local",
      "--task_list=" + list,
      "--resume",
      "--store=" + folder.resolve("store"),
      "--output=json"
    };
    Program.Ended first = Program.run(folder, command);
    assertThat(first.exitCode()).as(first.err()).isEqualTo(1);
    Files.createFile(repaired);
    Program.Ended second = Program.run(folder, command);
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).contains("\"finished\" : 3");
    assertThat(Files.readAllLines(ran)).containsExactly("good", "flaky", "after");
  }
}
