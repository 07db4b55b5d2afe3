package io.mesosbatch.command;

import io.mesosbatch.operator.NotPossibleException;
import io.mesosbatch.operator.PlanReader;
import io.mesosbatch.operator.Planner;
import io.mesosbatch.v1.ClusterPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A plan for a whole cluster. */
final class PlanFlags {
  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description =
          "A plan for a whole cluster: a path, file:///PATH, - for standard input, or the JSON"
              + " itself.")
  String plan;

  @Option(
      names = "--dry_run",
      paramLabel = "true|false",
      description = "Only says what would be done.")
  boolean dryRun;

  boolean given() {
    return plan != null;
  }

  /** A plan says all by itself. */
  void alone(List<String> agents, String... others) throws Failures.BadInput {
    if (!agents.isEmpty() || Stream.of(others).anyMatch(Objects::nonNull)) {
      throw new Failures.BadInput(
          "--plan says what to do on which agents; leave --agent, --role, --resources and --from"
              + " out");
    }
  }

  ClusterPlan read() throws Failures.BadInput {
    try (InputStream json = new InputFlag("--plan", plan).open()) {
      return PlanReader.read(json);
    } catch (IOException | NotPossibleException e) {
      throw new Failures.BadInput("--plan: " + e.getMessage());
    }
  }

  int carryOut(
      Planner.Outcome outcome, OperatorFlags operator, CommandSpec spec, String nothingToDo)
      throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    new Steps(operator.client(), out).run(outcome.steps(), dryRun);
    int steps = outcome.steps().size();
    if (steps == 0) {
      out.println("Nothing to do: " + nothingToDo);
    } else {
      out.printf(
          "%s %d reservation%s on %d agent%s%n",
          dryRun ? "Would change" : "Changed",
          steps,
          steps == 1 ? "" : "s",
          outcome.agents(),
          outcome.agents() == 1 ? "" : "s");
    }
    out.flush();
    return ExitCode.ALL_FINISHED;
  }
}
