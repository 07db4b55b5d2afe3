package io.mesosbatch.command;

import io.mesosbatch.scheduling.JobProgress;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shows how a job goes: a bar that is drawn anew on a terminal, else a line when much has changed.
 */
final class ProgressDisplay {
  private static final int BAR = 30;
  private static final long MILLIS_BETWEEN_LINES = 5_000;
  private static final long MILLIS_OF_PATIENCE = 10_000;
  private static final long MILLIS_BETWEEN_REASONS = 60_000;

  private final PrintWriter out;
  private final boolean terminal;
  private final Supplier<JobProgress> source;
  private final Supplier<List<String>> reasons;
  private JobProgress last;
  private JobProgress lastSeen;
  private long lastMove;
  private long lastReasons;
  private long lastLine;

  /**
   * @param reasons why tasks wait, asked for when nothing moves
   */
  ProgressDisplay(
      PrintWriter out,
      boolean terminal,
      Supplier<JobProgress> source,
      Supplier<List<String>> reasons) {
    this.out = out;
    this.terminal = terminal;
    this.source = source;
    this.reasons = reasons;
  }

  /** Call some times a second. */
  void update(long nowMillis) {
    JobProgress progress = source.get();
    if (progress == null) {
      return;
    }
    if (!progress.equals(lastSeen)) {
      lastSeen = progress;
      lastMove = nowMillis;
    }
    if (progress.pending() > 0
        && nowMillis - lastMove >= MILLIS_OF_PATIENCE
        && nowMillis - lastReasons >= MILLIS_BETWEEN_REASONS) {
      lastReasons = nowMillis;
      say(reasons.get());
    }
    if (progress.equals(last)) {
      return;
    }
    if (terminal) {
      out.print("\r\033[K" + bar(progress) + counts(progress));
      out.flush();
      last = progress;
    } else if (last == null || nowMillis - lastLine >= MILLIS_BETWEEN_LINES) {
      out.println(counts(progress));
      out.flush();
      lastLine = nowMillis;
      last = progress;
    }
  }

  private void say(List<String> lines) {
    lines.forEach(line -> out.println((terminal ? "\r\033[K" : "") + line));
    out.flush();
    last = terminal ? null : last;
  }

  /** The last state, for good. */
  void end(JobProgress progress) {
    if (terminal) {
      out.println("\r\033[K" + bar(progress) + counts(progress));
    } else {
      out.println(counts(progress));
    }
    out.flush();
  }

  private static String bar(JobProgress p) {
    int ended = p.ended();
    int full = (int) ((long) BAR * ended / Math.max(1, p.total()));
    int running =
        (int) Math.ceil((double) BAR * (p.running() + p.launched()) / Math.max(1, p.total()));
    int half = Math.min(BAR - full, running);
    return "[" + "#".repeat(full) + "-".repeat(half) + " ".repeat(BAR - full - half) + "] ";
  }

  static String counts(JobProgress p) {
    StringBuilder text = new StringBuilder();
    text.append(p.ended()).append(" of ").append(p.total());
    text.append(" ended: ").append(p.finished()).append(" finished");
    append(text, p.failed(), "failed");
    append(text, p.killed(), "killed");
    append(text, p.skipped(), "skipped");
    append(text, p.running(), "running");
    append(text, p.launched(), "starting");
    append(text, p.pending(), "pending");
    return text.toString();
  }

  private static void append(StringBuilder text, int count, String word) {
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(word);
    }
  }
}
