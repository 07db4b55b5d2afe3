package io.mesosbatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.pipeline.DroppedFiles;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.v1.Job;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files dropped into a folder, the whole way to the end of the tasks. */
class FileTest {
  @TempDir Path folder;
  private final JobStore store = RunningPipeline.newStore();

  private void drop(String name, byte[] content) throws IOException {
    Path file = folder.resolve("inbox").resolve(name);
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, content);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] protobuf() {
    Job.Builder job = Job.newBuilder();
    job.addTasksBuilder()
        .setName("t")
        .setTaskId(TaskID.newBuilder().setValue("t"))
        .setAgentId(AgentID.newBuilder().setValue(""))
        .addAllResources(Resources.parse("cpus:0.1").toProto())
        .setCommand(CommandInfo.newBuilder().setValue("true"));
    return job.build().toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] json(int tasks) {
    return RunningPipeline.list(tasks, "true").getBytes(StandardCharsets.UTF_8);
  }

  private void awaitFile(String name) {
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(folder.resolve(name)));
  }

  @Test
  void contentSaysWhatAFileIsAndSubfoldersAreKept() throws Exception {
    drop("a.list", json(1));
    drop("b.list", protobuf());
    drop("team.x/c.json", gzip(json(2)));
    drop("team.x/d.json", gzip(protobuf()));
    drop("team.x/bad.json", "{}".getBytes(StandardCharsets.UTF_8));
    try (RunningPipeline program = RunningPipeline.start(store, folder, Map.of(), "file-drop")) {
      for (String name : new String[] {"a.list", "b.list", "team.x/c.json", "team.x/d.json"}) {
        awaitFile("done/" + name);
        awaitFile("done/" + name + ".result.json");
      }
      awaitFile("failed/team.x/bad.json");
      assertThat(folder.resolve("failed/team.x/bad.json.reason.txt"))
          .content()
          .contains("at least one task");
      drop("team.x/c.json", gzip(json(3)));
      awaitFile("done/team.x/c-2.json");
      assertThat(program.store().jobs(0, 10)).hasSize(5);
    }
  }

  @Test
  void twoProgramsOnOneFolderNeverTakeTheSameFile() throws Exception {
    JobStore other = RunningPipeline.newStore();
    try (RunningPipeline one = RunningPipeline.start(store, folder, Map.of(), "file-drop");
        RunningPipeline two = RunningPipeline.start(other, folder, Map.of(), "file-drop")) {
      for (int i = 0; i < 60; i++) {
        drop("list" + i + ".json", json(1));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> one.store().jobs(0, 100).size() + two.store().jobs(0, 100).size() >= 60);
      await().until(() -> Files.list(folder.resolve("inbox")).findAny().isEmpty());
    }
    assertThat(store.jobs(0, 100).size() + other.jobs(0, 100).size()).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCrashBeforeOrAfterTheCommitLosesNothingAndStartsNothingTwice(boolean afterCommit)
      throws Exception {
    drop("a.json", json(1));
    CrashingStore.crash(
        store,
        afterCommit,
        crashing -> RunningPipeline.start(crashing, folder, Map.of(), "file-drop"));
    assertThat(folder.resolve("inbox/a.json")).exists();
    try (RunningPipeline program = RunningPipeline.start(store, folder, Map.of(), "file-drop")) {
      awaitFile("done/a.json");
      assertThat(program.store().jobs(0, 10)).hasSize(1);
    }
  }

  /** The result is written, the list is moved, the store is told: it ends between any two. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCrashBeforeTheEndIsStoredAsReportedWritesNoSecondResult(boolean listWasMoved)
      throws Exception {
    drop("a.json", json(1));
    Path done = folder.resolve("done");
    try (RunningPipeline program = RunningPipeline.start(store, folder, Map.of(), "file-drop")) {
      awaitFile("done/a.json");
      await().until(() -> program.store().unreported().isEmpty());
    }
    JobRecord job = store.jobs(0, 1).get(0);
    if (!listWasMoved) {
      Path waiting = Files.createDirectories(folder.resolve("running").resolve(job.id()));
      Files.move(done.resolve("a.json"), waiting.resolve("a.json"));
    }
    Path result =
        Files.writeString(done.resolve("a.json.result.json"), "{\"id\":\"" + job.id() + "\"}");
    try (RunningPipeline program = RunningPipeline.start(store, folder, Map.of(), "file-drop")) {
      program.camel().lookup("droppedFiles", DroppedFiles.class).ended(job);
    }
    assertThat(result).content().contains("TASK_FINISHED");
    assertThat(names(done)).containsExactlyInAnyOrder("a.json", "a.json.result.json");
    assertThat(names(folder.resolve("running"))).isEmpty();
  }

  @Test
  void aShortJobsListThatIsPutAsideAfterItsEndLiesBesideItsResult() throws Exception {
    CrashingStore.crash(
        store,
        true,
        crashing -> {
          RunningPipeline program = RunningPipeline.start(crashing, folder, Map.of(), "file-drop");
          drop("a.json", json(1));
          return program;
        });
    // Without the inbox the job ends; with it, its list is seen again.
    try (RunningPipeline program = RunningPipeline.start(store, folder, Map.of())) {
      awaitFile("done/a.json.result.json");
      await().until(() -> program.store().unreported().isEmpty());
    }
    try (RunningPipeline program = RunningPipeline.start(store, folder, Map.of(), "file-drop")) {
      awaitFile("done/a.json");
      assertThat(program.store().jobs(0, 10)).hasSize(1);
    }
    assertThat(names(folder.resolve("done")))
        .containsExactlyInAnyOrder("a.json", "a.json.result.json");
  }

  @Test
  void aReasonThatACrashLeftIsWrittenAnew() throws Exception {
    Files.createDirectories(folder.resolve("failed"));
    Files.writeString(folder.resolve("failed/bad.json.reason.txt"), "");
    drop("bad.json", "{}".getBytes(StandardCharsets.UTF_8));
    try (RunningPipeline program = RunningPipeline.start(store, folder, Map.of(), "file-drop")) {
      awaitFile("failed/bad.json");
      assertThat(program.store().jobs(0, 10)).isEmpty();
    }
    assertThat(folder.resolve("failed/bad.json.reason.txt")).content().contains("one task");
    assertThat(names(folder.resolve("failed"))).hasSize(2);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void withTooManyTasksPendingIntakePausesAndGoesOnByItself() throws Exception {
    String busy = RunningPipeline.list(60, "sleep 0.2").replace("0.01", "0.5");
    drop("a.json", busy.getBytes(StandardCharsets.UTF_8));
    Map<String, String> settings = Map.of("mesosbatch.maxPendingTasks", "20");
    try (RunningPipeline program = RunningPipeline.start(store, folder, settings, "file-drop")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> program.intake().limit().paused());
      drop("b.json", json(1));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> store.jobs(0, 10).size() == 2 && !program.intake().limit().paused());
    }
  }
}
