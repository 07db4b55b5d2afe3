package io.mesosbatch.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The pipeline, until it is told to stop. */
@Command(
    name = "run",
    description = "Starts the pipeline: takes in task lists and runs them, until it is stopped.")
final class RunCommand implements Callable<Integer> {
  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Option(
      names = "--home",
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description = "The folder with application.properties and routes/. Default: the current one.")
  java.nio.file.Path home;

  @Mixin ShareFlags shares;

  @Override
  public Integer call() throws Exception {
    Logging.setUp(true);
    return new Service(home, shares.properties()).run();
  }
}
