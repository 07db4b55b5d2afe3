package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.command.HaltingProgram;
import io.mesosbatch.functional.WaysIn.Way;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program ends, as by kill -9, at exactly the points where a crash could lose something or do
 * it twice, and is started again.
 */
class HaltTest {
  @TempDir Path folder;

  /** Only against a hang: nothing is judged by it. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3));
  }

  private Home home(Cluster cluster) throws IOException {
    return Home.install(folder.resolve("home"))
        .with("camel.component.mesos.master", cluster.master());
  }

  private static List<JobRecord> jobs(Home home) {
    try (JobStore store =
        JdbcJobStore.open(StoreConfig.inDirectory(home.folder().resolve("data")))) {
      return store.jobs(0, 100);
    }
  }

  private static void runUntilItHalts(Home home, String... where) throws Exception {
    List<String> args = new ArrayList<>(List.of(home.folder().toString()));
    args.addAll(List.of(where));
    try (Program program =
        Program.start(HaltingProgram.class, home.folder(), args.toArray(String[]::new))) {
      Program.Ended ended = program.await();
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(HaltingProgram.EXIT_CODE);
    }
  }

  private static String list(String name, Path lines) {
    String task = TaskLists.task("t", "echo " + name + " >>" + lines);
    return "{\"name\":\"" + name + "\",\"tasks\":[" + task + "]}";
  }

  /** After consuming and before committing; after committing and before acknowledging. */
  @Test
  void byEachWayInAListThatWasTakenDuringACrashRunsOnce() throws Exception {
    Path lines = folder.resolve("lines");
    List<String> names = new ArrayList<>();
    try (Cluster cluster = Cluster.start(folder)) {
      Home home = home(cluster);
      try (WaysIn in = new WaysIn(home)) {
        for (Way way : Way.values()) {
          String name = way.name();
          in.handIn(way, name, list(name, lines));
          runUntilItHalts(home, "before", "job", name);
          assertThat(jobs(home)).extracting(job -> job.header().getName()).doesNotContain(name);
          runUntilItHalts(home, "after", "job", name);
          assertThat(jobs(home)).extracting(job -> job.header().getName()).contains(name);
          assertThat(in.holds(way, name)).as("%s has let go of it", way).isTrue();
          names.add(name);
        }
        try (Program program = home.run()) {
          soon().until(in::allTaken);
          soon().until(() -> in.ended() >= names.size());
          program.signal("TERM");
          program.await();
        }
      }
      assertThat(jobs(home))
          .extracting(job -> job.header().getName() + " " + job.phase())
          .containsExactlyInAnyOrderElementsOf(names.stream().map(n -> n + " FINISHED").toList());
    }
    assertThat(Files.readAllLines(lines)).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void whereverItEndsBetweenTheLaunchAndTheResultATaskRunsOnce() throws Exception {
    Path lines = folder.resolve("lines");
    try (Cluster cluster = Cluster.start(folder)) {
      Home home = home(cluster);
      home.drop("a.json", list("a", lines));
      for (String change : List.of("FrameworkIdentified", "Launched", "Updated", "AttemptEnded")) {
        runUntilItHalts(home, "before", "change", change);
        runUntilItHalts(home, "after", "change", change);
      }
      runUntilItHalts(home, "before", "reported");
      runUntilItHalts(home, "after", "reported");
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        program.signal("TERM");
        program.await();
      }
      assertThat(Files.readAllLines(lines)).containsExactly("a");
      assertThat(jobs(home)).hasSize(1);
      assertThat(home.done("a.json.result.json")).content().contains("\"state\" : \"FINISHED\"");
      try (var done = Files.list(home.folder().resolve("done"))) {
        assertThat(done).hasSize(2);
      }
    }
  }
}
