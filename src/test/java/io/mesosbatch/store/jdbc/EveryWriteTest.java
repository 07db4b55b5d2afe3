package io.mesosbatch.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.store.JobStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two threads write to an H2 file, and all that is done to it and beside it is recorded. Then it is
 * made anew as it was after each of these steps, as a kill just then would leave it, and opened:
 * what had been said to be stored is there, and of what was being stored all or nothing.
 *
 * <p>System properties: {@code writes.seed}; {@code writes.tried}, after how many of the steps;
 * {@code writes.lives}.
 */
class EveryWriteTest {
  private static final long SEED = Long.getLong("writes.seed", System.nanoTime());
  private static final int TRIED = Integer.getInteger("writes.tried", 60);
  private static final int LIVES = Integer.getInteger("writes.lives", 20);

  /** Enough that the file's maps get pages of their own, and old space is used again. */
  private static final int STEPS = Math.max(1_500, TRIED);

  @TempDir Path directory;

  @Test
  void whereverItIsKilledTheStoreHoldsWhatWasSaid() throws Exception {
    Random random = new Random(SEED);
    List<RecordedDisk.Step> steps = record(directory, random, 500, STEPS, store -> {});
    WrittenJobs written = new WrittenJobs();
    Path image = Files.createDirectories(directory.resolve("image"));
    int tried = 0;
    for (int i = 0; i < steps.size(); i++) {
      RecordedDisk.Step step = steps.get(i);
      apply(step, image, written);
      if (!(step instanceof RecordedDisk.Step.Said) && random.nextInt(steps.size()) < TRIED) {
        tried++;
        check(image, written, "after step " + i + " of -Dwrites.seed=" + SEED);
      }
    }
    assertThat(tried).isPositive();
    assertThat(written.frames()).isPositive();
  }

  /** Killed again and again, at some write, on the same file. */
  @Test
  void howOftenItIsKilledTheStoreHoldsWhatWasSaid() throws Exception {
    Random random = new Random(SEED);
    WrittenJobs written = new WrittenJobs();
    Path image = Files.createDirectories(directory.resolve("image"));
    Path life = Files.createDirectories(directory.resolve("life"));
    for (int i = 0; i < LIVES; i++) {
      copy(image, life);
      String when = "life " + i + " of -Dwrites.seed=" + SEED;
      List<RecordedDisk.Step> steps =
          record(life, random, 20, random.nextInt(400), store -> written.check(store, when));
      int kill = random.nextInt(steps.size());
      for (RecordedDisk.Step step : steps.subList(0, kill)) {
        apply(step, image, written);
      }
    }
    assertThat(written.frames()).isPositive();
  }

  /**
   * @param sizes lists have fewer tasks
   * @param first is done with the open store
   */
  private static List<RecordedDisk.Step> record(
      Path folder, Random random, int sizes, int steps, Consumer<JobStore> first)
      throws InterruptedException {
    StoreConfig config =
        new StoreConfig(RecordedDisk.url(folder.resolve("store")), "mesos_batch", "");
    Random others = new Random(random.nextLong());
    BooleanSupplier more = () -> RecordedDisk.recorded() < steps;
    RecordedDisk.steps();
    try (JobStore store = JdbcJobStore.open(config)) {
      first.accept(store);
      IntSupplier size = () -> others.nextInt(sizes);
      Thread lists = new Thread(() -> CrashingWriter.lists(store, RecordedDisk::say, size, more));
      lists.start();
      CrashingWriter.frames(
          store,
          RecordedDisk::say,
          random,
          () -> CrashingWriter.tidied(store) && more.getAsBoolean());
      lists.join();
    }
    return RecordedDisk.steps();
  }

  private static void apply(RecordedDisk.Step step, Path image, WrittenJobs written)
      throws IOException {
    if (step instanceof RecordedDisk.Step.Said said) {
      written.hear(said.line());
    } else if (step instanceof RecordedDisk.Step.Write write) {
      try (RandomAccessFile file = open(image, write.file())) {
        file.seek(write.position());
        file.write(write.bytes());
      }
    } else if (step instanceof RecordedDisk.Step.Truncate truncate) {
      try (RandomAccessFile file = open(image, truncate.file())) {
        file.setLength(Math.min(file.length(), truncate.size()));
      }
    } else if (step instanceof RecordedDisk.Step.Move move) {
      Files.move(in(image, move.file()), in(image, move.to()), StandardCopyOption.REPLACE_EXISTING);
    } else if (step instanceof RecordedDisk.Step.Delete delete) {
      Files.deleteIfExists(in(image, delete.file()));
    }
  }

  private static RandomAccessFile open(Path folder, String file) throws IOException {
    return new RandomAccessFile(in(folder, file).toFile(), "rw");
  }

  private static Path in(Path folder, String file) {
    return folder.resolve(file.substring(file.lastIndexOf('/') + 1));
  }

  private void check(Path image, WrittenJobs written, String when) throws IOException {
    Path killed = Files.createDirectories(directory.resolve("killed"));
    copy(image, killed);
    for (String start : List.of("first", "second")) {
      try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(killed))) {
        written.check(store, when + ", " + start + " start");
      }
    }
    assertThat(killed.toFile().list()).as("nothing is left beside it").containsOnly("store.mv.db");
  }

  private static void copy(Path folder, Path to) throws IOException {
    try (Stream<Path> files = Files.list(to)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
