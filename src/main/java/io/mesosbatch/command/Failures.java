package io.mesosbatch.command;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.operator.NotPossibleException;
import io.mesosbatch.store.StoreException;
import java.util.OptionalInt;
import picocli.CommandLine;

/** Turns what a command throws into words for its user and an exit code. */
final class Failures {
  private Failures() {}

  /** The message says all; the program ends with that exit code. */
  abstract static class Told extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Told(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }
  }

  /** A flag's value, or a file that it names, is of no use. */
  static final class BadInput extends Told {
    private static final long serialVersionUID = 1L;

    BadInput(String message) {
      super(ExitCode.BAD_INPUT, message);
    }
  }

  /** The master could not be reached, or refused the framework. */
  static final class NoMaster extends Told {
    private static final long serialVersionUID = 1L;

    NoMaster(String message) {
      super(ExitCode.NO_MASTER, message);
    }
  }

  /** What the master's last words mean, where they do not say it. */
  static String lastWords(Exception why) {
    return why instanceof MesosException.FailedOver
        ? why.getMessage() + " (another instance has subscribed with the same framework id)"
        : why.getMessage();
  }

  /** The master, or the state of the cluster, does not allow what was asked for. */
  static final class Refused extends Told {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(ExitCode.SOME_FAILED, message);
    }
  }

  /** Something that was waited for did not come about. */
  static final class TimedOut extends Told {
    private static final long serialVersionUID = 1L;

    TimedOut(String message) {
      super(ExitCode.SOME_FAILED, message);
    }
  }

  static int report(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    OptionalInt exitCode = exitCode(e);
    if (exitCode.isPresent()) {
      commandLine.getErr().println("mesos-batch: " + e.getMessage());
      return exitCode.getAsInt();
    }
    if (isEnding(e)) {
      return ExitCode.SOME_FAILED;
    }
    commandLine.getErr().println("mesos-batch failed; please report this:");
    e.printStackTrace(commandLine.getErr());
    return ExitCode.SOME_FAILED;
  }

  /** Empty if the message alone does not say enough. */
  private static OptionalInt exitCode(Exception e) {
    if (e instanceof Told told) {
      return OptionalInt.of(told.exitCode);
    }
    if (e instanceof InvalidTaskListException) {
      return OptionalInt.of(ExitCode.BAD_INPUT);
    }
    if (e instanceof NotPossibleException || e instanceof StoreException) {
      return OptionalInt.of(ExitCode.SOME_FAILED);
    }
    return e instanceof MesosException ? OptionalInt.of(ExitCode.NO_MASTER) : OptionalInt.empty();
  }

  /** A signal came while the program was still starting: there is no hook to be added any more. */
  private static boolean isEnding(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalStateException
          && "Shutdown in progress".equals(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }
}
