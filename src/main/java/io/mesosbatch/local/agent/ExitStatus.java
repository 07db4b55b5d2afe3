package io.mesosbatch.local.agent;

import java.util.Map;

/**
 * How a process ended: with an exit code, or by a signal.
 *
 * @param code 0 to 255; 0 if a signal ended it
 * @param signal its number, 0 if none
 */
record ExitStatus(int code, int signal) {
  /** The words of strsignal(3) for the signals that end a process. */
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "Hangup"),
          Map.entry(2, "Interrupt"),
          Map.entry(3, "Quit"),
          Map.entry(4, "Illegal instruction"),
          Map.entry(5, "Trace/breakpoint trap"),
          Map.entry(6, "Aborted"),
          Map.entry(7, "Bus error"),
          Map.entry(8, "Floating point exception"),
          Map.entry(9, "Killed"),
          Map.entry(10, "User defined signal 1"),
          Map.entry(11, "Segmentation fault"),
          Map.entry(12, "User defined signal 2"),
          Map.entry(13, "Broken pipe"),
          Map.entry(14, "Alarm clock"),
          Map.entry(15, "Terminated"),
          Map.entry(24, "CPU time limit exceeded"),
          Map.entry(25, "File size limit exceeded"));

  /**
   * From {@link Process#exitValue}, which gives 128 + n for signal n. A process that itself exits
   * with such a code looks the same: the JDK does not tell them apart.
   */
  static ExitStatus of(int exitValue) {
    return SIGNALS.containsKey(exitValue - 128)
        ? new ExitStatus(0, exitValue - 128)
        : new ExitStatus(exitValue, 0);
  }

  boolean succeeded() {
    return code == 0 && signal == 0;
  }

  /** As wait(2) gives it: exit code times 256, or the signal. */
  int waitStatus() {
    return code << 8 | signal;
  }

  /** In the words of the recorded executor, after "Command ". */
  String words() {
    return signal == 0
        ? "exited with status " + code
        : "terminated with signal " + SIGNALS.get(signal);
  }
}
