package io.mesosbatch.command;

import io.mesosbatch.operator.AgentView;
import io.mesosbatch.operator.Step;
import io.mesosbatch.operator.Volumes;
import io.mesosbatch.resources.FixedPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a persistent volume of reserved disk. */
@Command(
    name = "create-volume",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Makes a persistent volume of disk that is reserved to a role.",
    footer = {
      "",
      "  mesos-batch create-volume --master=HOST:5050 --agent=HOST --role=web --id=logs --size=512"
    })
final class CreateVolumeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Mixin OperatorFlags operator;
  @Mixin AgentFlag agent;

  @Option(names = "--role", paramLabel = "ROLE", description = "Whose disk.")
  String role;

  @Option(names = "--id", paramLabel = "ID", description = "What the volume is called.")
  String id;

  @Option(names = "--size", paramLabel = "MB", description = "How large it is.")
  double size;

  @Option(
      names = "--container_path",
      paramLabel = "PATH",
      description = "Where tasks see it. Default: as its id.")
  String path;

  @Option(
      names = "--shared",
      paramLabel = "true|false",
      description = "Whether several tasks may use it at a time. Default: false.")
  boolean shared;

  @Option(
      names = "--resources",
      paramLabel = "RESOURCES",
      description = "The volumes as Resources in JSON or protobuf, in place of the five flags.")
  String resources;

  @Option(
      names = "--dry_run",
      paramLabel = "true|false",
      description = "Only says what would be done.")
  boolean dryRun;

  @Override
  public Integer call() throws Exception {
    List<Step> steps = new ArrayList<>();
    Request exact = resources == null ? null : Request.read(role, resources);
    Volumes.Wanted wanted = exact == null ? wanted() : null;
    for (AgentView one : agent.among(operator.agents())) {
      steps.add(
          exact == null
              ? Volumes.create(one, role, wanted, operator.principal())
              : new Step(Step.Kind.CREATE, one, exact.exactRole(), exact.exact()));
    }
    new Steps(operator.client(), spec.commandLine().getOut()).run(steps, dryRun);
    return ExitCode.ALL_FINISHED;
  }

  private Volumes.Wanted wanted() throws Failures.BadInput {
    if (role == null || id == null || size == 0) {
      throw new Failures.BadInput("--role, --id and --size are wanted, or --resources");
    }
    if (!(size > 0 && size < 1e12)) {
      throw new Failures.BadInput("--size: " + size + " MB is no size of a volume");
    }
    return new Volumes.Wanted(id, path == null ? id : path, FixedPoint.toMillis(size), shared);
  }
}
