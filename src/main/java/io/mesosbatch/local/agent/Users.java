package io.mesosbatch.local.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The users of this machine, as far as running a task as one of them goes. */
final class Users {
  private static final String CURRENT = System.getProperty("user.name");
  private static final Map<String, String> GROUPS = new ConcurrentHashMap<>();

  private Users() {}

  /** Whether this JVM may start processes as another user. */
  static boolean maySwitch() {
    return "root".equals(CURRENT);
  }

  /**
   * Which user to switch to for a task.
   *
   * @param wanted by the task; empty means the user of this JVM
   * @return empty if no switch is needed
   * @throws LaunchException if there is no such user, or this JVM may not switch to it
   */
  static Optional<String> toSwitchTo(String wanted) throws LaunchException {
    if (wanted.isEmpty() || wanted.equals(CURRENT)) {
      return Optional.empty();
    }
    try {
      FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(wanted);
    } catch (IOException e) {
      throw new LaunchException("No such user '" + wanted + "' on this machine", e);
    }
    if (!maySwitch()) {
      throw new LaunchException(
          "Cannot run as user '" + wanted + "': the agent runs as '" + CURRENT + "', not as root");
    }
    return Optional.of(wanted);
  }

  /** The number of the user's own group. */
  static String groupOf(String user) throws IOException {
    String known = GROUPS.get(user);
    if (known != null) {
      return known;
    }
    Process id = new ProcessBuilder("id", "-g", "--", user).redirectErrorStream(true).start();
    String group = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!group.matches("[0-9]+")) {
      throw new IOException("Cannot find the group of user '" + user + "': " + group);
    }
    GROUPS.put(user, group);
    return group;
  }

  static void own(Path path, String user) throws IOException {
    Files.setOwner(
        path, FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
  }
}
