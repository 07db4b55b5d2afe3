package io.mesosbatch.pipeline;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.SourceKey;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders around the inbox: a list waits in {@code running/JOB/} while its job runs, and ends
 * in {@code done/} beside its result, or in {@code failed/} beside the reason.
 */
public final class DroppedFiles {
  private static final String RESULT = ".result.json";
  private static final String REASON = ".reason.txt";
  private static final String SOURCE = "file:";
  private static final Logger LOG = LoggerFactory.getLogger(DroppedFiles.class);

  private final JobIntake intake;
  private final JobStore store;
  private final Path root;

  /**
   * @param root the folder that holds running/, done/ and failed/
   */
  public DroppedFiles(JobIntake intake, JobStore store, Path root) {
    this.intake = intake;
    this.store = store;
    this.root = root;
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
    JobDraft.Accepted accepted;
    try (InputStream in = Files.newInputStream(file.toPath())) {
      accepted = intake.accept(in, stem(file.getName()), name, Optional.of(key(name, file)));
    } catch (InvalidTaskListException | DuplicateJobException e) {
      Path failed = root.resolve("failed");
      Path refused = failed.resolve(free(failed, name, REASON));
      refuse(refused, e);
      move(file.toPath(), refused);
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

  /** Not while {@link #ended} looks for it: a short job may end before its list is put aside. */
  private synchronized void putAside(File file, String name, JobRecord job) throws IOException {
    boolean ended = store.job(job.number()).orElse(job).endedAt() != 0;
    Path done = root.resolve("done");
    move(
        file.toPath(),
        ended
            ? done.resolve(free(done, name)) // beside its result, there or yet to come
            : root.resolve("running").resolve(job.id()).resolve(file.getName()));
  }

  private static void move(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Says beside the refused file what was wrong with it. */
  private static void refuse(Path target, Exception why) throws IOException {
    Path file = target.resolveSibling(target.getFileName() + REASON);
    write(file, out -> out.write((why.getMessage() + "\n").getBytes(StandardCharsets.UTF_8)));
    LOG.warn("Refused, see {}: {}", file, why.getMessage());
  }

  /** Moves the list of an ended job to done/ and writes the result beside it, if it was a file. */
  @Handler
  public synchronized void ended(JobRecord job) throws IOException {
    if (job.source().filter(source -> source.value().startsWith(SOURCE)).isEmpty()) {
      LOG.info("Job {} ended: {}", job.id(), job.phase());
      return;
    }
    Path done = root.resolve("done");
    Path waiting = root.resolve("running").resolve(job.id());
    boolean isWaiting = Files.isDirectory(waiting);
    String name = isWaiting ? free(done, job.origin(), RESULT) : free(done, job.origin() + RESULT);
    Path result = done.resolve(isWaiting ? name + RESULT : name);
    write(result, out -> new ResultDocument(store).write(job, out));
    if (isWaiting) {
      try (Stream<Path> files = Files.list(waiting)) {
        for (Path file : files.toList()) {
          Files.move(file, done.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      Files.delete(waiting);
    }
    LOG.info("Job {} ended: {}, see {}", job.id(), job.phase(), result);
  }

  /**
   * The name, or with a number in it if the folder has that name already, or one with the suffix.
   */
  private static String free(Path folder, String name, String... suffixes) {
    String parent = name.substring(0, name.lastIndexOf('/') + 1);
    String last = name.substring(parent.length());
    String free = name;
    for (int i = 2; taken(folder, free, suffixes); i++) {
      String extension = last.substring(stem(last).length());
      free = parent + stem(last) + "-" + i + extension;
    }
    return free;
  }

  private static boolean taken(Path folder, String name, String... suffixes) {
    return Files.exists(folder.resolve(name))
        || Stream.of(suffixes).anyMatch(suffix -> Files.exists(folder.resolve(name + suffix)));
  }

  private static String stem(String name) {
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
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

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Whoever watches the folder never sees half a file. */
  private static void write(Path file, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(part)) {
      content.writeTo(out);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
