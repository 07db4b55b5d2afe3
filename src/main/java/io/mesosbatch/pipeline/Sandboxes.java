package io.mesosbatch.pipeline;

import io.mesosbatch.store.AttemptRecord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the sandbox of an attempt can be looked at. */
final class Sandboxes {
  private Sandboxes() {}

  /**
   * The agent's own listing. The path is the virtual one that every agent gives to the newest run
   * of an executor, so that no working directory need be known; a command task's executor has its
   * id.
   *
   * @param inGroup whether it ran under a default executor, in whose sandbox it has a place
   * @return empty if the agent's address is not known
   */
  static String url(
      AttemptRecord attempt, String frameworkId, String mesosTaskId, boolean inGroup) {
    if (attempt.agentUrl().isEmpty()) {
      return "";
    }
    String path =
        "/frameworks/"
            + frameworkId
            + "/executors/"
            + executorId(attempt, mesosTaskId)
            + "/runs/latest"
            + (inGroup ? "/tasks/" + mesosTaskId : "");
    return attempt.agentUrl()
        + "/files/browse?path="
        + (isPlain(path)
            ? path
            : URLEncoder.encode(path, StandardCharsets.UTF_8).replace("%2F", "/"));
  }

  /** Whether a query takes it as it is. */
  private static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '-' && c <= '9' || c == '_';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  static String executorId(AttemptRecord attempt, String mesosTaskId) {
    return attempt
        .last()
        .filter(status -> status.hasExecutorId())
        .map(status -> status.getExecutorId().getValue())
        .orElse(mesosTaskId);
  }
}
