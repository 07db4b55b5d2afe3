package io.mesosbatch.command;

import io.mesosbatch.local.AgentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Agents that are alike. The flags may be given again, for another kind of agents. */
final class AgentKind {
  @Option(
      names = "--agents",
      paramLabel = "N",
      description =
          "Agents of the cluster. Default: 1. Given again, with the flags of that kind, there are"
              + " as many more: --agents=8 --attributes=disk:hdd --agents=2 --attributes=disk:ssd.")
  int agents = 1;

  @Option(
      names = "--resources",
      paramLabel = "RESOURCES",
      description =
          "What each of them has (mem and disk in MB). Default: " + AgentSpec.DEFAULT_RESOURCES)
  String resources = AgentSpec.DEFAULT_RESOURCES;

  @Option(
      names = "--attributes",
      paramLabel = "ATTRIBUTES",
      description =
          "The attributes of each, for example 'rack:r1;type:public'; @region and @zone are its"
              + " fault domain. With a | between several ('disk:ssd|disk:hdd') the agents have"
              + " them in turn, as they have the numbers of a {A..B}: 'rack:r{1..20}'.")
  String attributes = "";

  @Option(
      names = "--hostname",
      paramLabel = "NAME",
      description = "What each says its host is called, in turn as well: 'node-{1..9}.local'.")
  String hostname = "";

  /**
   * @param first the number of the first of them in the cluster, from 1
   * @param name of the host of an agent without one, where # stands for its number
   */
  List<AgentSpec> specs(int first, String name) throws Failures.BadInput {
    if (agents < 1) {
      throw new Failures.BadInput("--agents: " + agents + " agents cannot run anything");
    }
    InTurn attributesInTurn = inTurn("--attributes", attributes);
    InTurn names = inTurn("--hostname", hostname);
    List<AgentSpec> specs = new ArrayList<>(agents);
    for (int i = 0; i < agents; i++) {
      String number = Integer.toString(first + i);
      specs.add(
          AgentSpec.of(resources, attributesInTurn.get(i))
              .withHostname(hostname.isEmpty() ? name.replace("#", number) : names.get(i)));
    }
    return specs;
  }

  private static InTurn inTurn(String flag, String text) throws Failures.BadInput {
    try {
      return new InTurn(text);
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput(flag + ": " + e.getMessage());
    }
  }

  /** All agents of the cluster; one of the default kind if there are no kinds. */
  static List<AgentSpec> all(List<AgentKind> kinds, String name) throws Failures.BadInput {
    List<AgentSpec> all = new ArrayList<>();
    for (AgentKind kind : given(kinds)) {
      all.addAll(kind.specs(all.size() + 1, name));
    }
    return all;
  }

  /** "500 agents of cpus:4;mem:4096 and 20 agents of gpus:1". */
  static String text(List<AgentKind> kinds) {
    return given(kinds).stream()
        .map(k -> k.agents + (k.agents == 1 ? " agent of " : " agents of ") + k.resources)
        .collect(Collectors.joining(" and "));
  }

  private static List<AgentKind> given(List<AgentKind> kinds) {
    return kinds.isEmpty() ? List.of(new AgentKind()) : kinds;
  }
}
