package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Message;
import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.v1.TaskPolicy;
import io.mesosbatch.wire.JsonProblem.Kind;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private final List<JsonProblem> problems = new ArrayList<>();

  @Test
  void namesInSnakeCaseAndCamelCase() throws Exception {
    Event.Subscribed snake = read("{'framework_id':{'value':'f'}}", Event.Subscribed.newBuilder());
    Event.Subscribed camel = read("{'frameworkId':{'value':'f'}}", Event.Subscribed.newBuilder());
    assertThat(camel).isEqualTo(snake);
    assertThat(camel.getFrameworkId().getValue()).isEqualTo("f");
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"15", "15.0", "'15'", "1.5e1", "' 15 '"})
  void numbersInAnyForm(String number) throws Exception {
    Value.Scalar scalar = read("{'value':" + number + "}", Value.Scalar.newBuilder());
    assertThat(scalar.getValue()).isEqualTo(15.0);
    if (!number.contains("e")) {
      Value.Range range = read("{'begin':1,'end':" + number + "}", Value.Range.newBuilder());
      assertThat(range.getEnd()).isEqualTo(15);
    }
  }

  @Test
  void unsignedNumbersOf64Bits() throws Exception {
    Value.Range range =
        read(
            "{'begin':18446744073709551615,'end':'18446744073709551614'}",
            Value.Range.newBuilder());
    assertThat(range.getBegin()).isEqualTo(-1);
    assertThat(range.getEnd()).isEqualTo(-2);
  }

  @Test
  void nullIsUnset() throws Exception {
    FrameworkInfo info =
        read("{'user':'u','name':'n','hostname':null,'roles':null}", FrameworkInfo.newBuilder());
    assertThat(info.hasHostname()).isFalse();
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'c','type':'SCALAR','scalar':{'value':'much'}} | scalar.value | WRONG_TYPE",
        "{'name':'c','type':'SCALAR','scalar':{'value':[1]}} | scalar.value | WRONG_TYPE",
        "{'name':'c','type':'SCALAR','scalar':{'value':1e999}} | scalar.value | OUT_OF_RANGE",
        "{'name':'c','type':'SCALAR','scalar':7} | scalar | WRONG_TYPE",
        "{'name':7,'type':'SCALAR'} | name | WRONG_TYPE",
        "{'name':{'a':[{}]},'type':'SCALAR'} | name | WRONG_TYPE",
        "{'name':'c','type':'SCALER'} | type | UNKNOWN_ENUM_VALUE",
        "{'name':'c','type':0} | type | WRONG_TYPE",
        "{'name':'c','type':'SET','set':{'item':'a'}} | set.item | WRONG_TYPE",
        "{'name':'c','type':'SET','set':{'item':['a',null]}} | set.item[1] | WRONG_TYPE",
        "{'name':'c','type':'SET','shared':true} | shared | WRONG_TYPE",
        "{'name':'c','type':'SET','disk':{'volume':{'mode':'RW','container_path':true}}}"
            + " | disk.volume.container_path | WRONG_TYPE",
        "{'name':'c','type':'RANGES','ranges':{'range':[{'begin':-1,'end':2}]}}"
            + " | ranges.range[0].begin | OUT_OF_RANGE",
        "{'name':'c','type':'RANGES','ranges':{'range':[{'begin':1.5,'end':2}]}}"
            + " | ranges.range[0].begin | WRONG_TYPE",
        "{'name':'c','type':'RANGES','ranges':{'range':[{'begin':1,'end':18446744073709551616}]}}"
            + " | ranges.range[0].end | OUT_OF_RANGE",
        "{'name':'c','type':'RANGES','ranges':{'range':[{'begin':1}]}}"
            + " | ranges.range[0].end | MISSING_FIELD",
        "{'name':'c','type':'SET','name':'d'} | name | DUPLICATE_FIELD",
        "{'name':'c','type':'SET','colour':{'x':[1,{}]}} | colour | UNKNOWN_FIELD",
        "{'type':'SET'} | name | MISSING_FIELD",
      })
  void eachProblemIsReportedWithItsPathAndReadingGoesOn(String json, String path, Kind kind)
      throws Exception {
    Message.Builder into = Resource.newBuilder();
    try (JsonParser parser = parser(json + "{'name':'next','type':'SET'}")) {
      JsonReader.merge(parser, into, JsonProblems.into(problems));
      assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      Resource.Builder next = Resource.newBuilder();
      JsonReader.merge(nextObject(parser), next, JsonProblems.FIRST);
      assertThat(next.getName()).isEqualTo("next");
    }
    assertThat(problems)
        .first()
        .extracting(JsonProblem::path, JsonProblem::kind)
        .containsExactly(path, kind);
    assertThat(problems).filteredOn(p -> p.kind() != Kind.MISSING_FIELD).hasSizeLessThan(2);
  }

  @Test
  void allProblemsOfATextAreFoundWithTheirPlaces() throws Exception {
    String json =
        """
        {"tasks": [
          {"name": "a", "task_id": {"value": "a"}, "agent_id": {"value": "s"}},
          {"name": "b",
           "taskId": {"value": 7},
           "comand": {"value": "true"},
           "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": "x"}}]}
        ]}
        """;
    JsonReader.mergeWhole(
        JsonReader.parser(new StringReader(json)),
        TaskGroupInfo.newBuilder(),
        JsonProblems.into(problems));
    assertThat(problems)
        .extracting(JsonProblem::toString)
        .containsExactly(
            "line 4, column 24: tasks[1].taskId.value: a string is wanted, not 7",
            "line 5, column 4: tasks[1].comand: is not a known field; did you mean command?",
            "line 6, column 73: tasks[1].resources[0].scalar.value: a number is wanted, not \"x\"",
            "line 6, column 79: tasks[1].agent_id: is required and missing");
  }

  @Test
  void lenientReadingPassesOverWhatANewerMasterMaySend() throws Exception {
    byte[] json =
        utf8("{'type':'NEW_KIND','new_thing':{'a':[{'b':null}]},'heartbeat':1,'type':'HEARTBEAT'}");
    Event.Builder event = Event.newBuilder();
    ContentType.JSON.decode(json, 0, json.length, event);
    assertThat(event.getType()).isEqualTo(Event.Type.HEARTBEAT);
  }

  @Test
  void missingRequiredFieldsAreNamedTogether() {
    byte[] json = utf8("{'type':'KILL','kill':{},'subscribe':{'framework_info':{'user':'u'}}}");
    assertThatThrownBy(() -> ContentType.JSON.decode(json, 0, json.length, Call.newBuilder()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("Missing required fields: ")
        .hasMessageContaining("kill.task_id")
        .hasMessageContaining("subscribe.framework_info.name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "not json",
        "{'type'",
        "{'type':",
        "{'type':'HEARTBEAT'",
        "{'type':'HEARTBEAT'}}",
        "{'type':'HEARTBEAT'} {}",
        "{'offers':{'offers':[",
        "{'offers':{'offers':[}}",
        "{'type' 'X'}",
        "{'type':tru}",
        "{type:'X'}",
        "{'type':'HEARTBEAT',}"
      })
  void brokenJsonIsASyntaxErrorWithItsPlace(String json) {
    byte[] bytes = utf8(json);
    for (JsonProblems p : List.of(JsonProblems.LENIENT, JsonProblems.into(problems))) {
      assertThatThrownBy(
              () ->
                  JsonReader.mergeWhole(
                      JsonReader.parser(bytes, 0, bytes.length), Event.newBuilder(), p))
          .isInstanceOfSatisfying(
              JsonException.class,
              e -> {
                assertThat(e.problem().kind()).isEqualTo(Kind.SYNTAX);
                assertThat(e.problem().line()).isEqualTo(1);
                assertThat(e.problem().column()).isPositive();
              });
    }
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "'x'", "null", "true"})
  void anythingButAnObjectIsTheWrongType(String json) {
    assertThatThrownBy(() -> read(json, Event.newBuilder(), JsonProblems.FIRST))
        .isInstanceOfSatisfying(
            JsonException.class, e -> assertThat(e.problem().kind()).isEqualTo(Kind.WRONG_TYPE));
  }

  @Test
  void aHundredLevelsAreReadAndMoreAreAProblem() throws Exception {
    ContainerID deep = read(containers(JsonReader.MAX_DEPTH), ContainerID.newBuilder());
    assertThat(problems).isEmpty();
    assertThat(deep.isInitialized()).isTrue();
    read(containers(JsonReader.MAX_DEPTH + 500), ContainerID.newBuilder());
    assertThat(problems).singleElement().extracting(JsonProblem::kind).isEqualTo(Kind.TOO_DEEP);
    byte[] bottomless = utf8("{'parent':".repeat(100_000));
    for (JsonProblems p : List.of(JsonProblems.LENIENT, JsonProblems.into(problems))) {
      assertThatThrownBy(
              () ->
                  JsonReader.merge(
                      JsonReader.parser(bottomless, 0, bottomless.length),
                      ContainerID.newBuilder(),
                      p))
          .isInstanceOf(JsonException.class);
    }
  }

  @Test
  void twoMessagesSideBySideInOneObject() throws Exception {
    TaskInfo.Builder task = TaskInfo.newBuilder();
    TaskPolicy.Builder policy = TaskPolicy.newBuilder();
    JsonReader.merge(
        parser("{'name':'a','kill_after':'5secs','task_id':{'value':'t'},'agent_id':{'value':''}}"),
        task,
        policy,
        JsonProblems.FIRST);
    assertThat(task.getName()).isEqualTo("a");
    assertThat(policy.getKillAfter()).isEqualTo("5secs");
  }

  @Test
  void aLongListIsReadOneMessageAtATime() throws Exception {
    int count = 200_000;
    try (JsonParser parser = JsonReader.parser(new EndlessList(count))) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      int n = 0;
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        TaskInfo.Builder task = TaskInfo.newBuilder();
        JsonReader.merge(parser, task, JsonProblems.FIRST);
        assertThat(task.getTaskId().getValue()).isEqualTo("t");
        n++;
      }
      assertThat(n).isEqualTo(count);
    }
  }

  /** Makes a list of tasks as it is read: what is not read does not exist. */
  private static final class EndlessList extends Reader {
    private static final String TASK =
        "{\"name\":\"n\",\"task_id\":{\"value\":\"t\"},\"agent_id\":{\"value\":\"\"}},";
    private int left;
    private String piece = "[";

    EndlessList(int count) {
      left = count;
    }

    @Override
    public int read(char[] buf, int off, int len) {
      if (piece.isEmpty()) {
        return -1;
      }
      int n = Math.min(len, piece.length());
      piece.getChars(0, n, buf, off);
      piece = piece.substring(n);
      if (piece.isEmpty() && left > 0) {
        left--;
        piece = left == 0 ? TASK.substring(0, TASK.length() - 1) + "]" : TASK;
      }
      return n;
    }

    @Override
    public void close() {}
  }

  private static String containers(int levels) {
    return "{'value':'c','parent':".repeat(levels - 1) + "{'value':'c'}" + "}".repeat(levels - 1);
  }

  private static JsonParser nextObject(JsonParser parser) throws IOException {
    parser.nextToken();
    return parser;
  }

  @SuppressWarnings("unchecked")
  private <M extends Message> M read(String json, Message.Builder into) throws IOException {
    return (M) read(json, into, JsonProblems.into(problems)).buildPartial();
  }

  private static Message.Builder read(String json, Message.Builder into, JsonProblems problems)
      throws IOException {
    JsonReader.mergeWhole(parser(json), into, problems);
    return into;
  }

  private static JsonParser parser(String json) throws IOException {
    return JsonReader.parser(new StringReader(json.replace('\'', '"')));
  }

  private static byte[] utf8(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
