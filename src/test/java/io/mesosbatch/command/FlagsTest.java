package io.mesosbatch.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Each form of a flag, and each combination that is refused before a master is asked. */
class FlagsTest {
  private static final String VOLUME =
      """
      {"name":"v","task_id":{"value":"v"},"agent_id":{"value":""},"resources":[
       {"name":"disk","type":"SCALAR","scalar":{"value":64},"role":"test",
        "reservation":{"principal":"test"},
        "disk":{"persistence":{"id":"vol","principal":"test"},
                "volume":{"container_path":"volume","mode":"RW"}}}]}
      """;

  private static String normal(String... args) {
    CommandLine commandLine = Flags.commandLine(new BatchCommand());
    return String.join(" ", Flags.normalize(commandLine, args));
  }

  private record Said(int exitCode, String out, String err) {}

  private static Said say(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Flags.commandLine(new BatchCommand());
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = commandLine.execute(Flags.normalize(commandLine, args));
    return new Said(exitCode, out.toString(), err.toString());
  }

  private static String refused(String... args) {
    Said said = say(args);
    assertThat(said.exitCode()).as(said.err()).isEqualTo(2);
    assertThat(said.err()).startsWith("mesos-batch: ").doesNotContain("\tat ");
    return said.err();
  }

  @ParameterizedTest
  @CsvSource({
    "--checkpoint, true",
    "--checkpoint=true, true",
    "--checkpoint=TRUE, TRUE",
    "--checkpoint true, true",
    "--no-checkpoint, false",
    "--no_checkpoint, false",
    "--checkpoint=false, false",
    "--checkpoint false, false"
  })
  void booleans(String given, String value) {
    assertThat(normal(given.split(" "))).isEqualTo("--checkpoint=" + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--kill_after=2mins",
        "--kill-after=2mins",
        "--kill_after 2mins",
        "--kill-after 2mins"
      })
  void values(String given) {
    assertThat(normal(given.split(" "))).isEqualTo("--kill_after=2mins");
  }

  @ParameterizedTest
  @CsvSource({
    "-h, --help",
    "--h, --help",
    "help, --help",
    "help run, run --help",
    "run -h, run --help"
  })
  void waysToAskForHelp(String given, String normal) {
    assertThat(normal(given.split(" "))).isEqualTo(normal);
    assertThat(say(given.split(" ")).exitCode()).isZero();
  }

  @Test
  void eachLabelIsOneOfItsOwn() throws Exception {
    FrameworkFlags flags = new FrameworkFlags();
    new CommandLine(flags).parseArgs("--labels=team:maps,tier:1");
    Main camel = new Main();
    flags.configure(camel, "127.0.0.1:5050");
    assertThat(camel.getOverrideProperties().getProperty("camel.component.mesos.labels"))
        .isEqualTo("team:maps;tier:1");
  }

  @Test
  void theVersionIsTold() {
    assertThat(say("--version").out()).startsWith("mesos-batch ").contains(" on Java ");
  }

  @Test
  void whoGivesNothingIsToldHowToBegin() {
    assertThat(refused()).contains("--master=local --task_list=", "--help");
  }

  @Test
  void aValueIsNoCommandNorAFlag() {
    assertThat(normal("--framework-name", "run", "--no-partition-aware"))
        .isEqualTo("--framework_name=run --partition_aware=false");
    assertThat(normal("--task_list", "-", "--progress")).isEqualTo("--task_list=- --progress=true");
    assertThat(normal("--framework_name=no-help")).isEqualTo("--framework_name=no-help");
  }

  @Test
  void ofACommandToo() {
    assertThat(normal("reserve", "--dry-run", "--agent", "all"))
        .isEqualTo("reserve --dry_run=true --agent=all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--help=true", "--help true"})
  void help(String given) {
    Said said = say(given.split(" "));

    assertThat(said.exitCode()).isZero();
    assertThat(said.out())
        .contains(
            "--checkpoint",
            "--content_type",
            "--framework_capabilities",
            "--framework_name",
            "--help",
            "--kill_after",
            "--master",
            "--partition_aware",
            "--persistent_volume",
            "--persistent_volume_resource",
            "--principal",
            "--remove_persistent_volume",
            "--role",
            "--secret",
            "--task_list",
            "--max_attempts",
            "--failover_timeout",
            "--progress",
            "--output",
            "--labels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help=false", "--no-help", "--no_help"})
  void noHelp(String given) {
    assertThat(refused(given)).contains("--master is missing");
  }

  @Test
  void whatIsMissingOrUnknown() {
    assertThat(refused("--task_list={}")).contains("--master is missing");
    assertThat(refused("--master=", "--task_list={}")).contains("--master is missing");
    assertThat(refused("--master=h:1")).contains("--task_list is missing");
    assertThat(refused("--master=h:1", "--task_list=")).contains("--task_list is missing");
    assertThat(refused("--mastr=h:1")).contains("--mastr", "--master");
    assertThat(refused("--master=h:1", "--no-master")).contains("--no_master");
    assertThat(refused("--master=h:1", "--master=h:2")).contains("--master", "only once");
    assertThat(refused("--master=h:1", "--checkpoint=yes")).contains("--checkpoint", "yes");
    assertThat(refused("--master=h:1", "--content_type=xml")).contains("json", "protobuf");
    assertThat(refused("--master=h:1", "--kill_after=")).contains("--kill_after", "10secs");
    assertThat(refused("--master=h:x", "--task_list={}")).contains("--master", "h:x");
    assertThat(refused("--master=zk://h", "--task_list={}")).contains("--master", "/mesos");
  }

  @Test
  void unknownCapabilitiesWithTheListOfKnownOnes() {
    assertThat(refused("--master=local", "--task_list={}", "--framework_capabilities=FLYING"))
        .contains("FLYING", "SHARED_RESOURCES", "GPU_RESOURCES", "REVOCABLE_RESOURCES");
  }

  @Test
  void secrets() {
    assertThat(refused("--master=h:1", "--task_list={}", "--secret=sesame"))
        .contains("--secret needs --principal")
        .doesNotContain("sesame");
    assertThat(refused("--master=h:1", "--principal=p", "--secret=file:///no/such"))
        .contains("--secret: the file that it names cannot be read");
    assertThat(refused("--master=h:1", "--principal=a:b", "--secret=s")).contains("--principal");
  }

  @Test
  void volumesThatDoNotGoTogether() {
    String role = "--role=test";
    String who = "--principal=test";
    String make = "--persistent_volume";
    String what = "--persistent_volume_resource=" + VOLUME;
    String list = "--task_list={}";

    assertThat(refused("--master=h:1", list, role, who, make))
        .contains("--persistent_volume needs --persistent_volume_resource");
    assertThat(
            refused("--master=h:1", list, role, who, make, what, "--remove_persistent_volume=true"))
        .contains("--persistent_volume and --remove_persistent_volume exclude each other");
    for (String flag : new String[] {make, "--remove_persistent_volume"}) {
      assertThat(refused("--master=h:1", list, flag, what, role)).contains(flag + " needs --role");
      assertThat(refused("--master=h:1", list, flag, what, who)).contains(flag + " needs --role");
      assertThat(refused("--master=h:1", list, flag, what, who, "--role=*")).contains("needs");
    }
    assertThat(refused("--master=h:1", list, "--role=other", who, make, what))
        .contains("disk is reserved for test, and --role is other");
    assertThat(
            refused(
                "--master=h:1", "--task_list=-", role, who, make, "--persistent_volume_resource=-"))
        .contains("cannot both come from standard input");
  }

  @Test
  void volumesThatCannotBeRead() {
    assertThat(volume("/no/such")).contains("/no/such does not exist");
    assertThat(volume("{\"name\":")).contains("line 1").doesNotContain("REDACTED");
    assertThat(volume(VOLUME.replace("resources", "resourcs"))).contains("did you mean resources");
    assertThat(volume(VOLUME.replace("\"scalar\"", "\"skalar\""))).contains("did you mean scalar");
    assertThat(volume("disk(test):64")).contains("there is no volume to create");
  }

  private static String volume(String resource) {
    return refused(
        "--master=h:1",
        "--task_list={}",
        "--role=test",
        "--principal=test",
        "--persistent_volume",
        "--persistent_volume_resource",
        resource);
  }
}
