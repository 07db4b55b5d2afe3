package io.mesosbatch.command;

import io.mesosbatch.operator.AgentView;
import io.mesosbatch.operator.Step;
import io.mesosbatch.operator.Volumes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Destroys a persistent volume and what is in it. */
@Command(
    name = "destroy-volume",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Destroys a persistent volume and what is in it; its disk stays reserved.",
    footer = {"", "  mesos-batch destroy-volume --master=HOST:5050 --agent=all --id=logs"})
final class DestroyVolumeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Mixin OperatorFlags operator;
  @Mixin AgentFlag agent;

  @Option(
      names = "--id",
      paramLabel = "ID",
      required = true,
      description = "The volume's. An agent without such a volume is left alone.")
  String id;

  @Option(
      names = "--dry_run",
      paramLabel = "true|false",
      description = "Only says what would be done.")
  boolean dryRun;

  @Override
  public Integer call() throws Exception {
    List<Step> steps = new ArrayList<>();
    for (AgentView one : agent.among(operator.agents())) {
      Volumes.destroy(one, id).ifPresent(steps::add);
    }
    new Steps(operator.client(), spec.commandLine().getOut()).run(steps, dryRun);
    if (steps.isEmpty()) {
      spec.commandLine().getOut().println("Nothing to do: there is no volume " + id);
    }
    return ExitCode.ALL_FINISHED;
  }
}
