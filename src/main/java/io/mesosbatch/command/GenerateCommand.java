package io.mesosbatch.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes task lists. */
@Command(
    name = "generate",
    description = "Makes a task list of a list of agents, or of a listing of S3 tiles.",
    subcommands = {PerAgentCommand.class, S3TilesCommand.class})
final class GenerateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "per-agent or s3-tiles is missing");
  }
}
