package io.mesosbatch.local.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The layout of an agent's work directory (Mesos, sandbox document, "Where is it?"). */
record WorkDirectory(Path root) {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));

  Path runs(String agent, String framework, String executor) throws LaunchException {
    Path runs = root;
    for (String name :
        new String[] {"slaves", agent, "frameworks", framework, "executors", executor}) {
      runs = child(runs, name);
    }
    return runs.resolve("runs");
  }

  /** Makes the sandbox of an executor's container and points the link "latest" to it. */
  Path createSandbox(Path runs, String container, Optional<String> user) throws LaunchException {
    Path sandbox = runs.resolve(container);
    createDirectory(sandbox, user);
    Path latest = runs.resolve("latest");
    try {
      Files.deleteIfExists(latest);
      Files.createSymbolicLink(latest, sandbox);
    } catch (IOException e) {
      throw new LaunchException("Failed to link '" + latest + "' to the sandbox: " + words(e), e);
    }
    return sandbox;
  }

  /** Makes the sandbox of a task in a group, inside the executor's sandbox. */
  Path createNested(Path executorSandbox, String container, String task, Optional<String> user)
      throws LaunchException {
    Path sandbox = executorSandbox.resolve("containers").resolve(container);
    createDirectory(sandbox, user);
    Path tasks = executorSandbox.resolve("tasks");
    try {
      Files.createDirectories(tasks);
      Files.createSymbolicLink(child(tasks, task), sandbox);
    } catch (IOException e) {
      throw new LaunchException("Failed to link the sandbox of '" + task + "': " + words(e), e);
    }
    return sandbox;
  }

  Path fetcherCache() {
    return root.resolve("fetch");
  }

  /** Where a persistent volume lies. */
  Path volume(String role, String id) throws LaunchException {
    Path directory = root.resolve("volumes").resolve("roles");
    for (String part : role.split("/")) {
      directory = child(directory, part);
    }
    return child(directory, id);
  }

  private static void createDirectory(Path sandbox, Optional<String> user) throws LaunchException {
    try {
      Files.createDirectories(sandbox.getParent());
      Files.createDirectory(sandbox, PRIVATE);
      if (user.isPresent()) {
        Users.own(sandbox, user.get());
      }
    } catch (IOException e) {
      throw new LaunchException(
          "Failed to create executor directory '" + sandbox + "': " + words(e), e);
    }
  }

  /** A name given by a framework must stay inside its directory. */
  private static Path child(Path parent, String name) throws LaunchException {
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw new LaunchException("'" + name + "' cannot be the name of a directory");
    }
    return parent.resolve(name);
  }

  /** What went wrong, without the path that the caller names anyway. */
  static String words(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "")
        + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }
}
