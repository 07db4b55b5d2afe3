package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadTaskListTest {
  private static InvalidTaskListException refused(byte[] bytes) {
    InvalidTaskListException refusal =
        catchThrowableOfType(InvalidTaskListException.class, () -> ReadList.of(bytes));
    assertThat(refusal).as("refusal").isNotNull();
    return refusal;
  }

  private static InvalidTaskListException refused(String json) {
    return refused(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The only problem of a list whose second task (of three) is this. */
  private static TaskListProblem problem(String task) {
    InvalidTaskListException refusal =
        refused("[" + ReadList.task("a", "") + ",\n" + task + "," + ReadList.task("z", "") + "]");
    assertThat(refusal.problems()).as(refusal.getMessage()).hasSize(1);
    return refusal.problems().get(0);
  }

  /** A task with exactly these fields beside its name and id. */
  private static String bare(String fields) {
    return "{\"name\":\"n\",\"task_id\":{\"value\":\"b\"}," + fields + "}";
  }

  private static String resource(String fields) {
    return bare("\"command\":{\"value\":\"true\"},\"resources\":[{" + fields + "}]");
  }

  private static String command(String fields) {
    return bare(
        "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}],"
            + "\"command\":{"
            + fields
            + "}");
  }

  private static String more(String fields) {
    return ReadList.task("b", fields);
  }

  static Stream<Arguments> badTasks() {
    return Stream.of(
        // the schema
        arguments(more("\"comand\":{}"), "comand", "did you mean command?"),
        arguments(more("\"resourses\":[]"), "resourses", "did you mean resources?"),
        arguments(more("\"foo\":1"), "foo", "is not a known field"),
        arguments(more("\".\":1"), ".", "is not a known field"),
        arguments(more("\"cmd\":{}"), "cmd", "did you mean command?"),
        arguments(more("\"kil_aftr\":1"), "kil_aftr", "did you mean kill_after?"),
        arguments(more("\"retry\":{\"maxAttmpts\":1}"), "retry.maxAttmpts", "mean max_attempts?"),
        arguments(
            command("\"value\":\"e\",\"env\":{}"), "command.env", "did you mean environment?"),
        arguments(command("\"value\":\"true\",\"shel\":true"), "command.shel", "mean shell?"),
        arguments(command("\"value\":7"), "command.value", "a string is wanted, not 7"),
        arguments(more("\"labels\":[]"), "labels", "an object is wanted"),
        arguments(more("\"data\":\"#\""), "data", "base64 is wanted"),
        arguments(
            resource("\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":\"x\"}"),
            "resources[0].scalar.value",
            "a number is wanted"),
        arguments(
            resource("\"name\":\"cpus\",\"type\":\"SCALER\",\"scalar\":{\"value\":1}"),
            "resources[0].type",
            "is none of SCALAR"),
        arguments(more("\"name\":\"m\""), "name", "stands here twice"),
        // ids
        arguments(ReadList.task("a", ""), "task_id.value", "task 0 has the same id"),
        arguments(ReadList.task("x/y", ""), "task_id.value", "'x/y' contains invalid characters"),
        arguments(ReadList.task("x\\ny", ""), "task_id.value", "contains invalid characters"),
        arguments(ReadList.task("..", ""), "task_id.value", "'..' is disallowed"),
        arguments(ReadList.task("", ""), "task_id.value", "ID must not be empty"),
        arguments(ReadList.task("x".repeat(256), ""), "task_id.value", "is 256 bytes long; use 1"),
        arguments(more("\"agent_id\":{\"value\":\"a/b\"}"), "agent_id.value", "invalid characters"),
        // what to run
        arguments(
            bare(
                "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}]"),
            "command",
            "is missing; a task needs a command"),
        arguments(
            more("\"executor\":{\"executor_id\":{\"value\":\"e\"},\"command\":{\"value\":\"e\"}}"),
            "command",
            "stands beside executor"),
        arguments(command(""), "command.value", "there is no command to run"),
        arguments(command("\"shell\":false"), "command.value", "there is no executable"),
        arguments(
            command("\"value\":\"e\",\"environment\":{\"variables\":[{\"name\":\"A\"}]}"),
            "command.environment.variables[0].value",
            "is missing"),
        arguments(
            command(
                "\"value\":\"e\",\"environment\":{\"variables\":[{\"name\":\"A=\",\"value\":\"\"}]}"),
            "command.environment.variables[0].name",
            "without '='"),
        arguments(
            command(
                "\"value\":\"e\",\"environment\":{\"variables\":[{\"name\":\"A\",\"type\":\"SECRET\"}]}"),
            "command.environment.variables[0].secret",
            "is missing"),
        arguments(
            command("\"value\":\"e\",\"uris\":[{\"value\":\"\"}]"),
            "command.uris[0].value",
            "is empty"),
        // resources
        arguments(bare("\"command\":{\"value\":\"true\"}"), "resources", "are missing"),
        arguments(
            resource("\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":-1}"),
            "resources[0].scalar.value",
            "-1.0 cpus cannot be given; ask for more than 0"),
        arguments(
            resource("\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0}"),
            "resources[0].scalar.value",
            "0.0 mem cannot be given"),
        arguments(
            resource("\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":\"NaN\"}"),
            "resources[0].scalar.value",
            "NaN mem cannot be given"),
        arguments(
            resource("\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1e-5}"),
            "resources[0]",
            "less than 0.001"),
        arguments(
            resource("\"name\":\"mem\",\"type\":\"TEXT\""), "resources[0]", "Unsupported resource"),
        arguments(
            resource("\"name\":\"mem\",\"type\":\"SCALAR\""),
            "resources[0]",
            "needs the field 'scalar'"),
        arguments(
            resource("\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{}"),
            "resources[0]",
            "asks for no ports"),
        arguments(
            resource(
                "\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":9,\"end\":8}]}"),
            "resources[0]",
            "9 is greater than 8"),
        arguments(
            resource("\"name\":\"gpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.5}"),
            "resources",
            "whole number"),
        arguments(
            more("\"limits\":{\"cpus\":{\"value\":0.5}}"),
            "limits.cpus",
            "0.5 is less than the 1.0"),
        arguments(more("\"limits\":{\"disk\":{\"value\":5}}"), "limits.disk", "only cpus and mem"),
        // checks, containers, times
        arguments(more("\"health_check\":{}"), "health_check.type", "must be COMMAND, HTTP or TCP"),
        arguments(more("\"health_check\":{\"type\":\"HTTP\"}"), "health_check.http", "is missing"),
        arguments(
            more("\"health_check\":{\"type\":\"TCP\",\"tcp\":{\"port\":70000}}"),
            "health_check.tcp.port",
            "70000 is no port"),
        arguments(
            more("\"health_check\":{\"type\":\"HTTP\",\"http\":{\"port\":80,\"path\":\"x\"}}"),
            "health_check.http.path",
            "slash"),
        arguments(
            more("\"check\":{\"type\":\"TCP\",\"tcp\":{\"port\":7},\"delay_seconds\":-1}"),
            "check.delay_seconds",
            "negative"),
        arguments(
            more("\"container\":{\"type\":\"DOCKER\"}"), "container.docker.image", "is missing"),
        arguments(
            more(
                "\"container\":{\"type\":\"MESOS\",\"volumes\":[{\"container_path\":\"p\",\"mode\":\"RW\"}]}"),
            "container.volumes[0]",
            "set one of"),
        arguments(
            more("\"kill_policy\":{\"grace_period\":{\"nanoseconds\":-1}}"),
            "kill_policy.grace_period.nanoseconds",
            "negative"),
        arguments(more("\"kill_after\":\"5\""), "kill_after", "\"5\" is not a duration"),
        arguments(more("\"kill_after\":\"0secs\""), "kill_after", "must be longer than 0"),
        arguments(more("\"retry\":{\"max_attempts\":0}"), "retry.max_attempts", "1 means no retry"),
        arguments(
            more("\"retry\":{\"backoff\":\"-1secs\"}"), "retry.backoff", "is not a duration"));
  }

  @ParameterizedTest
  @MethodSource("badTasks")
  void eachProblemHasItsPlace(String task, String path, String message) {
    TaskListProblem problem = problem(task);
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).contains(message);
    assertThat(problem.task()).isEqualTo(1);
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isPositive();
  }

  static Stream<Arguments> badLists() {
    return Stream.of(
        arguments("", "tasks: there are none"),
        arguments("  \n ", "there is nothing"),
        arguments("[]", "tasks: there are none"),
        arguments("{}", "tasks: there are none"),
        arguments("{\"tasks\":null}", "tasks: there are none"),
        arguments("{\"tasks\":7}", "tasks: an array of tasks is wanted (line 1, column 10)"),
        arguments("7", "an object with tasks"),
        arguments("hello", "this is no JSON: Unrecognized token 'hello'"),
        arguments("[\n{\"name\" 7}]", "(line 2, column 9)"),
        arguments("[7]", "task 0: a task is wanted here"),
        arguments("[" + ReadList.task("a", "") + "] []", "something follows after the end"),
        arguments("[" + ReadList.task("a", ""), "this is no JSON"),
        arguments("{\"tasks\":[" + ReadList.task("a", "") + "],\"tasks\":[]}", "stands here twice"),
        arguments(
            "{\"priorty\":1,\"tasks\":[]}", "priorty: is not a known field; did you mean priority"),
        arguments("{\"id\":\"a.b\",\"tasks\":[]}", "id: a job id has no dot"),
        arguments("{\"id\":\"" + "x".repeat(201) + "\"}", "id: a job id has at most 200 bytes"),
        arguments("{\"kill_after\":\"soon\"}", "kill_after: \"soon\" is not a duration"),
        arguments("{\"retry\":{\"max_backoff\":\"\"}}", "retry.max_backoff: \"\" is not"));
  }

  @ParameterizedTest
  @MethodSource("badLists")
  void sayWhatIsWrongWithTheList(String json, String message) {
    assertThat(refused(json)).hasMessageContaining(message);
  }

  @Test
  void allProblemsComeAtOnce() {
    String unnamed = "{\"task_id\":{\"value\":\"b\"},\"command\":{\"value\":\"true\"}}";
    InvalidTaskListException refusal =
        refused(
            "{\"tasks\":[\n"
                + ReadList.task("a/b", "\"kill_after\":\"soon\"")
                + ",\n"
                + unnamed
                + "\n],\n\"prio\":1}");
    assertThat(refusal)
        .hasMessage(
            "The task list has 5 problems; nothing was started:\n"
                + "  task 0 (a/b): task_id.value: 'a/b' contains invalid characters; use 1 to 255"
                + " characters without slash, backslash and control characters (line 2, column 1)\n"
                + "  task 0 (a/b): kill_after: \"soon\" is not a duration: write a number and a"
                + " unit, for example 10secs, 2mins or 1.5hrs (ns, us, ms, secs, mins, hrs, days,"
                + " weeks) (line 2, column 1)\n"
                + "  task 1 (b): name: is required and missing (line 3, column 52)\n"
                + "  task 1 (b): resources: are missing; say what the task needs, at least some"
                + " cpus or mem (line 3, column 1)\n"
                + "  prio: is not a known field; did you mean priority? (line 5, column 1)");
  }

  @Test
  void manyProblemsAreCounted() {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < 250; i++) {
      json.append(i == 0 ? "" : ",").append(ReadList.task("same", ""));
    }
    InvalidTaskListException refusal = refused(json.append("]").toString());
    assertThat(refusal.count()).isEqualTo(249);
    assertThat(refusal.problems()).hasSize(100);
    assertThat(refusal.getMessage()).endsWith("and 149 more");
  }

  @Test
  void whatNoAgentCouldHoldIsOneMoreProblem() {
    String list =
        "["
            + ReadList.task("a/b", "")
            + ","
            + ReadList.task("c", "")
            + ","
            + ReadList.task("d", "\"foo\":1")
            + ","
            + resource("\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":-1}")
            + "]";
    ClusterFit cluster = new ClusterFit(Map.of("S0", Resources.parse("cpus:0.5")));
    InvalidTaskListException refusal =
        catchThrowableOfType(
            InvalidTaskListException.class,
            () ->
                TaskListReader.read(
                    new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)),
                    Optional.of(cluster),
                    new ReadList()));
    assertThat(refusal.problems())
        .filteredOn(problem -> problem.path().equals("resources"))
        .extracting(TaskListProblem::task)
        .containsExactly(0, 1, 2);
    assertThat(refusal.count()).isEqualTo(6);
    assertThat(refusal).hasMessageContaining("no agent has 1 cpus in all (the largest has 0.5)");
  }

  @Test
  void noPasswordIsShown() {
    assertThat(
            problem(
                    command(
                        "\"value\":\"e\",\"environment\":{\"variables\":[{\"name\":\"A\",\"value\":1234567}]}"))
                .toString())
        .contains("a string is wanted")
        .doesNotContain("1234567");
  }

  @Test
  void aListCannotMoveTheCursor() {
    assertThat(refused("[" + ReadList.task("\\u001b[2J", "") + "]").getMessage())
        .doesNotContain("\u001b");
  }

  // protobuf

  private static final TaskInfo INCOMPLETE =
      TaskInfo.newBuilder()
          .setTaskId(TaskID.newBuilder().setValue("a"))
          .setCommand(
              CommandInfo.newBuilder()
                  .setValue("true")
                  .addUris(CommandInfo.URI.newBuilder().buildPartial())
                  .buildPartial())
          .buildPartial();

  @Test
  void protobufSaysTheSame() {
    InvalidTaskListException refusal =
        refused(Job.newBuilder().addTasks(INCOMPLETE).buildPartial().toByteArray());
    assertThat(refusal.problems())
        .extracting(p -> p.path() + ": " + p.message())
        .contains(
            "name: is required and missing",
            "command.uris[0].value: is required and missing",
            "resources: are missing; say what the task needs, at least some cpus or mem")
        .noneMatch(text -> text.contains("agent_id"));
    assertThat(refusal.problems()).allMatch(p -> p.task() == 0 && p.taskId().equals("a"));
  }

  @Test
  void unknownFieldsInProtobufHaveNumbers() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    TaskInfo task =
        INCOMPLETE.toBuilder()
            .setUnknownFields(unknown)
            .setCommand(CommandInfo.newBuilder().setValue("true").setUnknownFields(unknown))
            .buildPartial();
    Job job = Job.newBuilder().addTasks(task).setUnknownFields(unknown).buildPartial();
    assertThat(refused(job.toByteArray()).getMessage())
        .contains("task 0 (a): has an unknown field, number 77")
        .contains("task 0 (a): command: has an unknown field, number 77")
        .contains("\n  has an unknown field, number 77");
  }

  @Test
  void brokenProtobufIsRefused() {
    byte[] good = Job.newBuilder().addTasks(INCOMPLETE).buildPartial().toByteArray();
    assertThat(refused(Arrays.copyOf(good, good.length - 1)).getMessage())
        .contains("cannot be read after 0 tasks");
    byte[] nested =
        Job.newBuilder()
            .setId("j")
            .build()
            .toByteString()
            .concat(ByteString.copyFrom(new byte[] {0x0a, 2, 0x12, 9}))
            .toByteArray();
    assertThat(refused(nested).getMessage()).contains("task 0: cannot be read as protobuf");
  }

  @Test
  void brokenGzipIsRefused() {
    byte[] good =
        ReadList.gzip(("[" + ReadList.task("a", "") + "]").getBytes(StandardCharsets.UTF_8));
    assertThat(refused(Arrays.copyOf(good, good.length - 12)).getMessage())
        .contains("cannot be read after");
    assertThat(refused(new byte[] {0x1f, (byte) 0x8b, 0}).getMessage())
        .contains("cannot be read after 0 tasks");
    good[good.length - 5] ^= 1;
    assertThat(refused(good).getMessage()).contains("cannot be read after");
  }
}
