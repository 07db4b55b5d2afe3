package io.mesosbatch.command;

import io.mesosbatch.operator.AgentView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which agents a command is for. */
final class AgentFlag {
  private static final String ALL = "all";

  @Option(
      names = "--agent",
      paramLabel = "AGENT",
      split = ",",
      description =
          "An agent's id, HOST or HOST:PORT; several with commas between; or all, for each active"
              + " one.")
  List<String> names = new ArrayList<>();

  List<AgentView> among(List<AgentView> agents) throws Failures.BadInput {
    if (names.isEmpty()) {
      throw new Failures.BadInput("--agent is missing: " + known(agents));
    }
    Set<AgentView> chosen = new LinkedHashSet<>();
    for (String name : names) {
      List<AgentView> matching =
          agents.stream().filter(agent -> matches(name.strip(), agent)).toList();
      if (matching.isEmpty() || (!name.equals(ALL) && matching.size() > 1)) {
        throw new Failures.BadInput(
            "--agent: "
                + (matching.isEmpty() ? "there is no agent " : "there is more than one agent ")
                + name
                + "; "
                + known(agents));
      }
      chosen.addAll(matching);
    }
    return List.copyOf(chosen);
  }

  private static boolean matches(String name, AgentView agent) {
    return name.equals(ALL)
        ? agent.active()
        : name.equals(agent.id().getValue())
            || name.equals(agent.address())
            || name.equals(agent.hostname());
  }

  private static String known(List<AgentView> agents) {
    return agents.isEmpty()
        ? "the master has no agents"
        : "there are " + agents.stream().map(AgentView::toString).collect(Collectors.joining(", "));
  }
}
