package io.mesosbatch.command;

import io.mesosbatch.job.InvalidTemplateException;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.job.TaskTemplate;
import io.mesosbatch.operator.AgentView;
import io.mesosbatch.resources.FixedPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One task for each agent, pinned to it. */
@Command(
    name = "per-agent",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Prints a TaskGroupInfo with one task for each active agent, pinned to it.",
    footer = {
      "",
      "Placeholders: @{id}, @{hostname}, @{port} of the agent, @{number} (from 1), @{cpus},"
          + " @{mem},",
      "@{disk} (all that it has), @{attribute.NAME}, and those of --set. @@{ is a plain @{.",
      "",
      "  mesos-batch generate per-agent --master=HOST:5050 --command='docker pull alpine'"
          + " >tasks.json"
    })
final class PerAgentCommand implements Callable<Integer> {
  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Mixin OperatorFlags operator;
  @Mixin TemplateFlags flags;

  @Override
  public Integer call() throws Exception {
    TaskTemplate template = flags.read("task for @{hostname}", "task-@{id}", Map.of());
    List<TaskSpec> tasks = new ArrayList<>();
    for (AgentView agent : operator.agents()) {
      if (agent.active()) {
        tasks.add(task(template, agent, tasks.size() + 1));
      }
    }
    if (tasks.isEmpty()) {
      throw new Failures.Refused("the master has no active agent");
    }
    GeneratedList.print(tasks, System.out);
    return ExitCode.ALL_FINISHED;
  }

  private TaskSpec task(TaskTemplate template, AgentView agent, int number)
      throws Failures.BadInput {
    Map<String, String> values = new LinkedHashMap<>();
    agent.attributes().forEach((name, value) -> values.put("attribute." + name, value));
    values.put("id", agent.id().getValue());
    values.put("hostname", agent.hostname());
    values.put("port", Integer.toString(agent.port()));
    values.put("number", Integer.toString(number));
    for (String scalar : List.of("cpus", "mem", "disk")) {
      values.put(scalar, FixedPoint.toString(agent.totalMillis(scalar)));
    }
    values.putAll(flags.values);
    try {
      TaskSpec task = template.fill(values);
      return new TaskSpec(
          task.info().toBuilder().setAgentId(agent.id()).buildPartial(), task.policy());
    } catch (InvalidTemplateException e) {
      throw new Failures.BadInput("for agent " + agent + ": " + e.getMessage());
    }
  }
}
