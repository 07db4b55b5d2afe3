package io.mesosbatch.pipeline;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.ScheduledListException;
import io.mesosbatch.pipeline.schedule.Schedules;
import io.mesosbatch.pipeline.schedule.TooLongListException;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.ScheduleRecord;
import io.mesosbatch.store.SourceKey;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders around the inbox: a list waits in {@code running/JOB/} while its job runs, and ends
 * in {@code done/} beside its result, or in {@code failed/} beside the reason. The same list with
 * the same id again, when its job has ended without finishing, runs what did not finish.
 */
public final class DroppedFiles {
  private static final String RESULT = ".result.json";
  private static final String REASON = ".reason.txt";
  private static final String SOURCE = "file:";
  private static final Logger LOG = LoggerFactory.getLogger(DroppedFiles.class);

  private final JobIntake intake;
  private final JobStore store;
  private final Path root;
  private final Schedules schedules;
  private final ScheduledFiles scheduled;

  /**
   * @param root the folder that holds running/, scheduled/, done/ and failed/
   */
  public DroppedFiles(Pipeline pipeline, Path root) {
    this.intake = pipeline.intake();
    this.store = pipeline.store();
    this.schedules = pipeline.schedules();
    this.root = root;
    this.scheduled = new ScheduledFiles(schedules, root);
  }

  /**
   * Takes in the list that the file holds, or says why not; then the file is no longer in the
   * inbox.
   *
   * @throws IOException the file cannot be read or moved: try again
   */
  public void accept(Exchange exchange) throws IOException {
    File file = exchange.getMessage().getBody(File.class);
    String name = exchange.getMessage().getHeader(Exchange.FILE_NAME, file.getName(), String.class);
    if (!file.exists()) {
      LOG.warn("{}: was taken out of the inbox before it was accepted", name);
      return;
    }
    JobDraft.Accepted accepted;
    try (InputStream in = Files.newInputStream(file.toPath())) {
      accepted = intake.accept(in, stem(file.getName()), name, Optional.of(key(name, file)));
    } catch (ScheduledListException e) {
      schedule(file, name);
      return;
    } catch (DuplicateJobException e) {
      Optional<JobRecord> same = sameList(e.id(), key(name, file));
      if (same.isPresent()) {
        putAside(file, name, intake.rerun(same.get()).orElse(same.get()));
      } else {
        refuse(file, name, e);
      }
      return;
    } catch (InvalidTaskListException e) {
      refuse(file, name, e);
      return;
    }
    JobRecord job = accepted.job();
    LOG.info(
        "{}: {} job {} with {} tasks",
        name,
        accepted.isNew() ? "accepted as" : "was accepted before as",
        job.id(),
        job.tasks());
    putAside(file, name, job);
  }

  /** The file goes to {@code scheduled/ID/}, in the place of an earlier one. */
  private void schedule(File file, String name) throws IOException {
    ScheduleRecord schedule;
    try (InputStream in = Files.newInputStream(file.toPath())) {
      schedule = schedules.register(in, Schedules.FILE_ORIGIN + name);
    } catch (InvalidTaskListException | TooLongListException e) {
      refuse(file, name, e);
      return;
    }
    scheduled.keep(file.toPath(), schedule.id());
  }

  /** Puts the lists of schedules that were ended aside; call about every second. */
  public void putEndedSchedulesAside() throws IOException {
    scheduled.putEndedAside();
  }

  /** Not while {@link #ended} looks for it: a short job may end before its list is put aside. */
  private synchronized void putAside(File file, String name, JobRecord job) throws IOException {
    JobRecord now = store.job(job.number()).orElse(job);
    if (now.endedAt() != 0) {
      settle(now, name, List.of(file.toPath()));
    } else {
      WholeFiles.move(
          file.toPath(), root.resolve("running").resolve(job.id()).resolve(file.getName()));
    }
  }

  /** The job of that id, if it came from a file with the same content, and has not finished. */
  private Optional<JobRecord> sameList(String id, SourceKey key) {
    String digest = key.value().substring(key.value().lastIndexOf(':'));
    return store
        .job(id)
        .filter(job -> job.endedAt() == 0 || job.mayRerun())
        .filter(
            job ->
                job.source()
                    .filter(source -> source.value().startsWith(SOURCE))
                    .filter(source -> source.value().endsWith(digest))
                    .isPresent());
  }

  private void refuse(File file, String name, Exception why) throws IOException {
    Path refused = root.resolve("failed").resolve(free(root.resolve("failed"), name));
    refuse(refused, why);
    WholeFiles.move(file.toPath(), refused);
  }

  /** Says what is wrong with it where the refused file will be: a crash between leaves no other. */
  private static void refuse(Path target, Exception why) throws IOException {
    Path file = target.resolveSibling(target.getFileName() + REASON);
    WholeFiles.write(
        file, out -> out.write((why.getMessage() + "\n").getBytes(StandardCharsets.UTF_8)));
    LOG.warn("Refused, see {}: {}", file, why.getMessage());
  }

  /** Moves the list of an ended job to done/ and writes the result beside it, if it was a file. */
  @Handler
  public synchronized void ended(JobRecord job) throws IOException {
    if (job.endedAt() == 0) {
      return; // it runs again, and ends again
    }
    if (job.source().filter(DroppedFiles::ofFile).isEmpty()) {
      LOG.info("Job {} ended: {}", job.id(), job.phase());
      return;
    }
    Path waiting = root.resolve("running").resolve(job.id());
    List<Path> lists = List.of();
    if (Files.isDirectory(waiting)) {
      try (Stream<Path> files = Files.list(waiting)) {
        lists = files.toList();
      }
    }
    Path result = settle(job, job.origin(), lists);
    Files.deleteIfExists(waiting);
    LOG.info("Job {} ended: {}, see {}", job.id(), job.phase(), result);
  }

  /** May be repeated after a crash: the first thing that it leaves behind is the result. */
  private Path settle(JobRecord job, String name, List<Path> lists) throws IOException {
    Path done = root.resolve("done");
    String place = place(done, name, job);
    Path result = done.resolve(place + RESULT);
    WholeFiles.write(result, out -> new ResultDocument(store).write(job, out));
    for (Path list : lists) {
      WholeFiles.move(list, done.resolve(place));
    }
    return result;
  }

  /** Where the job's result is already, or else a name that neither list nor result has. */
  private static String place(Path folder, String name, JobRecord job) throws IOException {
    for (int i = 1; ; i++) {
      String place = numbered(name, i);
      Path result = folder.resolve(place + RESULT);
      if (Files.exists(result)
          ? ResultDocument.isOf(job, result)
          : !Files.exists(folder.resolve(place))) {
        return place;
      }
    }
  }

  /** The name, or with a number in it if the folder has that name already. */
  static String free(Path folder, String name) {
    int i = 1;
    while (Files.exists(folder.resolve(numbered(name, i)))) {
      i++;
    }
    return numbered(name, i);
  }

  private static String numbered(String name, int i) {
    if (i == 1) {
      return name;
    }
    String parent = name.substring(0, name.lastIndexOf('/') + 1);
    String last = name.substring(parent.length());
    String stem = stem(last);
    return parent + stem + "-" + i + last.substring(stem.length());
  }

  private static String stem(String name) {
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static boolean ofFile(SourceKey source) {
    return source.value().startsWith(SOURCE) || source.value().startsWith(Schedules.FILE_SOURCE);
  }

  /**
   * The same file is seen again after a crash between commit and move; a copy of it that was
   * dropped later is another request.
   */
  private static SourceKey key(String name, File file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file.toPath()), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return new SourceKey(
        SOURCE
            + name
            + ":"
            + file.lastModified()
            + ":"
            + HexFormat.of().formatHex(digest.digest()));
  }
}
