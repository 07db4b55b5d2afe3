package io.mesosbatch.resources;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rule for every id that becomes a directory name: of tasks, executors, persistent volumes. */
public final class MesosId {
  /** In bytes of UTF-8: it must fit a file name. */
  public static final int MAX_LENGTH = 255;

  private MesosId() {}

  /** What is wrong with it, in words that the master uses too; empty if nothing is. */
  public static Optional<String> problem(String id) {
    if (id.isEmpty()) {
      return Optional.of("ID must not be empty");
    }
    if (length(id) > MAX_LENGTH) {
      return Optional.of("ID must not be greater than " + MAX_LENGTH + " characters");
    }
    if (id.equals(".") || id.equals("..")) {
      return Optional.of("'" + id + "' is disallowed");
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c < ' ' || c == 0x7f || c == '/' || c == '\\') {
        return Optional.of("'" + id + "' contains invalid characters");
      }
    }
    return Optional.empty();
  }

  /** The length that counts against {@link #MAX_LENGTH}. */
  public static int length(String id) {
    return id.getBytes(StandardCharsets.UTF_8).length;
  }
}
