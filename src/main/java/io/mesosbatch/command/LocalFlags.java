package io.mesosbatch.command;

import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What the embedded Mesos is made of. */
final class LocalFlags {
  @Option(
      names = "--agents",
      paramLabel = "N",
      description = "Agents of the embedded Mesos. Default: 1.")
  int agents = 1;

  @Option(
      names = "--resources",
      paramLabel = "RESOURCES",
      description = "What each of them has (mem and disk in MB). Default: ${DEFAULT-VALUE}.")
  String resources = AgentSpec.DEFAULT_RESOURCES;

  @Option(
      names = "--attributes",
      paramLabel = "ATTRIBUTES",
      description =
          "The attributes of each, for example 'rack:r1;type:public'; with a | between several"
              + " ('rack:r1|rack:r2') the agents have them in turn.")
  String attributes = "";

  @Option(
      names = "--work_dir",
      paramLabel = "DIRECTORY",
      description =
          "Where the sandboxes are. Default: mesos-batch-USER in the temporary directory.")
  Path workDirectory;

  LocalConfig config(int port) throws Failures.BadInput {
    if (agents < 1) {
      throw new Failures.BadInput("--agents: " + agents + " agents cannot run anything");
    }
    String[] turns = attributes.split("\\|", -1);
    List<AgentSpec> specs = new ArrayList<>(agents);
    for (int i = 0; i < agents; i++) {
      specs.add(AgentSpec.of(resources, turns[i % turns.length]));
    }
    return LocalConfig.defaults()
        .withPort(port)
        .withAgents(specs)
        .withWorkDirectory(workDirectory == null ? defaultDirectory() : workDirectory);
  }

  private static Path defaultDirectory() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "mesos-batch-" + System.getProperty("user.name"));
  }
}
