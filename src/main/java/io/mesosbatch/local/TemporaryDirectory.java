package io.mesosbatch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A work directory that lives as long as its embedded Mesos. */
record TemporaryDirectory(Path path) {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectory.class);

  /** Others may pass through it: tasks may run as other users, in sandboxes below. */
  static TemporaryDirectory make() {
    try {
      Path path = Files.createTempDirectory("mesos-local");
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
      return new TemporaryDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Links inside are removed, not followed. What cannot be removed stays, with a warning. */
  void remove() {
    try {
      List<Path> all;
      try (Stream<Path> files = Files.walk(path)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The temporary work directory {} cannot be removed: {}", path, e.toString());
    }
  }
}
