package io.mesosbatch.command;

import io.mesosbatch.operator.AgentView;
import io.mesosbatch.operator.NotPossibleException;
import io.mesosbatch.operator.Planner;
import io.mesosbatch.operator.Reserving;
import io.mesosbatch.operator.Step;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes reservations away again. */
@Command(
    name = "unreserve",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Takes reservations away, or all that a plan reserved.",
    footer = {
      "",
      "  mesos-batch unreserve --master=HOST:5050 --agent=all --role=web",
      "  mesos-batch unreserve --master=HOST:5050 --plan=plan.json"
    })
final class UnreserveCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Mixin OperatorFlags operator;
  @Mixin AgentFlag agent;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Whose reservation; a refined one goes back to its parent.")
  String role;

  @Option(
      names = "--resources",
      paramLabel = "RESOURCES",
      description =
          "How much on each agent, as for reserve. Default: all that is reserved to the role, no"
              + " volume, and not in use.")
  String resources;

  @Mixin PlanFlags plan;

  @Override
  public Integer call() throws Exception {
    if (plan.given()) {
      plan.alone(agent.names, role, resources);
      Planner.Outcome outcome = Planner.unreserve(plan.read(), operator.agents());
      return plan.carryOut(outcome, operator, spec, "nothing that the plan reserves stands");
    }
    if (resources == null && role == null) {
      throw new Failures.BadInput("--role, --resources or --plan is missing");
    }
    List<Step> steps = steps();
    new Steps(operator.client(), spec.commandLine().getOut()).run(steps, plan.dryRun);
    if (steps.isEmpty()) {
      spec.commandLine().getOut().println("Nothing to do: nothing is reserved to " + role);
    }
    return ExitCode.ALL_FINISHED;
  }

  private List<Step> steps() throws Exception {
    List<Step> steps = new ArrayList<>();
    Request request = resources == null ? null : Request.read(role, resources);
    for (AgentView one : agent.among(operator.agents())) {
      if (request == null) {
        if (!one.total().reserved(role).isEmpty()) {
          steps.add(Reserving.unreserve(one, Optional.empty(), role));
        }
      } else if (!request.exact().isEmpty()) {
        steps.add(new Step(Step.Kind.UNRESERVE, one, request.exactRole(), request.exact()));
      } else {
        amounts(request, one, steps);
      }
    }
    return steps;
  }

  private static void amounts(Request request, AgentView one, List<Step> steps)
      throws NotPossibleException {
    for (Map.Entry<String, Resources> amount : request.amounts().entrySet()) {
      steps.add(Reserving.unreserve(one, Optional.of(amount.getValue()), amount.getKey()));
    }
  }
}
