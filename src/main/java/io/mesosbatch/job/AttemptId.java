package io.mesosbatch.job;

import io.mesosbatch.resources.MesosId;
import java.util.Optional;

/**
 * The Mesos task id of one attempt: {@code TASK.JOB.INDEX.ATTEMPT}. Mesos wants an id to be used
 * once (design rule 18), so each attempt has its own. The task's own id comes first, for people;
 * job id, index and attempt find the task again, so the first part may be cut to keep to Mesos's
 * limit.
 *
 * @param job the job's id; has no dot
 * @param index the task's place in its list, from 0
 * @param attempt from 1
 */
public record AttemptId(String job, int index, int attempt) {
  /** In bytes of UTF-8. Mesos refuses longer ids: it makes a directory of that name. */
  public static final int MAX_LENGTH = MesosId.MAX_LENGTH;

  /** The Mesos task id, for the task that its list calls {@code taskId}. */
  public String format(String taskId) {
    String tail = "." + job + "." + index + "." + attempt;
    int room = MAX_LENGTH - MesosId.length(tail);
    return cut(taskId, room) + tail;
  }

  /** To at most that many bytes of UTF-8, between characters. */
  private static String cut(String text, int bytes) {
    if (MesosId.length(text) <= bytes) {
      return text;
    }
    int end = Math.min(text.length(), bytes);
    while (MesosId.length(text.substring(0, end)) > bytes
        || Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Empty if the id is not one of ours. */
  public static Optional<AttemptId> parse(String mesosTaskId) {
    int attemptDot = mesosTaskId.lastIndexOf('.');
    int indexDot = attemptDot < 1 ? -1 : mesosTaskId.lastIndexOf('.', attemptDot - 1);
    int jobDot = indexDot < 1 ? -1 : mesosTaskId.lastIndexOf('.', indexDot - 1);
    if (jobDot < 1) {
      return Optional.empty();
    }
    int attempt = number(mesosTaskId, attemptDot + 1, mesosTaskId.length());
    int index = number(mesosTaskId, indexDot + 1, attemptDot);
    if (attempt < 1 || index < 0 || indexDot == jobDot + 1) {
      return Optional.empty();
    }
    return Optional.of(new AttemptId(mesosTaskId.substring(jobDot + 1, indexDot), index, attempt));
  }

  private static int number(String text, int from, int to) {
    if (from == to || to - from > 9) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
