package io.mesosbatch.job;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The JSON of a task list on its way to the parser, without the tasks that are like one that the
 * parser has read: these are handed on from here. Only whole tasks that a comma follows are taken
 * out, and never before the parser has read all that came before; whatever is unusual is left to
 * the parser. So what the parser makes of the list does not change.
 */
final class RepeatedTasks extends InputStream {
  private static final byte[] TASKS = {'t', 'a', 's', 'k', 's'};
  private static final int BUFFER = 1 << 17;

  /** Longer tasks are left to the parser. */
  private static final int LONGEST_TASK = 1 << 14;

  private static final int MOST_PATTERNS = 8;

  /** After so many tasks in a row that are like none before, few are learnt. */
  private static final int MANY_MISSES = 32;

  interface Sink {
    void task(TaskSpec task, int line, int column);
  }

  private enum Place {
    BEFORE_TASKS,
    BEFORE_TASK,
    AFTER_TASK,
    ELSEWHERE
  }

  private final InputStream in;
  private final Sink sink;
  private final byte[] buffer = new byte[BUFFER];
  private final List<TaskPattern> patterns = new ArrayList<>();
  private final JsonNesting nesting = new JsonNesting(TASKS);
  private Place place = Place.BEFORE_TASKS;
  private int at;
  private int end;
  private boolean ended;

  /** Up to here the parser gets what is in the buffer. */
  private int passedTo;

  /** Line feeds of tasks that were taken out, which the parser has yet to get. */
  private int newlines;

  /** How many bytes were taken out of the line where that was done last. */
  private int removed;

  private int removedLine;
  private int line = 1;
  private long lineStart;
  private long bufferStart;
  private byte[] learning;
  private int misses;

  RepeatedTasks(InputStream in, Sink sink) {
    this.in = in;
    this.sink = sink;
  }

  /** The last task that was passed on was a good one. */
  void good(TaskSpec task) throws IOException {
    if (learning != null) {
      TaskPattern.of(learning, task).ifPresent(this::add);
      learning = null;
    }
  }

  private void add(TaskPattern pattern) {
    patterns.add(0, pattern);
    if (patterns.size() > MOST_PATTERNS) {
      patterns.remove(MOST_PATTERNS);
    }
  }

  /** The column in the list of what the parser has met on that line, in that column. */
  int column(int parserLine, int parserColumn) {
    return parserLine == removedLine ? parserColumn + removed : parserColumn;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (at == passedTo && newlines == 0) {
      if (!fill(1)) {
        return -1;
      }
      advance();
    }
    int count = Math.min(length, newlines > 0 ? newlines : passedTo - at);
    if (newlines > 0) {
      Arrays.fill(bytes, offset, offset + count, (byte) '\n');
      newlines -= count;
    } else {
      System.arraycopy(buffer, at, bytes, offset, count);
      at += count;
    }
    return count;
  }

  /** Whether there are so many bytes, after {@code at}. */
  private boolean fill(int wanted) throws IOException {
    if (end - at < wanted && !ended) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      bufferStart += at;
      end -= at;
      at = 0;
      while (end < BUFFER && !ended) {
        int count = in.read(buffer, end, BUFFER - end);
        ended = count < 0;
        end += Math.max(count, 0);
      }
      passedTo = at;
    }
    return end - at >= wanted;
  }

  /** Hands tasks on, or decides what the parser gets next. */
  private void advance() throws IOException {
    switch (place) {
      case BEFORE_TASKS -> pass(nesting.untilTasks(buffer, at, end));
      case BEFORE_TASK -> task();
      case AFTER_TASK -> {
        pass(JsonNesting.afterBlanks(buffer, at, end));
        if (passedTo < end) {
          place = buffer[passedTo] == ',' ? Place.BEFORE_TASK : Place.ELSEWHERE;
          pass(passedTo + 1);
        }
      }
      case ELSEWHERE -> pass(end);
    }
    if (place == Place.BEFORE_TASKS && nesting.atTasks()) {
      place = Place.BEFORE_TASK;
    }
  }

  private void pass(int to) {
    for (int i = passedTo; i < to; i++) {
      if (buffer[i] == '\n') {
        newLine(i);
      }
    }
    passedTo = to;
  }

  private void newLine(int index) {
    line++;
    lineStart = bufferStart + index + 1;
  }

  private void task() throws IOException {
    fill(LONGEST_TASK);
    int start = JsonNesting.afterBlanks(buffer, at, end);
    if (start > at) {
      pass(start);
      return;
    }
    if (handOn()) {
      return;
    }
    int taskEnd = buffer[at] == '{' ? JsonNesting.endOfObject(buffer, at, end) : -1;
    if (taskEnd < 0) {
      place = Place.ELSEWHERE;
      learning = null;
      return;
    }
    misses++;
    learning =
        misses < MANY_MISSES || misses % MANY_MISSES == 0
            ? Arrays.copyOfRange(buffer, at, taskEnd)
            : null;
    place = Place.AFTER_TASK;
    pass(taskEnd);
  }

  private boolean handOn() {
    for (int i = 0; i < patterns.size(); i++) {
      TaskPattern pattern = patterns.get(i);
      int taskEnd = pattern.match(buffer, at, end);
      int comma = taskEnd < 0 ? end : JsonNesting.afterBlanks(buffer, taskEnd, end);
      if (comma < end && buffer[comma] == ',') {
        int column = (int) (bufferStart + at - lineStart) + 1;
        sink.task(pattern.make(), line, column);
        remove(comma + 1, pattern.newlines() > 0 || comma > taskEnd);
        if (i > 0) {
          patterns.add(0, patterns.remove(i));
        }
        misses = 0;
        return true;
      }
    }
    return false;
  }

  private void remove(int to, boolean mayHaveNewlines) {
    int from = at;
    if (mayHaveNewlines) {
      for (int i = at; i < to; i++) {
        if (buffer[i] == '\n') {
          newlines++;
          newLine(i);
          from = i + 1;
        }
      }
    }
    removed = (removedLine == line ? removed : 0) + to - from;
    removedLine = line;
    at = to;
    passedTo = to;
  }
}
