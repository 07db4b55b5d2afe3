package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.client.Credential;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.command.BatchCommand;
import io.mesosbatch.command.Flags;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.operator.AgentView;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The operator's commands against an embedded Mesos that wants to know who asks. */
class OperatorCommandsTest {
  private static final String PLAN =
      """
      {"tenants": [
        {"name": "tenant1", "agents": 2, "reservations": [
          {"role": "tenant1/private", "resources": "cpus:2;mem:512"},
          {"role": "tenant1/public", "resources": "cpus:1;ports:[31000-31004]"}]},
        {"name": "tenant2", "reservations": [
          {"role": "tenant2/private", "resources": "cpus:3"}]}]}
      """;

  @TempDir Path directory;
  private LocalMesos mesos;
  private String secret;

  private record Said(int exitCode, String out, String err) {}

  @BeforeEach
  void startMesos() throws Exception {
    AgentSpec agent = AgentSpec.of("cpus:4;mem:1024;disk:1000;ports:[31000-31010]", "rack:r1");
    mesos =
        LocalMesos.start(
            LocalConfig.defaults()
                .withAgents(Collections.nCopies(3, agent))
                .withWorkDirectory(directory.resolve("work"))
                .withCredentials(Map.of("op", "sesame", "guest", "guest")));
    secret = "file://" + Files.writeString(directory.resolve("secret"), "sesame\n");
  }

  @AfterEach
  void stopMesos() {
    mesos.close();
  }

  private Said run(String command, String... args) {
    List<String> all = new ArrayList<>(List.of(command, "--master=" + mesos.uri()));
    all.addAll(List.of("--principal=op", "--secret=" + secret));
    all.addAll(List.of(args));
    return runExactly(all.toArray(String[]::new));
  }

  private static Said runExactly(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Flags.commandLine(new BatchCommand());
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = commandLine.execute(Flags.normalize(commandLine, args));
    return new Said(exitCode, out.toString(), err.toString());
  }

  private Said succeed(String command, String... args) {
    Said said = run(command, args);
    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.err()).isEmpty();
    return said;
  }

  private Said fail(int exitCode, String command, String... args) {
    Said said = run(command, args);
    assertThat(said.exitCode()).as("%s%s", said.out(), said.err()).isEqualTo(exitCode);
    assertThat(said.err()).startsWith("mesos-batch: ").doesNotContain("sesame", "\tat ");
    return said;
  }

  private List<AgentView> agents() throws Exception {
    Optional<Credential> credential = Optional.of(new Credential("op", "sesame"));
    return AgentView.of(new OperatorClient(mesos.uri().toString(), credential).agents());
  }

  private String first() throws Exception {
    return agents().get(0).id().getValue();
  }

  private long reserved(String role, String scalar) throws Exception {
    long sum = 0;
    for (AgentView agent : agents()) {
      sum += agent.total().reserved(role).scalarMillis(scalar);
    }
    return sum;
  }

  @Test
  void reservesAndUnreservesOnOneAgent() throws Exception {
    String agent = "--agent=" + first();

    assertThat(succeed("reserve", agent, "--role=web", "--resources=cpus:1.5;mem:256").out())
        .isEqualTo(agents().get(0) + ": reserved cpus:1.5; mem:256 for web\n");
    assertThat(reserved("web", "cpus")).isEqualTo(1_500);
    assertThat(succeed("unreserve", agent, "--resources=cpus(web):0.5").out())
        .contains("unreserved cpus:0.5 of web");
    assertThat(succeed("unreserve", "--agent=all", "--role=web").out())
        .contains("unreserved cpus:1; mem:256 of web");
    assertThat(reserved("web", "cpus")).isZero();
    assertThat(succeed("unreserve", "--agent=all", "--role=web").out()).contains("Nothing to do");
  }

  @Test
  void dryRunOnlySaysIt() throws Exception {
    assertThat(
            succeed("reserve", "--agent=all", "--role=web", "--resources=cpus:1", "--dry_run")
                .out()
                .lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("would be done: "));
    assertThat(reserved("web", "cpus")).isZero();
  }

  @Test
  void takesBothFormsOfReservations() throws Exception {
    String old =
        """
        {"name": "cpus", "type": "SCALAR", "scalar": {"value": 1}, "role": "web",
         "reservation": {"principal": "op"}}
        """;
    String stack =
        """
        [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 1}, "reservations": [
          {"type": "DYNAMIC", "role": "web", "principal": "op"},
          {"type": "DYNAMIC", "role": "web/shop", "principal": "op"}]}]
        """;
    Path file = Files.writeString(directory.resolve("resources.json"), stack);

    succeed("reserve", "--agent=" + first(), "--resources=" + old);
    succeed("reserve", "--agent=" + first(), "--resources=" + file);
    assertThat(reserved("web/shop", "cpus")).isEqualTo(1_000);
    succeed("unreserve", "--agent=" + first(), "--resources=" + file);
    succeed("unreserve", "--agent=" + first(), "--resources=" + old);
    assertThat(reserved("web", "cpus")).isZero();
  }

  @Test
  void refinesAReservation() throws Exception {
    succeed("reserve", "--agent=all", "--role=web", "--resources=cpus:2");
    succeed("reserve", "--agent=all", "--role=web/a", "--from=web", "--resources=cpus:0.5");

    assertThat(reserved("web", "cpus")).isEqualTo(4_500);
    assertThat(reserved("web/a", "cpus")).isEqualTo(1_500);
    assertThat(fail(1, "reserve", "--agent=all", "--role=x", "--from=web", "--resources=cpus:1"))
        .satisfies(said -> assertThat(said.err()).contains("x", "web"));
    succeed("unreserve", "--agent=all", "--role=web/a");
    assertThat(reserved("web", "cpus")).isEqualTo(6_000);
  }

  @Test
  void createsAndDestroysVolumes() throws Exception {
    String agent = "--agent=" + first();
    succeed("reserve", agent, "--role=web", "--resources=disk:200");

    assertThat(
            succeed(
                    "create-volume",
                    agent,
                    "--role=web",
                    "--id=logs",
                    "--size=64",
                    "--container_path=data",
                    "--shared")
                .out())
        .contains("created volume disk[logs:data]<SHARED>:64 of web");
    assertThat(agents().get(0).total().persistentVolumes().scalarMillis("disk")).isEqualTo(64_000);
    assertThat(fail(1, "create-volume", agent, "--role=web", "--id=logs", "--size=1").err())
        .contains("has a volume logs of web already");
    assertThat(fail(1, "create-volume", agent, "--role=web", "--id=big", "--size=500").err())
        .contains("no 500 MB of disk reserved to web");
    assertThat(succeed("unreserve", agent, "--role=web").out()).contains("disk:136");
    assertThat(succeed("destroy-volume", "--agent=all", "--id=logs").out())
        .contains("destroyed volume disk[logs:data]");
    assertThat(succeed("destroy-volume", "--agent=all", "--id=logs").out()).contains("Nothing");
    succeed("unreserve", agent, "--role=web");
    assertThat(agents().get(0).total().reserved().isEmpty()).isTrue();
  }

  @Test
  void showsReservationsAsTableAndAsJson() throws Exception {
    succeed("reserve", "--agent=" + first(), "--role=web", "--resources=cpus:1.5");

    assertThat(succeed("reservations").out())
        .matches(
            """
            AGENT +ROLE +RESERVED +FREE
            127.0.0.1:\\d+ +\\* +cpus:2.5; mem:1024; disk:1000; ports:\\[31000-31010\\]
             +web +cpus:1.5 +cpus:1.5
            127.0.0.1:\\d+ +\\* +cpus:4; .*
            127.0.0.1:\\d+ +\\* +cpus:4; .*
            """);
    assertThat(succeed("reservations", "--output=json").out())
        .contains("\"agent_id\" : \"" + first() + "\"", "\"role\" : \"web\"", "\"principal\"");
  }

  @Test
  void laysAWholeClusterOutOnceAndUndoesIt() throws Exception {
    Path plan = Files.writeString(directory.resolve("plan.json"), PLAN);

    assertThat(succeed("reserve", "--plan=" + plan, "--dry_run").out())
        .contains("would be done: ", "Would change 5 reservations on 3 agents");
    assertThat(reserved("tenant1/private", "cpus")).isZero();
    assertThat(succeed("reserve", "--plan=" + plan).out())
        .contains("reserved cpus:2; mem:512 for tenant1/private")
        .endsWith("Changed 5 reservations on 3 agents\n");
    assertThat(reserved("tenant1/private", "cpus")).isEqualTo(4_000);
    assertThat(reserved("tenant2/private", "cpus")).isEqualTo(3_000);
    assertThat(succeed("reserve", "--plan=" + plan).out())
        .isEqualTo("Nothing to do: all that the plan reserves stands already\n");
    assertThat(succeed("unreserve", "--plan=" + plan).out())
        .endsWith("Changed 5 reservations on 3 agents\n");
    assertThat(agents()).allMatch(agent -> agent.total().reserved().isEmpty());
    assertThat(succeed("unreserve", "--plan=" + plan).out()).startsWith("Nothing to do");
  }

  @Test
  void aPlanThatDoesNotFitChangesNothing() throws Exception {
    String large = PLAN.replace("cpus:3", "cpus:5");

    assertThat(fail(1, "reserve", "--plan=" + large).err())
        .contains("too little for tenant2/private", "cpus:1 is missing of cpus:5");
    assertThat(agents()).allMatch(agent -> agent.total().reserved().isEmpty());
    assertThat(fail(2, "reserve", "--plan={\"tenants\": [{\"agents\": \"x\"}]}").err())
        .contains("--plan: ", "tenants[0].agents");
    assertThat(fail(2, "reserve", "--plan=" + PLAN, "--role=x").err()).contains("leave --agent");
  }

  @Test
  void theMasterRefuses() throws Exception {
    String exact =
        """
        {"name": "cpus", "type": "SCALAR", "scalar": {"value": 3}, "role": "web",
         "reservation": {"principal": "op"}}
        """;

    assertThat(fail(1, "unreserve", "--agent=" + first(), "--resources=" + exact).err())
        .contains("unreserve cpus:3 of web", "refuses (HTTP 409)", "nothing was done");
    succeed("reserve", "--agent=" + agents().get(1).id().getValue(), "--resources=" + exact);
    Said half = fail(1, "reserve", "--agent=all", "--resources=" + exact);
    assertThat(half.out()).contains(first() + "): reserved cpus:3 for web");
    assertThat(half.err())
        .contains(agents().get(1) + ": reserve cpus:3 for web", "refuses (HTTP 409)")
        .contains("what stands above is done");
    assertThat(reserved("web", "cpus")).isEqualTo(6_000);
  }

  @Test
  void theMasterRefusesReservationsInTheNameOfOthers() {
    String foreign =
        """
        {"name": "cpus", "type": "SCALAR", "scalar": {"value": 1}, "role": "web",
         "reservation": {"principal": "somebody"}}
        """;

    assertThat(fail(1, "reserve", "--agent=all", "--resources=" + foreign).err())
        .contains("refuses (HTTP 400)", "'somebody'", "nothing was done");
  }

  @Test
  void notEnoughIsSaidBeforeAnythingIsDone() throws Exception {
    succeed(
        "reserve", "--agent=" + agents().get(2).id().getValue(), "--role=a", "--resources=cpus:3");

    assertThat(fail(1, "reserve", "--agent=all", "--role=web", "--resources=cpus:2").err())
        .contains("has too little for web: cpus:1 is missing of cpus:2");
    assertThat(reserved("web", "cpus")).isZero();
  }

  @Test
  void whoAsksMustBeKnown() {
    String master = "--master=" + mesos.uri();

    Said nobody = runExactly("reservations", master);
    assertThat(nobody.exitCode()).isEqualTo(3);
    assertThat(nobody.err()).contains("wants a principal and a secret");
    Said wrong = runExactly("reservations", master, "--principal=op", "--secret=open");
    assertThat(wrong.exitCode()).isEqualTo(3);
    assertThat(wrong.err()).contains("or these are wrong").doesNotContain("open,");
    Said half = runExactly("reservations", master, "--secret=open");
    assertThat(half.exitCode()).isEqualTo(2);
    assertThat(half.err()).contains("--secret wants --principal");
  }

  @Test
  void badInputIsRefused() {
    assertThat(fail(2, "reserve", "--role=web", "--resources=cpus:1").err())
        .contains("--agent is missing: there are 127.0.0.1:");
    assertThat(fail(2, "reserve", "--agent=nobody", "--role=web", "--resources=cpus:1").err())
        .contains("there is no agent nobody");
    assertThat(fail(2, "reserve", "--agent=127.0.0.1", "--role=w", "--resources=cpus:1").err())
        .contains("more than one agent 127.0.0.1");
    assertThat(fail(2, "reserve", "--agent=all", "--resources=cpus:1").err())
        .contains("--role is missing");
    assertThat(fail(2, "reserve", "--agent=all", "--role=a", "--resources=cpus(b):1").err())
        .contains("--role says a, but --resources says b");
    assertThat(fail(2, "reserve", "--agent=all", "--role=a", "--resources=cpus:x").err())
        .contains("--resources: Cannot read");
    assertThat(fail(2, "create-volume", "--agent=all", "--id=x").err()).contains("--size");
    assertThat(fail(2, "unreserve", "--agent=all").err()).contains("--role, --resources or");
    Said local = runExactly("reservations", "--master=local");
    assertThat(local.exitCode()).isEqualTo(2);
    assertThat(local.err()).contains("mesos-batch local");
    Said none = runExactly("reservations");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("--master");
    Said address = runExactly("reservations", "--master=ftp://x");
    assertThat(address.exitCode()).isEqualTo(2);
    Said dead = runExactly("reservations", "--master=127.0.0.1:1");
    assertThat(dead.exitCode()).isEqualTo(3);
    assertThat(dead.err()).contains("no master answers at 127.0.0.1:1");
  }
}
