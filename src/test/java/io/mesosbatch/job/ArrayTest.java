package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.ParameterRow;
import io.mesosbatch.v1.ParameterTable;
import io.mesosbatch.v1.TaskArray;
import io.mesosbatch.v1.TaskPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayTest {
  private static String array(String id, String array, String command) {
    return ReadList.task(id, "\"array\":" + array)
        .replace("\"command\":{\"value\":\"true\"}", "\"command\":{\"value\":\"" + command + "\"}");
  }

  private static List<TaskSpec> tasks(String list) throws InvalidTaskListException {
    List<TaskSpec> tasks = new ArrayList<>();
    for (TaskSpec spec : ReadList.of(list).tasks) {
      if (spec.isArray()) {
        ArrayTemplate template = ArrayTemplate.of(spec);
        for (int i = 0; i < template.count(); i++) {
          tasks.add(template.task(i));
        }
      } else {
        tasks.add(spec);
      }
    }
    return tasks;
  }

  @Test
  void aCountGivesTasksWithTheirIndex() throws Exception {
    List<TaskSpec> tasks = tasks("[" + array("a", "{\"count\":3}", "echo @{index} @@{x}") + "]");

    assertThat(tasks).extracting(TaskSpec::id).containsExactly("a-0", "a-1", "a-2");
    TaskInfo last = tasks.get(2).info();
    assertThat(last.getCommand().getValue()).isEqualTo("echo 2 @{x}");
    assertThat(last.getCommand().getEnvironment().getVariables(0).getName())
        .isEqualTo("ARRAY_INDEX");
    assertThat(last.getCommand().getEnvironment().getVariables(0).getValue()).isEqualTo("2");
    assertThat(tasks.get(2).isArray()).isFalse();
  }

  @Test
  void aRangeHasItsOwnIndices() throws Exception {
    assertThat(tasks("[" + array("t@{index}", "{\"from\":5,\"to\":12,\"step\":3}", "x") + "]"))
        .extracting(TaskSpec::id)
        .containsExactly("t5", "t8", "t11");
    assertThat(tasks("[" + array("a", "{\"to\":1}", "x") + "]")).hasSize(2);
  }

  @Test
  void aTableGivesATaskForEachRow() throws Exception {
    List<TaskSpec> tasks =
        tasks(
            "["
                + array(
                    "tile-@{tile}",
                    "{\"parameters\":{\"columns\":[\"tile\",\"n\"],"
                        + "\"rows\":[[\"33UUU\",1],{\"values\":[\"33UUV\",\"2\"]}]}}",
                    "run @{tile} @{n} @{index}")
                + "]");

    assertThat(tasks).extracting(TaskSpec::id).containsExactly("tile-33UUU", "tile-33UUV");
    assertThat(tasks)
        .extracting(t -> t.info().getCommand().getValue())
        .containsExactly("run 33UUU 1 0", "run 33UUV 2 1");
  }

  @Test
  void aLongTableComesInPieces() throws Exception {
    StringBuilder rows = new StringBuilder("[\"r0\"]");
    for (int i = 1; i < 150; i++) {
      rows.append(",[\"r").append(i).append("\"]");
    }
    String list =
        "["
            + array("@{r}", "{\"parameters\":{\"columns\":[\"r\"],\"rows\":[" + rows + "]}}", "x")
            + "]";

    assertThat(ReadList.of(list).tasks).extracting(TaskSpec::count).containsExactly(64, 64, 22);
    List<TaskSpec> tasks = tasks(list);
    assertThat(tasks.get(149).id()).isEqualTo("r149");
    assertThat(tasks.get(149).info().getCommand().getEnvironment().getVariables(0).getValue())
        .isEqualTo("149");
  }

  private static List<TaskSpec> withFile(String content) throws Exception {
    ReadList list = new ReadList();
    String json = "[" + array("@{a}", "{\"parameters\":{\"file\":\"p\"}}", "run @{b}") + "]";
    TaskListReader.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        Optional.empty(),
        name -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
        list);
    List<TaskSpec> tasks = new ArrayList<>();
    ArrayTemplate template = ArrayTemplate.of(list.tasks.get(0));
    for (int i = 0; i < template.count(); i++) {
      tasks.add(template.task(i));
    }
    return tasks;
  }

  @Test
  void aTableMayBeAFileOfCsv() throws Exception {
    assertThat(withFile("\uFEFFa,b\r\nx,\"1, \"\"2\"\"\n3\"\r\ny,\n"))
        .extracting(TaskSpec::id, task -> task.info().getCommand().getValue())
        .containsExactly(tuple("x", "run 1, \"2\"\n3"), tuple("y", "run "));
    assertThatThrownBy(() -> withFile("a,b\nx,1\ny\n"))
        .hasMessageContaining("array.parameters.file: record 3 has 1 fields, the first 2");
    assertThatThrownBy(() -> withFile("a,b\nx,\"1\n")).hasMessageContaining("within quotes");
    assertThatThrownBy(() -> withFile("")).hasMessageContaining("columns: are missing");
  }

  @Test
  void aTableMayBeAFileOfJsonObjects() throws Exception {
    assertThat(withFile("{\"a\":\"x\",\"b\":1}\n{\"b\":true,\"a\":\"y\"}\n"))
        .extracting(TaskSpec::id, task -> task.info().getCommand().getValue())
        .containsExactly(tuple("x", "run 1"), tuple("y", "run true"));
    for (String[] bad :
        new String[][] {
          {"{\"a\":\"x\",\"b\":1}\n{\"a\":\"y\"}", "line 2: there is no b"},
          {"{\"a\":1}\n{\"a\":2,\"c\":3}", "line 2: [c] are not in the first object"},
          {"{\"a\":[1]}", "line 1: a must be a string"},
          {"{\"a\":1}\n{\"a\"", "this is no JSON"},
        }) {
      assertThatThrownBy(() -> withFile(bad[0])).hasMessageContaining(bad[1]);
    }
  }

  @Test
  void whereThereAreNoFilesNoneCanBeNamed() {
    assertThatThrownBy(
            () -> ReadList.of("[" + array("@{a}", "{\"parameters\":{\"file\":\"p\"}}", "x") + "]"))
        .hasMessageContaining("array.parameters.file: a list that comes this way");
  }

  @Test
  void oneArrayAfterAnotherIsCheckedLikeTheFirst() {
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "["
                        + array("a-1", "{\"count\":3}", "x")
                        + ","
                        + array("a-2", "{\"count\":3}", "x")
                        + ","
                        + array("a-@{x}", "{\"count\":3}", "x")
                        + "]"))
        .hasMessageContaining("no value for @{x}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|array: give one of",
        "{\"count\":2,\"to\":3}|array: give one of",
        "{\"count\":0}|array.count: an array has at least one task",
        "{\"count\":10000001}|array.count: an array has at most 10000000 tasks",
        "{\"from\":3}|array.to: is missing",
        "{\"from\":3,\"to\":2}|array.to: must not be less than from",
        "{\"from\":-1,\"to\":2}|array.from: must be 0 or more",
        "{\"to\":2,\"step\":0}|array.step: must be at least 1",
        "{\"to\":9000000000}|array.to: an array has at most",
        "{\"to\":9223372036854775807}|array.to: an array has at most",
        "{\"parameters\":{\"rows\":[[\"a\"]]}}|array.parameters.columns: are missing",
        "{\"parameters\":{\"columns\":[\"a\"]}}|array.parameters.rows: an array has at least one",
        "{\"parameters\":{\"columns\":[\"a\",\"a\"],\"rows\":[[1,2]]}}|columns[1]: \"a\" stands",
        "{\"parameters\":{\"columns\":[\"index\"],\"rows\":[[1]]}}|cannot be a column",
        "{\"parameters\":{\"columns\":[\"a\"],\"rows\":[[1],[1,2]]}}|rows[1]: has 2 values for 1",
        "{\"parameters\":{\"columns\":[\"a\"],\"rows\":[[{}]]}}|a string, a number, true or",
        "{\"number\":4}|array.number: is not a known field",
      })
  void badArraysAreRefusedWithTheirPlace(String array, String message) {
    assertThatThrownBy(() -> ReadList.of("[" + array("a", array, "x") + "]"))
        .isInstanceOf(InvalidTaskListException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "echo @{name}|there is no value for @{name}; there are [index]",
        "echo @{a b}|command.value: the placeholder that begins with '@{a b}'",
      })
  void badPlaceholdersAreRefused(String command, String message) {
    assertThatThrownBy(() -> ReadList.of("[" + array("a", "{\"count\":2}", command) + "]"))
        .hasMessageContaining(message);
  }

  @Test
  void whatARowMakesIsCheckedToo() {
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "["
                        + array(
                            "@{r}",
                            "{\"parameters\":{\"columns\":[\"r\"],\"rows\":[[\"ok\"],[\"a/b\"]]}}",
                            "x")
                        + "]"))
        .hasMessageContaining("task_id.value")
        .hasMessageContaining("array.parameters.rows[1]");
  }

  @Test
  void idsThatMeetAreRefused() {
    String a = array("a", "{\"count\":20}", "x");
    for (String other :
        List.of(
            ReadList.task("a-7", ""),
            ReadList.task("a", ""),
            array("a-1@{index}", "{\"count\":3}", "x"),
            array("a-@{n}", "{\"parameters\":{\"columns\":[\"n\"],\"rows\":[[19]]}}", "x"))) {
      assertThatThrownBy(() -> ReadList.of("[" + a + "," + other + "]"))
          .as("%s after the array", other)
          .hasMessageContaining("task 0 has the same id");
      assertThatThrownBy(() -> ReadList.of("[" + other + "," + a + "]"))
          .as("%s before the array", other)
          .hasMessageContaining("task 0 has the same id");
    }
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "["
                        + array(
                            "@{r}",
                            "{\"parameters\":{\"columns\":[\"r\"],\"rows\":[[1],[2],[1]]}}",
                            "x")
                        + "]"))
        .hasMessageContaining("two rows of the array give the same id");
  }

  @Test
  void idsThatDoNotMeetAreTaken() throws Exception {
    assertThat(
            tasks(
                "["
                    + array("a", "{\"count\":20}", "x")
                    + ","
                    + array("a", "{\"count\":20}", "x").replace("\"a\"", "\"b\"")
                    + ","
                    + ReadList.task("a-20", "")
                    + ","
                    + ReadList.task("a-07", "")
                    + "]"))
        .hasSize(42);
  }

  @Test
  void dependenciesOfArraysAreChecked() throws Exception {
    String same = "\"after\":[{\"task\":\"a\",\"same_index\":true}],\"array\":";
    String a = array("a", "{\"count\":3}", "x");
    ReadList.of("[" + a + "," + ReadList.task("b", same + "{\"count\":3}") + "]");
    ReadList.of("[" + a + "," + ReadList.task("b", "\"after\":[{\"task\":\"a-2\"}]") + "]");

    assertThatThrownBy(
            () -> ReadList.of("[" + a + "," + ReadList.task("b", same + "{\"count\":4}") + "]"))
        .hasMessageContaining("needs two arrays with the same indices");
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "[" + a + "," + ReadList.task("b", "\"after\":[{\"task\":\"a-3\"}]") + "]"))
        .hasMessageContaining("no task \"a-3\"");
    String each = "\"after\":[\"a-@{index}\"],\"array\":{\"count\":3}";
    assertThatThrownBy(() -> ReadList.of("[" + a + "," + ReadList.task("b", each) + "]"))
        .hasMessageContaining("no task \"a-@{index}\"; an array is named as in its task_id")
        .hasMessageContaining("\"same_index\": true");
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "["
                        + ReadList.task("c", "\"after\":[{\"task\":\"c\"}],\"array\":{\"count\":2}")
                        + "]"))
        .hasMessageContaining("waits for itself");
  }

  @Test
  void whatTheStoreKeepsIsNoAffairOfAList() {
    assertThatThrownBy(
            () ->
                ReadList.of(
                    "{\"stored\":{\"rerun_at\":1},\"tasks\":[" + ReadList.task("a", "") + "]}"))
        .hasMessageContaining("stored: is set by this program alone");
  }

  /** Whatever the ids look like: they are found again, and none is found that is not there. */
  @Property(tries = 300)
  void idsAreFound(
      @ForAll @StringLength(max = 3) @AlphaChars @NumericChars String before,
      @ForAll @StringLength(max = 3) @AlphaChars @NumericChars String after,
      @ForAll @IntRange(min = 0, max = 120) int from,
      @ForAll @IntRange(min = 1, max = 7) int step,
      @ForAll @IntRange(min = 1, max = 30) int count) {
    ArrayIndices indices = new ArrayIndices(from, step, count);
    ArrayIds ids = new ArrayIds();
    ids.add(new PlaceholderText.Around(before, after), indices, 9);
    Set<String> all = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String id = before + indices.at(i) + after;
      all.add(id);
      assertThat(ids.find(id)).contains(new ArrayIds.Hit(9, i));
    }
    for (int i = 0; i < 300; i++) {
      String id = before + i + after;
      assertThat(ids.find(id).isPresent()).isEqualTo(all.contains(id));
    }
  }

  /** The layout leads from each task to the spec that it is made of. */
  @Property(tries = 300)
  void theLayoutFindsEachTask(@ForAll List<@IntRange(min = 0, max = 200) Integer> sizes) {
    TaskLayout.Builder builder = new TaskLayout.Builder();
    List<TaskLayout.Place> expected = new ArrayList<>();
    int[] specs = {0};
    for (int i = 0; i < sizes.size(); i++) {
      int size = sizes.get(i);
      TaskPolicy.Builder policy = TaskPolicy.newBuilder();
      if (size % 3 == 1) {
        policy.setArray(TaskArray.newBuilder().setCount(size));
      } else if (size > 0 && size % 3 == 2) {
        ParameterTable.Builder table = ParameterTable.newBuilder().addColumns("c");
        for (int r = 0; r < size; r++) {
          table.addRows(ParameterRow.newBuilder().addValues("" + r));
        }
        policy.setArray(TaskArray.newBuilder().setParameters(table));
      }
      TaskSpec spec = new TaskSpec(TaskInfo.newBuilder().buildPartial(), policy.build());
      ArrayPieces.cut(
          spec,
          piece -> {
            for (int place = 0; place < piece.count(); place++) {
              expected.add(new TaskLayout.Place(specs[0], place, piece.isArray()));
            }
            specs[0]++;
            builder.add(piece);
          });
    }
    TaskLayout layout = TaskLayout.of(builder.stored(io.mesosbatch.v1.Job.getDefaultInstance()));
    assertThat(builder.tasks()).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(layout.of(i)).isEqualTo(expected.get(i));
    }
  }
}
