package io.mesosbatch.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The value of a flag that takes a document: the JSON itself, a path, {@code file:///PATH}, or
 * {@code -} for standard input.
 *
 * @param flag with its hyphens, for messages
 */
record InputFlag(String flag, String value) {
  InputFlag {
    value = value.strip();
  }

  boolean inline() {
    return value.startsWith("{") || value.startsWith("[");
  }

  boolean standardInput() {
    return value.equals("-");
  }

  InputStream open() throws Failures.BadInput {
    if (inline()) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }
    if (standardInput()) {
      return new BufferedInputStream(System.in);
    }
    Path path = path();
    if (Files.isDirectory(path)) {
      throw new Failures.BadInput(flag + ": " + path + " is a directory, not a file");
    }
    try {
      return new BufferedInputStream(Files.newInputStream(path));
    } catch (IOException e) {
      String why = Files.exists(path) ? "cannot be read" : "does not exist";
      throw new Failures.BadInput(flag + ": " + path + " " + why);
    }
  }

  byte[] bytes() throws Failures.BadInput {
    try (InputStream in = open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new Failures.BadInput(flag + ": cannot be read: " + e.getMessage());
    }
  }

  Path path() throws Failures.BadInput {
    try {
      return value.startsWith("file:") ? ofUri() : Path.of(value);
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput(flag + ": " + value + " is no path");
    }
  }

  /** Also with characters that a URI must escape, as a shell's completion writes it. */
  private Path ofUri() {
    try {
      return Path.of(URI.create(value));
    } catch (IllegalArgumentException e) {
      if (value.startsWith("file:///")) {
        return Path.of(value.substring("file://".length()));
      }
      throw e;
    }
  }
}
