package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.S3Object;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects under a prefix of a bucket that match a pattern, and what becomes of them. */
final class S3Folder {
  private static final Logger LOG = LoggerFactory.getLogger(S3Folder.class);

  private final String bucket;
  private final String prefix;
  private final Pattern pattern;
  private final After after;
  private final String moveTo;
  private final Supplier<S3Objects> s3;
  private final BooleanSupplier full;
  private volatile String problem;

  /** What is done with an object whose job is stored. */
  enum After {
    KEEP,
    MOVE,
    DELETE
  }

  /**
   * @param name of the settings: mesosbatch.NAME.bucket and so on
   * @param full whether nothing more may be taken in now
   * @throws IllegalArgumentException a setting is no good
   */
  S3Folder(
      String name,
      Settings settings,
      String defaultPattern,
      Supplier<S3Objects> s3,
      BooleanSupplier full) {
    String root = "mesosbatch." + name + ".";
    this.bucket = settings.get(root + "bucket", "");
    this.prefix = settings.get(root + "prefix", "");
    this.pattern = pattern(root + "pattern", settings.get(root + "pattern", defaultPattern));
    this.after = after(root + "after", settings.get(root + "after", "keep"));
    this.moveTo = settings.get(root + "moveTo", "done/");
    this.s3 = s3;
    this.full = full;
  }

  /** Then what is left waits for another visit. */
  boolean isFull() {
    return full.getAsBoolean();
  }

  private static Pattern pattern(String key, String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage());
    }
  }

  private static After after(String key, String value) {
    for (After after : After.values()) {
      if (after.name().equalsIgnoreCase(value)) {
        return after;
      }
    }
    throw new IllegalArgumentException(key + " = " + value + ": keep, move or delete is wanted");
  }

  /** What was moved is not taken again, even if it still lies under the prefix. */
  boolean contains(S3Object object) {
    return object.bucket().equals(bucket)
        && object.key().startsWith(prefix)
        && !(after == After.MOVE && object.key().startsWith(moveTo))
        && pattern.matcher(object.key()).matches();
  }

  /** Something to be done with each object that is new. */
  interface Visitor {
    void found(S3Object object) throws IOException;
  }

  /** Why the last listing was not worked through; null if it was. */
  String problem() {
    return problem;
  }

  /**
   * Lists the folder, and lets the journal forget what is gone from it. What goes wrong is logged
   * once and shown by {@link #problem}; the next time may do better.
   */
  void visit(ObjectJournal journal, Visitor visitor) {
    try {
      list(journal, visitor);
      problem = null;
    } catch (IOException | RuntimeException e) {
      if (problem == null) {
        LOG.warn(
            "s3://{}/{} cannot be worked through, trying again: {}", bucket, prefix, e.toString());
      }
      problem = e.toString();
    }
  }

  private void list(ObjectJournal journal, Visitor visitor) throws IOException {
    Set<String> listed = new HashSet<>();
    try (Stream<S3Object> objects = s3.get().list(bucket, prefix)) {
      for (S3Object object : (Iterable<S3Object>) objects::iterator) {
        if (contains(object)) {
          listed.add(ObjectJournal.identity(object));
          if (!journal.knows(object)) {
            if (isFull()) {
              return;
            }
            visitor.found(object);
          }
        }
      }
    }
    journal.retain(listed);
  }

  /** The object's job is stored. A failure here starts nothing twice: the object is remembered. */
  void done(S3Object object) {
    S3Address address = new S3Address(object.bucket(), object.key());
    try {
      switch (after) {
        case KEEP -> {}
        case DELETE -> s3.get().delete(address);
        case MOVE -> s3.get().move(address, new S3Address(bucket, moveTo + object.key()));
      }
    } catch (RuntimeException e) {
      LOG.warn("{} is taken in, but cannot be cleared away: {}", address, e.toString());
    }
  }
}
