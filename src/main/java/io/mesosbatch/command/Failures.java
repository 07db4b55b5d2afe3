package io.mesosbatch.command;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.operator.NotPossibleException;
import io.mesosbatch.store.StoreException;
import picocli.CommandLine;

/** Turns what a command throws into words for its user and an exit code. */
final class Failures {
  private Failures() {}

  /** A flag's value, or a file that it names, is of no use. */
  static final class BadInput extends Exception {
    private static final long serialVersionUID = 1L;

    BadInput(String message) {
      super(message);
    }
  }

  /** The master could not be reached, or refused the framework. */
  static final class NoMaster extends Exception {
    private static final long serialVersionUID = 1L;

    NoMaster(String message) {
      super(message);
    }
  }

  /** The master, or the state of the cluster, does not allow what was asked for. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Something that was waited for did not come about. */
  static final class TimedOut extends Exception {
    private static final long serialVersionUID = 1L;

    TimedOut(String message) {
      super(message);
    }
  }

  static int report(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (e instanceof InvalidTaskListException || e instanceof BadInput) {
      commandLine.getErr().println("mesos-batch: " + e.getMessage());
      return ExitCode.BAD_INPUT;
    }
    if (e instanceof TimedOut) {
      commandLine.getErr().println("mesos-batch: " + e.getMessage());
      return ExitCode.SOME_FAILED;
    }
    if (e instanceof NoMaster) {
      commandLine.getErr().println("mesos-batch: " + e.getMessage());
      return ExitCode.NO_MASTER;
    }
    if (e instanceof Refused || e instanceof NotPossibleException || e instanceof StoreException) {
      commandLine.getErr().println("mesos-batch: " + e.getMessage());
      return ExitCode.SOME_FAILED;
    }
    if (e instanceof MesosException) {
      commandLine.getErr().println("mesos-batch: " + e.getMessage());
      return ExitCode.NO_MASTER;
    }
    if (isEnding(e)) {
      return ExitCode.SOME_FAILED;
    }
    commandLine.getErr().println("mesos-batch failed; please report this:");
    e.printStackTrace(commandLine.getErr());
    return ExitCode.SOME_FAILED;
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
