package io.mesosbatch.local.agent;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory that a task starts in.
 *
 * @param directory made already
 * @param user to run as; empty: the user of this JVM
 */
record Sandbox(Path directory, Optional<String> user) {
  Path stdout() {
    return directory.resolve("stdout");
  }

  Path stderr() {
    return directory.resolve("stderr");
  }
}
