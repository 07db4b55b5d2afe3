package io.mesosbatch.pipeline;

import io.mesosbatch.pipeline.schedule.Schedules;
import io.mesosbatch.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code scheduled/}: the lists of the schedules that came as files, each in {@code
 * scheduled/ID/}. What is there follows the store, in which a schedule is ended first; so a crash
 * at any time leaves nothing that is not put right at the next look.
 */
final class ScheduledFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduledFiles.class);

  private final Schedules schedules;
  private final Path folder;
  private final Path done;

  /**
   * @param root the folder that holds scheduled/ and done/
   */
  ScheduledFiles(Schedules schedules, Path root) {
    this.schedules = schedules;
    folder = root.resolve("scheduled");
    done = root.resolve("done");
  }

  /** The list of a schedule that is stored, in the place of an earlier one. */
  synchronized void keep(Path list, String id) throws IOException {
    Path mine = folder.resolve(id);
    Files.createDirectories(mine);
    for (Path old : files(mine)) {
      Files.delete(old);
    }
    WholeFiles.move(list, mine.resolve(list.getFileName()));
  }

  /** Lists whose schedule is no more, or came anew by another way, go to done/. */
  synchronized void putEndedAside() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (Path mine : files(folder)) {
      if (!Files.isDirectory(mine) || isNeeded(mine.getFileName().toString())) {
        continue;
      }
      for (Path list : files(mine)) {
        String name = DroppedFiles.free(done, list.getFileName().toString());
        WholeFiles.move(list, done.resolve(name));
        LOG.info("Schedule {} has ended: its list is now {}", mine.getFileName(), name);
      }
      Files.delete(mine);
    }
  }

  private boolean isNeeded(String id) {
    try {
      return schedules.find(id).filter(Schedules::ofFile).isPresent();
    } catch (StoreException e) {
      return true; // the store is away: look again
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
