package io.mesosbatch.pipeline;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/** Whoever watches a folder never sees half a file; not after a loss of power either. */
final class WholeFiles {
  private WholeFiles() {}

  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Takes the place of a file that is there.
   *
   * @throws IOException names the file
   */
  static void write(Path file, Content content) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      try (FileOutputStream out = new FileOutputStream(part.toFile())) {
        content.writeTo(out);
        out.getFD().sync();
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Also to another file system, where the copy is whole before the original goes; between, a crash
   * leaves both.
   */
  static void move(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      FileTime modified = Files.getLastModifiedTime(from);
      write(to, out -> Files.copy(from, out));
      Files.setLastModifiedTime(to, modified);
      Files.delete(from);
    }
  }
}
