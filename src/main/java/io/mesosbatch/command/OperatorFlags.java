package io.mesosbatch.command;

import io.mesosbatch.client.Credential;
import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.operator.AgentView;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which master an operator's command talks to, and as whom. */
final class OperatorFlags {
  @Option(
      names = "--master",
      paramLabel = "ADDRESS",
      required = true,
      description =
          "HOST:PORT or http(s)://HOST:PORT of the master, several with commas between; or"
              + " zk://HOST:PORT/PATH.")
  String master;

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      description = "Who you are to the master; stands in new reservations and volumes.")
  String principal;

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description = "The principal's secret, or file:///PATH of a file that holds it.")
  String secret;

  Optional<String> principal() {
    return Optional.ofNullable(principal);
  }

  OperatorClient client() throws Failures.BadInput {
    if (master.equals("local")) {
      throw new Failures.BadInput(
          "--master=local is the Mesos of one batch and ends with it; start one that stays with"
              + " mesos-batch local, and give its address");
    }
    if (secret != null && principal == null) {
      throw new Failures.BadInput("--secret wants --principal beside it");
    }
    try {
      Optional<Credential> credential =
          secret == null
              ? Optional.empty()
              : Optional.of(new Credential(principal, FrameworkFlags.plain(secret)));
      return new OperatorClient(master, credential);
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput(e.getMessage());
    }
  }

  List<AgentView> agents() throws Failures.BadInput, MesosException {
    return AgentView.of(client().agents());
  }
}
