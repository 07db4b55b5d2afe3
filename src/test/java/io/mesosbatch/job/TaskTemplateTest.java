package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskTemplateTest {
  private static final String TEMPLATE =
      """
      {
        "name": "tile @{key.2}",
        "task_id": {"value": "t_@{key.2}"},
        "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": "@{cpus}"}},
                      {"name": "mem", "type": "SCALAR", "scalar": {"value": 32.5}}],
        "command": {"shell": true, "value": "echo @{key.2} @@{u} a@b {x}"},
        "retry": {"max_attempts": 3}
      }
      """;

  private static TaskTemplate template(String json) throws Exception {
    return TaskTemplate.parse(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void fillsEveryStringAndNumbersInQuotes() throws Exception {
    TaskSpec task = template(TEMPLATE).fill(Map.of("key.2", "33 \"U\"", "cpus", "1.5"));

    assertThat(task.id()).isEqualTo("t_33 \"U\"");
    assertThat(task.info().getName()).isEqualTo("tile 33 \"U\"");
    assertThat(task.info().getResources(0).getScalar().getValue()).isEqualTo(1.5);
    assertThat(task.info().getResources(1).getScalar().getValue()).isEqualTo(32.5);
    assertThat(task.info().getCommand().getValue()).isEqualTo("echo 33 \"U\" @{u} a@b {x}");
    assertThat(task.policy().getRetry().getMaxAttempts()).isEqualTo(3);
  }

  @Test
  void knowsItsPlaceholders() throws Exception {
    assertThat(template(TEMPLATE).names()).containsExactly("key.2", "cpus");
  }

  @Test
  void aPlaceholderWithoutValueIsRefusedWithTheKnownOnes() throws Exception {
    TaskTemplate template = template(TEMPLATE);
    assertThatThrownBy(() -> template.fill(Map.of("cpus", "1", "bucket", "b")))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessage("there is no value for @{key.2}; there are [bucket, cpus]");
  }

  @Test
  void aValueThatIsNoNumberWhereOneIsWantedNamesTheField() throws Exception {
    TaskTemplate template = template(TEMPLATE);
    assertThatThrownBy(() -> template.fill(Map.of("cpus", "many", "key.2", "x")))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("resources[0].scalar.value: ");
  }

  @Test
  void badTemplatesSayWhere() {
    assertThatThrownBy(() -> template("{\"name\":\n\"a @{b c}\"}"))
        .hasMessageStartingWith("line 2: the placeholder that begins with '@{b c}' is no @{name}");
    assertThatThrownBy(() -> template("{\"name\": \"a @{open\"}"))
        .hasMessageContaining("'@{open' is no @{name}");
    assertThatThrownBy(() -> template("[1]")).hasMessageContaining("one JSON object");
    assertThatThrownBy(() -> template("")).hasMessageContaining("one JSON object");
    assertThatThrownBy(() -> template("{\"name\": 1} {}")).hasMessageContaining("follows");
    assertThatThrownBy(() -> template("{\"name\": "))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("this is no JSON: line 1");
    assertThatThrownBy(() -> template("{\"nam\": \"x\"}").fill(Map.of()))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("nam");
  }

  @Test
  void theWriterWritesWhatTheReaderReads() throws Exception {
    TaskTemplate template = template(TEMPLATE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<TaskSpec> written = new ArrayList<>();
    try (TaskListWriter writer = new TaskListWriter(out)) {
      for (int i = 0; i < 3; i++) {
        written.add(template.fill(Map.of("key.2", "t" + i, "cpus", "0.5")));
        writer.write(written.get(i));
      }
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(5);
    assertThat(read(out)).isEqualTo(written);
  }

  @Test
  void anEmptyListIsJsonToo() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TaskListWriter(out).close();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"tasks\": [\n]}\n");
  }

  private static List<TaskSpec> read(ByteArrayOutputStream list)
      throws IOException, InvalidTaskListException {
    List<TaskSpec> tasks = new ArrayList<>();
    TaskListReader.read(
        new ByteArrayInputStream(list.toByteArray()),
        new TaskListSink() {
          @Override
          public void task(TaskSpec task) {
            tasks.add(task);
          }

          @Override
          public void header(io.mesosbatch.v1.Job withoutTasks) {}
        });
    return tasks;
  }
}
