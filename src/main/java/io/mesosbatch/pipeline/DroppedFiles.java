package io.mesosbatch.pipeline;

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
import java.util.List;
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
  /** Where the file consumer moves the file, below the root of the folders. */
  public static final String TARGET = "CamelMesosBatchTarget";

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

  /** Takes in the list that the file holds. */
  public void accept(Exchange exchange) throws Exception {
    File file = exchange.getMessage().getBody(File.class);
    String name = file.getName();
    exchange.getMessage().setHeader(TARGET, "failed/" + free(root.resolve("failed"), name));
    JobDraft.Accepted accepted;
    try (InputStream in = Files.newInputStream(file.toPath())) {
      accepted = intake.accept(in, stem(name), name, Optional.of(key(file)));
    }
    JobRecord job = accepted.job();
    LOG.info(
        "{}: {} job {} with {} tasks",
        name,
        accepted.isNew() ? "accepted as" : "was accepted before as",
        job.id(),
        job.tasks());
    boolean ended = store.job(job.number()).orElse(job).endedAt() != 0;
    String target =
        ended ? "done/" + free(root.resolve("done"), name) : "running/" + job.id() + "/" + name;
    exchange.getMessage().setHeader(TARGET, target);
  }

  /** Says beside the refused file what was wrong with it. */
  public void explain(Exchange exchange) throws IOException {
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    String target = exchange.getMessage().getHeader(TARGET, String.class);
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    Path file = root.resolve(target + ".reason.txt");
    write(file, out -> out.write((reason + "\n").getBytes(StandardCharsets.UTF_8)));
    LOG.warn("Refused, see {}: {}", file, reason);
  }

  /** Moves the list of an ended job to done/ and writes the result beside it. */
  @Handler
  public void ended(JobRecord job) throws IOException {
    Path done = root.resolve("done");
    Path waiting = root.resolve("running").resolve(job.id());
    String name = free(done, job.origin());
    Path result = done.resolve(name + ".result.json");
    write(result, out -> new ResultDocument(store).write(job, out));
    if (Files.isDirectory(waiting)) {
      try (Stream<Path> files = Files.list(waiting)) {
        for (Path file : files.toList()) {
          Files.move(file, done.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      Files.delete(waiting);
    }
    LOG.info("Job {} ended: {}, see {}", job.id(), job.phase(), result);
  }

  /** The name, or with a number in it if the folder has that name already. */
  private static String free(Path folder, String name) {
    String free = name;
    for (int i = 2; taken(folder, free); i++) {
      String extension = name.substring(stem(name).length());
      free = stem(name) + "-" + i + extension;
    }
    return free;
  }

  private static boolean taken(Path folder, String name) {
    return List.of("", ".result.json", ".reason.txt").stream()
        .anyMatch(suffix -> Files.exists(folder.resolve(name + suffix)));
  }

  private static String stem(String name) {
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * The same file is seen again after a crash between commit and move; a copy of it that was
   * dropped later is another request.
   */
  private static SourceKey key(File file) throws IOException {
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
        "file:"
            + file.getName()
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
