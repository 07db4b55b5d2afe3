package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.functional.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

/** How long a list would take, as a user asks for it. */
class SimulateCommandTest {
  @TempDir Path directory;

  private String tasks(int count, double cpus) throws Exception {
    String list =
        IntStream.range(0, count)
            .mapToObj(i -> TaskLists.task("t" + i, cpus, "true"))
            .collect(Collectors.joining(",", "{\"tasks\":[", "]}"));
    return Files.writeString(directory.resolve("list.json"), list).toString();
  }

  private Ended simulate(String... flags) throws Exception {
    String[] args = new String[flags.length + 1];
    args[0] = "simulate";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return Program.run(directory, args);
  }

  @Test
  void saysMakespanUseAndWaitingAndDrawsThem() throws Exception {
    Path plot = directory.resolve("plot.svg");
    String[] flags = {
      "--agents=500",
      "--resources=cpus:4;mem:4096",
      "--task_list=" + tasks(5_000, 1),
      "--duration=lognormal(60s,1.2)",
      "--plot=" + plot
    };
    Ended ended = simulate(flags);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("5000 tasks on 500 agents of cpus:4;mem:4096")
        .containsPattern("makespan +[0-9,]+\\.[0-9] s")
        .containsPattern("cpus +[0-9.]+% used on average")
        .containsPattern("mem +[0-9.]+% used on average")
        .contains("running      2000 at most")
        .containsPattern("waiting +[0-9.]+ s for half of the tasks, .* for 95%, .* for all");
    assertThat(simulate(flags).out()).as("the same seed").isEqualTo(ended.out());
    String[] other = flags.clone();
    other[4] = "--seed=2";
    assertThat(simulate(other).out()).isNotEqualTo(ended.out());

    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent())
        .isEqualTo("5,000 tasks of lognormal(60s,1.2) on 500 agents");
  }

  @Test
  void tasksOfOneLengthTakeAsManyRoundsAsTheyMust() throws Exception {
    Ended ended =
        simulate(
            "--agents=5",
            "--resources=cpus:4;mem:4096",
            "--task_list=" + tasks(60, 1),
            "--duration=100s");

    Matcher makespan = Pattern.compile("makespan +([0-9.]+) s").matcher(ended.out());
    assertThat(makespan.find()).isTrue();
    assertThat(Double.parseDouble(makespan.group(1))).isBetween(300.0, 320.0);
  }

  @Test
  void whatWouldNeverRunIsSaidWithTheReason() throws Exception {
    Ended ended = simulate("--agents=3", "--task_list=" + tasks(2, 64));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains(
            "ended        2 not at all",
            "Some tasks would never run:",
            "2 of cpus:64; mem:32: no agent has 64 cpus in all");
  }

  private String constrained(int count, String attribute, String operator) throws Exception {
    String list =
        """
        {"tasks": [{"name": "t", "task_id": {"value": "t"}, "array": {"count": %d},
          "constraints": [{"attribute": "%s", %s}],
          "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 1}}],
          "command": {"value": "true"}}]}
        """;
    String text = list.formatted(count, attribute, operator);
    return Files.writeString(directory.resolve("list.json"), text).toString();
  }

  @Test
  void agentsHaveRacksAndFaultDomainsAndHostnamesInTurn() throws Exception {
    String perRack = "\"operator\": \"MAX_PER\", \"value\": \"3\"";
    String flag = "--attributes=rack:r{1..20};@region:eu;@zone:eu-{1..2}";
    String list = "--task_list=" + constrained(200, "rack", perRack);

    assertThat(simulate("--agents=100", flag, list).out()).contains("running      60 at most");
    list = "--task_list=" + constrained(200, "@zone", perRack);
    assertThat(simulate("--agents=100", flag, list).out()).contains("running      6 at most");
    list = "--task_list=" + constrained(200, "hostname", perRack);
    assertThat(simulate("--agents=20", list).out()).contains("running      60 at most");
    assertThat(simulate("--agents=20", "--hostname=node-{1..10}", list).out())
        .contains("running      30 at most");
  }

  @Test
  void howTheTasksEndIsSaidIfNotAllFinish() throws Exception {
    String list =
        """
        {"deadline": "50secs", "max_running": 1, "tasks": [%s, %s, %s, %s]}
        """;
    String after = ", \"after\": [\"a\"]}";
    String[] tasks = new String[4];
    for (int i = 0; i < 4; i++) {
      tasks[i] = TaskLists.task("abcd".substring(i, i + 1), "true");
    }
    tasks[1] = tasks[1].replaceFirst("}$", after);
    Path file = directory.resolve("list.json");
    Files.writeString(file, list.formatted((Object[]) tasks));

    Ended ended = simulate("--task_list=" + file, "--duration=20s");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .containsPattern("\nended +2 finished, 2 failed \\(the job's deadline has passed\\)\n");

    ended = simulate("--task_list=" + file, "--duration=5s", "--failures=1");
    assertThat(ended.out()).containsPattern("\nended +3 failed, 1 skipped\n");
    ended = simulate("--task_list=" + file, "--duration=5s");
    assertThat(ended.out()).doesNotContain("ended");
  }

  @Test
  void thereMayBeSeveralKindsOfAgents() throws Exception {
    String list = constrained(40, "gpu", "\"operator\": \"IS\", \"value\": \"v100\"");
    Ended ended =
        simulate(
            "--task_list=" + list,
            "--agents=10",
            "--resources=cpus:8;mem:4096",
            "--duration=100s",
            "--agents=2",
            "--resources=cpus:4;mem:1024",
            "--attributes=gpu:v100",
            "--plot=" + directory.resolve("plot.svg"));

    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isZero();
    assertThat(ended.out())
        .contains(
            "40 tasks on 10 agents of cpus:8;mem:4096 and 2 agents of cpus:4;mem:1024",
            "running      8 at most");
    assertThat(directory.resolve("plot.svg")).content().contains("40 tasks of 100s on 12 agents");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--agents=0 | --agents: 0 agents cannot run anything",
        "--attributes=rack:r{3..1} | --attributes: {3..1}: the first number is the smaller one",
        "--attributes=rack | Attribute 'rack' is not of the form name:value",
        "--attributes=@zone:eu-1 | a fault domain has both @region:NAME and @zone:NAME",
        "--attributes=@rack:r1 | with an @ there are only @region:NAME and @zone:NAME",
        "--hostname=a{2..1} | --hostname: {2..1}: the first number is the smaller one",
        "--duration=lognormal(60s) | --duration: \"lognormal(60s)\": lognormal has two values",
        "--failures=2 | --failures: must be from 0 to 1",
        "--resources=xx | Cannot read the resource 'xx'",
        "--seed=x | Invalid value for option '--seed'",
        "--plot=/no/such/folder/plot.svg | --plot: /no/such/folder/plot.svg cannot be written"
      })
  void wrongFlagsAreRefused(String flag, String message) throws Exception {
    Ended ended = simulate("--task_list=" + tasks(1, 1), flag);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(message);
  }

  @Test
  void aListThatIsNotThereIsRefused() throws Exception {
    Ended ended = simulate("--task_list=/no/such/list.json");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("/no/such/list.json");
  }
}
