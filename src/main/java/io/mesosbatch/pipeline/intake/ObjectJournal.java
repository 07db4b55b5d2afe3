package io.mesosbatch.pipeline.intake;

import io.mesosbatch.job.S3Object;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which objects of S3 wait to become part of a job, and which have been dealt with. A file of
 * lines: {@code + OBJECT} an object waits; {@code = N} the first N that wait are one batch, and
 * stay one whatever happens; {@code .} the batch is a job in the store; {@code # IDENTITY} an
 * object has been dealt with. What a method has written when it returns survives a crash. Not
 * thread-safe.
 */
final class ObjectJournal implements AutoCloseable {
  private final Path file;
  private final Map<String, S3Object> waiting = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();
  private int sealed;
  private FileChannel out;

  /**
   * @throws IOException the file cannot be read or written
   */
  ObjectJournal(Path file) throws IOException {
    this.file = file;
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        replay(line);
      }
    }
    rewrite();
  }

  static String identity(S3Object object) {
    return object.bucket() + " " + object.etag().orElse("") + " " + object.key();
  }

  /** A line that a crash cut off was never promised to anyone. */
  private void replay(String line) throws IOException {
    if (line.startsWith("+ ") && line.endsWith("]")) {
      S3Object object = ObjectLine.read(line.substring(2));
      waiting.put(identity(object), object);
    } else if (line.matches("= \\d+")) {
      sealed = Math.min(Integer.parseInt(line.substring(2)), waiting.size());
    } else if (line.equals(".")) {
      done();
    } else if (line.matches("# \"([^\\\\\"]|\\\\.)*+\"")) {
      known.add(ObjectLine.readText(line.substring(2)));
    }
  }

  boolean knows(S3Object object) {
    String identity = identity(object);
    return known.contains(identity) || waiting.containsKey(identity);
  }

  /** The object waits from now on; does nothing if it is known. */
  void add(S3Object object) throws IOException {
    if (!knows(object)) {
      append("+ " + ObjectLine.write(object));
      waiting.put(identity(object), object);
    }
  }

  int waiting() {
    return waiting.size();
  }

  /** The batch that has been begun and not ended; or else a new one, of the oldest. */
  List<S3Object> batch(int most) throws IOException {
    if (sealed == 0 && !waiting.isEmpty()) {
      int n = Math.min(most, waiting.size());
      append("= " + n);
      sealed = n;
    }
    return new ArrayList<>(waiting.values()).subList(0, sealed);
  }

  boolean hasBatch() {
    return sealed > 0;
  }

  /** The batch is a job now, or will never be. */
  void batchDone() throws IOException {
    append(".");
    done();
  }

  private void done() {
    for (String identity : new ArrayList<>(waiting.keySet()).subList(0, sealed)) {
      waiting.remove(identity);
      known.add(identity);
    }
    sealed = 0;
  }

  /** The object needs no job, or has one. */
  void remember(S3Object object) throws IOException {
    if (known.add(identity(object))) {
      append("# " + ObjectLine.writeText(identity(object)));
    }
  }

  /** Forgets what has been dealt with and is no longer there. */
  void retain(Set<String> identities) throws IOException {
    int before = known.size();
    known.retainAll(identities);
    if (known.size() < before) {
      rewrite();
    }
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    long before = out.size();
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(false);
    } catch (IOException e) {
      out.truncate(before); // half a line would spoil the next
      throw e;
    }
  }

  private void rewrite() throws IOException {
    if (out != null) {
      out.close();
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      StringBuilder lines = new StringBuilder();
      for (String identity : known) {
        lines.append("# ").append(ObjectLine.writeText(identity)).append('\n');
      }
      for (S3Object object : waiting.values()) {
        lines.append("+ ").append(ObjectLine.write(object)).append('\n');
      }
      if (sealed > 0) {
        lines.append("= ").append(sealed).append('\n');
      }
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
