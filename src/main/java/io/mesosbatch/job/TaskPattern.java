package io.mesosbatch.job;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON of a task that was read and found good, with gaps where the next one may have other
 * texts. A task that is the same byte for byte but for its gaps means the same but for them, so
 * neither is it read again nor checked again. Not thread-safe.
 */
final class TaskPattern {
  /** What a policy may say that has nothing to do with the texts in the gaps. */
  private static final Set<String> INDEPENDENT =
      Set.of("retry", "kill_after", "launch_timeout", "constraints", "after");

  private final byte[] json;
  private final TaskSpec task;
  private final List<TaskGap> gaps;
  private final int newlines;

  /** Of the last match. */
  private final String[] texts;

  private TaskPattern(byte[] json, TaskSpec task, List<TaskGap> gaps) {
    this.json = json;
    this.task = task;
    this.gaps = gaps;
    this.texts = new String[gaps.size()];
    int count = 0;
    for (byte b : json) {
      count += b == '\n' ? 1 : 0;
    }
    newlines = count;
  }

  /** Empty if another task like it would have to be read and checked all the same. */
  static Optional<TaskPattern> of(byte[] json, TaskSpec task) throws IOException {
    for (FieldDescriptor field : task.policy().getAllFields().keySet()) {
      if (!INDEPENDENT.contains(field.getName())) {
        return Optional.empty();
      }
    }
    TaskPattern pattern = new TaskPattern(json, task, TaskGap.find(json, task.info()));
    boolean hasId = pattern.gaps.stream().anyMatch(gap -> gap.field() == TaskGap.Field.ID);
    return hasId
            && pattern.match(json, 0, json.length) == json.length
            && pattern.make().equals(task)
        ? Optional.of(pattern)
        : Optional.empty();
  }

  /**
   * @return where the task ends that begins at {@code from}; -1 if it is another one, or not all of
   *     it is there
   */
  int match(byte[] bytes, int from, int to) {
    int at = from;
    int mine = 0;
    for (int i = 0; i < texts.length; i++) {
      TaskGap gap = gaps.get(i);
      int start = same(bytes, at, to, mine, gap.from());
      if (start < 0) {
        return -1;
      }
      at = endOfText(bytes, start, to);
      if (at < 0) {
        return -1;
      }
      texts[i] = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
      if (!gap.takes(texts[i])) {
        return -1;
      }
      mine = gap.to();
    }
    return same(bytes, at, to, mine, json.length);
  }

  private int same(byte[] bytes, int at, int to, int mine, int myEnd) {
    int end = at + myEnd - mine;
    return end <= to && Arrays.equals(bytes, at, end, json, mine, myEnd) ? end : -1;
  }

  /** Where the quotation mark is; -1 without one, or before it something else than plain ASCII. */
  static int endOfText(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '"') {
        return i;
      }
      if (b < ' ' || b == '\\' || b == 0x7f) {
        return -1;
      }
    }
    return -1;
  }

  /** The task of the last match. */
  TaskSpec make() {
    TaskInfo.Builder info = task.info().toBuilder();
    CommandInfo.Builder command = task.info().getCommand().toBuilder();
    for (int i = 0; i < texts.length; i++) {
      gaps.get(i).set(info, command, texts[i]);
    }
    if (task.info().hasCommand()) {
      info.setCommand(command.buildPartial());
    }
    return new TaskSpec(info.buildPartial(), task.policy());
  }

  int newlines() {
    return newlines;
  }
}
