package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import io.mesosbatch.store.Tasks;
import io.mesosbatch.v1.Job;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2FailureTest {
  @TempDir Path directory;

  private static long job(JobStore store, String id) {
    try (JobDraft draft = store.draft()) {
      draft.add(new TaskSpec(Tasks.task("t")));
      return draft
          .commit(Job.newBuilder().setId(id).setName(id).build(), Optional.empty(), "", 1)
          .job()
          .number();
    }
  }

  private static List<Change> framework(String id) {
    return List.of(new Change.FrameworkIdentified(id, 1));
  }

  @Test
  void aFullDiskIsSaidAndTheStoreWorksAgainWhenThereIsSpace() {
    StoreConfig config =
        new StoreConfig(FailingDisk.url(directory.resolve("store")), "mesos_batch", "");
    try (JobStore store = JdbcJobStore.open(config)) {
      long number = job(store, "a");
      TaskKey key = new TaskKey(number, 0);
      store.commit(framework("before"));
      FailingDisk.FULL.set(true);
      try {
        assertThatThrownBy(() -> store.commit(framework("lost")))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining(config.url());
        assertThatThrownBy(() -> store.commit(List.of(Tasks.launched(key, 1, 1))))
            .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> job(store, "b")).isInstanceOf(StoreException.class);
      } finally {
        FailingDisk.FULL.set(false);
      }
      store.commit(List.of(Tasks.launched(key, 1, 1)));
      assertThat(store.frameworkId()).contains("before");
      assertThat(store.tasks(List.of(key)).get(key).attempts()).hasSize(1);
      job(store, "b");
    }
    try (JobStore store = JdbcJobStore.open(config)) {
      assertThat(store.unfinished()).hasSize(2);
    }
  }

  @Test
  void aDiskThatIsFullWhileTheFileIsTidiedUpIsSaidAndTheStoreWorksAgain() throws Exception {
    StoreConfig config =
        new StoreConfig(FailingDisk.url(directory.resolve("store")), "mesos_batch", "");
    WrittenJobs written = new WrittenJobs();
    AtomicInteger said = new AtomicInteger();
    try (JobStore store = JdbcJobStore.open(config)) {
      CrashingWriter.frames(
          store,
          line -> {
            written.hear(line);
            said.incrementAndGet();
          },
          new Random(1),
          () -> said.get() < 500);
      FailingDisk.FULL.set(true);
      try {
        // What was written just before is not moved yet.
        await()
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> store.prune(0))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(config.url()));
      } finally {
        FailingDisk.FULL.set(false);
      }
      await().ignoreExceptionsInstanceOf(StoreException.class).until(() -> store.prune(0) == 0);
      written.check(store, "tidied up");
    }
  }

  @Test
  void aThreadThatIsInterruptedDoesNotBreakTheStore() throws Exception {
    try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(directory))) {
      store.commit(framework("before"));
      Thread.currentThread().interrupt();
      store.commit(framework("during"));
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();
      assertThat(store.frameworkId()).contains("during");
      interruptOften(store);
      store.commit(framework("after"));
      assertThat(store.frameworkId()).contains("after");
    }
    try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(directory))) {
      assertThat(store.frameworkId()).contains("after");
    }
  }

  /** In the middle of commits, too. */
  private static void interruptOften(JobStore store) throws InterruptedException {
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 200; i++) {
                commitAtLast(store, framework("f-" + i));
                Thread.interrupted();
              }
            });
    writer.start();
    Random random = new Random(1);
    while (writer.isAlive()) {
      writer.interrupt();
      LockSupport.parkNanos(random.nextInt(2_000_000));
    }
    assertThat(store.frameworkId()).contains("f-199");
  }

  private static void commitAtLast(JobStore store, List<Change> changes) {
    while (true) {
      try {
        store.commit(changes);
        return;
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("job store");
      }
    }
  }

  @Test
  void aSecondProgramIsRefused() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                directory.toString(),
                "1")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = other.inputReader()) {
      assertThat(out.readLine()).isEqualTo("open");
      assertThatThrownBy(() -> JdbcJobStore.open(StoreConfig.inDirectory(directory)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another program")
          .hasMessageContaining(directory.toString());
    } finally {
      other.destroyForcibly().onExit().join();
    }
    JdbcJobStore.open(StoreConfig.inDirectory(directory)).close();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsSaid() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> JdbcJobStore.open(StoreConfig.inDirectory(file.resolve("data"))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("directory");
  }

  @Test
  void aFileThatIsNoStoreIsSaid() throws Exception {
    Files.writeString(directory.resolve("store.mv.db"), "no database".repeat(2_000));
    assertThatThrownBy(() -> JdbcJobStore.open(StoreConfig.inDirectory(directory)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void theDirectoryIsForThisUserAlone() throws Exception {
    Path data = directory.resolve("data");
    JdbcJobStore.open(StoreConfig.inDirectory(data)).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @Test
  void aClosedStoreSaysSo() {
    JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(directory));
    store.close();
    store.close();
    assertThatThrownBy(store::frameworkId)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
  }
}
