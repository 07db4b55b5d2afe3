package io.mesosbatch.local.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that Mesos's command executor writes into the stderr file of its task, in glog's form.
 */
final class ExecutorLog {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorLog.class);
  private static final long PID = ProcessHandle.current().pid();

  private final Path stderr;

  ExecutorLog(Path stderr) {
    this.stderr = stderr;
  }

  /** What comes before the task is started. */
  void starting(String version, String agent, String hostname, String task) {
    append(
        line("exec.cpp:164", "Version: " + version)
            + line("exec.cpp:237", "Executor registered on agent " + agent)
            + line("executor.cpp:190", "Received SUBSCRIBED event")
            + line("executor.cpp:194", "Subscribed executor on " + hostname)
            + line("executor.cpp:190", "Received LAUNCH event")
            + line("executor.cpp:722", "Starting task " + task));
  }

  void forked(long pid) {
    append(line("executor.cpp:740", "Forked command at " + pid));
  }

  void killing(long pid, String task, String grace) {
    append(
        line("executor.cpp:190", "Received KILL event")
            + line(
                "executor.cpp:835",
                "Received kill for task " + task + " with grace period of " + grace)
            + line("executor.cpp:956", "Sending SIGTERM to process tree at pid " + pid)
            + line(
                "executor.cpp:973", "Scheduling escalation to SIGKILL in " + grace + " from now"));
  }

  void escalated(long pid, String grace) {
    append(
        line(
            "executor.cpp:1082",
            "Process "
                + pid
                + " did not terminate after "
                + grace
                + ", sending SIGKILL to process tree at "
                + pid));
  }

  void completionTimeReached(String task, String duration) {
    append(
        line(
            "executor.cpp:1120",
            "Killing task " + task + " which exceeded its maximum completion time of " + duration));
  }

  void ended(long pid, String message) {
    append(line("executor.cpp:1041", message + " (pid: " + pid + ")"));
  }

  /** Words of the agent itself, for example why a fetch failed. */
  void info(String source, String message) {
    append(line(source, message));
  }

  private void append(String lines) {
    try {
      Files.write(
          stderr,
          lines.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.debug("cannot write to {}", stderr, e);
    }
  }

  private static String line(String source, String message) {
    LocalDateTime now = LocalDateTime.now();
    StringBuilder line = new StringBuilder(64 + message.length()).append('I');
    two(line, now.getMonthValue());
    two(line, now.getDayOfMonth());
    two(line.append(' '), now.getHour());
    two(line.append(':'), now.getMinute());
    two(line.append(':'), now.getSecond());
    String micros = Integer.toString(1_000_000 + now.getNano() / 1000);
    line.append('.').append(micros, 1, 7).append(' ').append(PID).append(' ');
    return line.append(source).append("] ").append(message).append('\n').toString();
  }

  private static void two(StringBuilder line, int number) {
    if (number < 10) {
      line.append('0');
    }
    line.append(number);
  }
}
