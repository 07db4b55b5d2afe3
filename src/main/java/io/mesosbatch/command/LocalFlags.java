package io.mesosbatch.command;

import io.mesosbatch.local.LocalConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What the embedded Mesos is made of. */
final class LocalFlags {
  /** Links to sandboxes do not need it: offers have the address of the agent. */
  private static final String HOSTNAME = "127.0.0.1";

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  List<AgentKind> kinds = new ArrayList<>();

  @Option(
      names = "--work_dir",
      paramLabel = "DIRECTORY",
      description =
          "Where the sandboxes are. Default: mesos-batch-USER in the temporary directory.")
  Path workDirectory;

  LocalConfig config(int port) throws Failures.BadInput {
    return LocalConfig.defaults()
        .withPort(port)
        .withAgents(AgentKind.all(kinds, HOSTNAME))
        .withWorkDirectory(workDirectory == null ? defaultDirectory() : workDirectory);
  }

  private static Path defaultDirectory() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "mesos-batch-" + System.getProperty("user.name"));
  }
}
