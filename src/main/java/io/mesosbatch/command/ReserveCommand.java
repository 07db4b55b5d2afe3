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

/** Reserves on some agents, or by a plan on a whole cluster. */
@Command(
    name = "reserve",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Reserves resources of agents for a role, or a whole cluster by a plan.",
    footer = {
      "",
      "  mesos-batch reserve --master=HOST:5050 --agent=all --role=web"
          + " --resources='cpus:2;mem:1024'",
      "  mesos-batch reserve --master=HOST:5050 --plan=plan.json --dry_run",
      "",
      "A plan splits agents among tenants. What stands already is left alone, so that a plan can"
          + " be",
      "carried out again:",
      "  {\"tenants\": [{\"name\": \"shop\", \"agents\": 2, \"attributes\": \"rack:r1\",",
      "    \"reservations\": [{\"role\": \"shop/web\", \"resources\": \"cpus:2;mem:1024\"}]}]}"
    })
final class ReserveCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Mixin OperatorFlags operator;
  @Mixin AgentFlag agent;

  @Option(names = "--role", paramLabel = "ROLE", description = "Who is to get the resources.")
  String role;

  @Option(
      names = "--resources",
      paramLabel = "RESOURCES",
      description =
          "How much on each agent: 'cpus:2;mem:1024' (mem and disk in MB), or Resources in JSON or"
              + " protobuf: a path, file:///PATH, - for standard input, or the JSON itself. With"
              + " their reservations, in either form of Mesos, they are sent as they are.")
  String resources;

  @Option(
      names = "--from",
      paramLabel = "ROLE",
      description =
          "Takes it from what is reserved to this role, a parent of --role (a refined reservation),"
              + " and not from what is unreserved.")
  String from;

  @Mixin PlanFlags plan;

  @Override
  public Integer call() throws Exception {
    if (plan.given()) {
      plan.alone(agent.names, role, resources, from);
      Planner.Outcome outcome =
          Planner.reserve(plan.read(), operator.agents(), new Reserving(operator.principal()));
      return plan.carryOut(outcome, operator, spec, "all that the plan reserves stands already");
    }
    new Steps(operator.client(), spec.commandLine().getOut()).run(steps(), plan.dryRun);
    return ExitCode.ALL_FINISHED;
  }

  private List<Step> steps() throws Exception {
    if (resources == null) {
      throw new Failures.BadInput("--resources or --plan is missing");
    }
    Request request = Request.read(role, resources);
    List<Step> steps = new ArrayList<>();
    for (AgentView one : agent.among(operator.agents())) {
      if (!request.exact().isEmpty()) {
        steps.add(new Step(Step.Kind.RESERVE, one, request.exactRole(), request.exact()));
      } else {
        amounts(request, one, steps);
      }
    }
    return steps;
  }

  private void amounts(Request request, AgentView one, List<Step> steps)
      throws NotPossibleException {
    Reserving reserving = new Reserving(operator.principal());
    for (Map.Entry<String, Resources> amount : request.amounts().entrySet()) {
      steps.add(
          reserving.reserve(one, amount.getValue(), amount.getKey(), Optional.ofNullable(from)));
    }
  }
}
