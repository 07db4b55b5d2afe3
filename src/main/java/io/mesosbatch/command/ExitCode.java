package io.mesosbatch.command;

/** What the program tells its caller. */
final class ExitCode {
  static final int ALL_FINISHED = 0;
  static final int SOME_FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int NO_MASTER = 3;

  private ExitCode() {}
}
