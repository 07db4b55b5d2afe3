package io.mesosbatch;

import io.mesosbatch.command.BatchCommand;
import io.mesosbatch.command.Flags;
import io.mesosbatch.command.Logging;
import picocli.CommandLine;

/** The program's entry: one batch, or one of the commands. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // By its name: to load the class would already choose the log manager.
    System.getProperties()
        .putIfAbsent("java.util.logging.manager", "io.mesosbatch.command.LastingLog");
    Logging.setUp(false);
    CommandLine commandLine = Flags.commandLine(new BatchCommand());
    System.exit(commandLine.execute(Flags.normalize(commandLine, args)));
  }
}
