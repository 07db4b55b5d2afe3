package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.S3Object;
import io.mesosbatch.pipeline.JobIntake;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.SourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Objects of S3 that are task lists. */
public final class S3Lists {
  private static final Logger LOG = LoggerFactory.getLogger(S3Lists.class);

  private final JobIntake intake;
  private final S3Folder folder;
  private final ObjectJournal journal;
  private final Supplier<S3Objects> s3;
  private final Optional<String> failedTo;

  S3Lists(
      JobIntake intake,
      S3Folder folder,
      ObjectJournal journal,
      Supplier<S3Objects> s3,
      Optional<String> failedTo) {
    this.intake = intake;
    this.folder = folder;
    this.journal = journal;
    this.s3 = s3;
    this.failedTo = failedTo;
  }

  /** Takes in what is new in the bucket. */
  public synchronized void poll() {
    folder.visit(journal, this::accept);
  }

  /** Takes in an object that an event tells of, if it is one of ours and new. */
  synchronized boolean offer(S3Object object) throws IOException {
    if (!folder.contains(object)) {
      return false;
    }
    if (!journal.knows(object)) {
      accept(object);
    }
    return true;
  }

  private void accept(S3Object object) throws IOException {
    S3Address address = new S3Address(object.bucket(), object.key());
    String name = object.key().substring(object.prefix().length()).replaceFirst("[.].*", "");
    SourceKey source = new SourceKey("s3:" + ObjectJournal.identity(object));
    try (InputStream list = s3.get().open(address)) {
      JobDraft.Accepted accepted =
          intake.accept(list, name, address.toString(), Optional.of(source));
      LOG.info(
          "{}: {} job {}",
          address,
          accepted.isNew() ? "accepted as" : "was accepted before as",
          accepted.job().id());
      journal.remember(object);
      folder.done(object);
    } catch (InvalidTaskListException | NoSuchObject | DuplicateJobException e) {
      LOG.warn("{}: refused: {}", address, e.getMessage());
      refuse(address, e);
      journal.remember(object);
    }
  }

  private void refuse(S3Address address, Exception why) {
    if (failedTo.isPresent() && !(why instanceof NoSuchObject)) {
      S3Address target = new S3Address(address.bucket(), failedTo.get() + address.key());
      s3.get()
          .put(
              new S3Address(target.bucket(), target.key() + ".reason.txt"),
              "text/plain; charset=utf-8",
              why.getMessage() + "\n");
      s3.get().move(address, target);
    }
  }

  S3Folder folder() {
    return folder;
  }
}
