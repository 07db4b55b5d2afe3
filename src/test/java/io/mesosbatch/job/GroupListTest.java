package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mesosbatch.resources.Resources;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a list may say of groups, and what not. */
class GroupListTest {
  private static String task(String id, String fields) {
    return """
    {"name":"n","task_id":{"value":"%s"},"command":{"value":"true"},"group":"g",
     "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":1}}]%s}
    """
        .formatted(id, fields.isEmpty() ? "" : "," + fields.replace('\'', '"'));
  }

  private static String list(String header, String... tasks) {
    return "{" + header.replace('\'', '"') + "\"tasks\":[" + String.join(",", tasks) + "]}";
  }

  private static List<TaskSpec> read(String json, Optional<ClusterFit> cluster) throws Exception {
    List<TaskSpec> tasks = new ArrayList<>();
    TaskListReader.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        cluster,
        new TaskListSink() {
          @Override
          public void task(TaskSpec task) {
            tasks.add(task);
          }

          @Override
          public void header(io.mesosbatch.v1.Job header) {}
        });
    return tasks;
  }

  private static List<String> problems(String json, ClusterFit cluster) {
    InvalidTaskListException refusal =
        catchThrowableOfType(
            InvalidTaskListException.class, () -> read(json, Optional.ofNullable(cluster)));
    assertThat(refusal).as("refusal").isNotNull();
    return refusal.problems().stream()
        .map(p -> (p.task() < 0 ? "" : "task " + p.task() + " ") + p.path() + ": " + p.message())
        .toList();
  }

  @Test
  void aTaskNamesItsGroup() throws Exception {
    String json =
        list(
            "'groups':[{'name':'g','executor_resources':["
                + "{'name':'cpus','type':'SCALAR','scalar':{'value':0.5}},"
                + "{'name':'mem','type':'SCALAR','scalar':{'value':64}},"
                + "{'name':'disk','type':'SCALAR','scalar':{'value':1}}]}],",
            task("a", ""),
            task("b", ""));
    assertThat(read(json, Optional.empty()))
        .extracting(t -> t.policy().getGroup())
        .containsExactly("g", "g");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'retry':{'max_attempts':2}|retry: is not possible: a group is tried again as a whole; see groups[].retry
          'container':{'type':'DOCKER','docker':{'image':'i'}}|container.type: DOCKER is not possible in a group; use MESOS, with an image if there must be one
          'limits':{'cpus':{'value':2}}|limits: are not possible in a group unless container.linux_info.share_cgroups is false
          'group':''|group: is empty
          'group':'a/b'|group: 'a/b' contains invalid characters
          """)
  void whatATaskOfAGroupCannotBe(String fields, String problem) {
    assertThat(problems(list("", task("a", ""), task("b", fields)), null))
        .containsExactly("task 1 " + problem);
  }

  @Test
  void theExecutorIsThatOfTheGroup() {
    String own =
        task(
                "a",
                "'executor':{'type':'CUSTOM','executor_id':{'value':'e'},"
                    + "'command':{'value':'true'}}")
            .replace("\"command\":{\"value\":\"true\"},\"group\"", "\"group\"");
    assertThat(problems(list("", own), null))
        .containsExactly(
            "task 0 executor: is not possible: the tasks of a group run under its default"
                + " executor");
  }

  @Test
  void theyRunOnOneAgent() {
    assertThat(
            problems(
                list(
                    "",
                    task("a", "'agent_id':{'value':'S1'}"),
                    task("b", ""),
                    task("c", "'agent_id':{'value':'S2'}")),
                null))
        .containsExactly(
            "task 2 agent_id: is S2, but a task of the same group has S1; a group runs on one"
                + " agent");
  }

  @Test
  void arraysWithTheSameIndicesMakeAGroupOfEach() throws Exception {
    String array = "'array':{'count':3}";
    assertThat(read(list("", task("a", array), task("b", array)), Optional.empty()))
        .extracting(TaskSpec::count)
        .containsExactly(3, 3);
    String other =
        "array: has other indices than the first task of its group; all tasks of a group must be"
            + " arrays with the same indices, or none of them";
    assertThat(
            problems(
                list("", task("a", array), task("b", "'array':{'count':4}"), task("c", "")), null))
        .containsExactly("task 1 " + other, "task 2 " + other);
    assertThat(problems(list("", task("a", array + ",'group':'g@{index}'")), null))
        .containsExactly(
            "task 0 group: has a placeholder; write one name without: each index makes a group of"
                + " its own");
  }

  @Test
  void eachIndexOfAnArrayOfGroupsIsLookedAt() throws Exception {
    String rows = "'array':{'parameters':{'columns':['agent'],'rows':[['S1'],['S2']]}}";
    String pinned = ",'agent_id':{'value':'@{agent}'}";
    String same = list("", task("a", rows + pinned), task("b", rows + pinned));
    assertThat(read(same, Optional.empty())).hasSize(2);
    assertThat(
            problems(
                list(
                    "",
                    task("a", rows + pinned),
                    task("b", "'array':{'count':2},'agent_id':{'value':'S1'}")),
                null))
        .containsExactly(
            "task 1 agent_id: is S1, but a task of the same group has S2; a group runs on one"
                + " agent");
    ClusterFit cluster =
        new ClusterFit(
            Map.of(
                "S1", Resources.parse("cpus:4;mem:1000;disk:1000"),
                "S2", Resources.parse("cpus:2;mem:1000;disk:1000")));
    assertThat(problems(same, cluster))
        .containsExactly(
            "task 0 group: \"g\" runs on one agent, all its tasks and its executor together: agent"
                + " S2 has cpus:2; mem:1000; disk:1000 in all, not cpus:2.1; mem:32; disk:10");
  }

  @Test
  void noPortTwice() {
    String port =
        "'resources':[{'name':'ports','type':'RANGES',"
            + "'ranges':{'range':[{'begin':31000,'end':31001}]}}]";
    String a = task("a", "").replaceAll("\"resources\":\\[.*\\]", port.replace('\'', '"'));
    assertThat(problems(list("", a, a.replace("\"a\"", "\"b\"")), null))
        .containsExactly(
            "task 1 resources: claim ports or items that another task of the group claims too");
  }

  @Test
  void theyMustFitOnOneAgentTogether() {
    ClusterFit cluster =
        new ClusterFit(
            Map.of(
                "S1", Resources.parse("cpus:2;mem:1000;disk:1000"),
                "S2", Resources.parse("cpus:2;mem:1000;disk:1000")));
    assertThat(problems(list("", task("a", ""), task("b", "")), cluster))
        .containsExactly(
            "task 0 group: \"g\" runs on one agent, all its tasks and its executor together:"
                + " no agent has 2.1 cpus in all (the largest has 2)");
  }

  @Test
  void whatTheListSaysOfItsGroups() {
    assertThat(
            problems(
                list(
                    "'max_running':1,'groups':[{'name':'h'},{'retry':{'jitter':2}},{},"
                        + "{'name':'g','executor_resources':["
                        + "{'name':'cpus','type':'SCALAR','scalar':{'value':1}}],"
                        + "'container':{'type':'DOCKER','docker':{'image':'i'}}}],",
                    task("a", ""),
                    task("b", "")),
                null))
        .containsExactly(
            "groups[0].name: no task has the group \"h\"",
            "groups[1].retry.jitter: must be from 0 to 1, not 2.0",
            "groups[2].name: is missing twice; one entry may stand for all groups that are not"
                + " named",
            "groups[3].container.type: DOCKER is not possible for the executor of a group",
            "groups[3].executor_resources: Mesos wants at least cpus 0.01, mem 32 and some disk,"
                + " not cpus:1",
            "task 0 group: \"g\" has 2 tasks, which start together, but max_running is 1");
  }

  @Test
  void aGroupThatWaitsForItself() {
    String alone = task("x", "'after':[{'task':'a'}]").replace("\"group\":\"g\",", "");
    assertThat(problems(list("", task("a", ""), task("b", "'after':[{'task':'x'}]"), alone), null))
        .containsExactly(
            "task 1 after: it waits for itself, or for a task that does",
            "task 2 after: it waits for itself, or for a task that does");
    assertThat(problems(list("", task("a", ""), task("b", "'after':[{'task':'a'}]")), null))
        .containsExactly("task 1 after: it waits for itself, or for a task that does");
  }
}
