package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListIdTest {
  private static Optional<String> of(byte[] list) {
    return ListId.find(new ByteArrayInputStream(list));
  }

  private static Optional<String> of(String list) {
    return of(list.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"mine\",\"tasks\":[]}",
        "{\"tasks\":[{\"id\":\"not this\",\"task_id\":{\"value\":\"x\"}}], \"id\" : \"mine\"}",
        "{\"labels\":{\"labels\":[{\"key\":\"id\",\"value\":\"b\"}]},\"id\":\"mine\""
      })
  void isFoundInJson(String list) {
    assertThat(of(list)).contains("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"tasks\":[{\"id\":\"x\"}]}",
        "{\"id\":7}",
        "{\"id\":\"\"}",
        "{\"tasks\":",
        "no"
      })
  void isNotInvented(String list) {
    assertThat(of(list)).isEmpty();
  }

  @Test
  void isFoundInProtobufPackedOrNot() throws Exception {
    byte[] list =
        Job.newBuilder()
            .setId("mine")
            .addTasks(
                TaskInfo.newBuilder()
                    .setName("t")
                    .setTaskId(TaskID.newBuilder().setValue("t"))
                    .buildPartial())
            .buildPartial()
            .toByteArray();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(list);
    }

    assertThat(of(list)).contains("mine");
    assertThat(of(packed.toByteArray())).contains("mine");
    assertThat(of(java.util.Arrays.copyOf(list, 3))).isEmpty();
  }
}
