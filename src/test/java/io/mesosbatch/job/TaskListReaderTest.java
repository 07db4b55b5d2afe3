package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.RetryPolicy;
import io.mesosbatch.v1.TaskPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskListReaderTest {
  private static final TaskInfo TASK =
      TaskInfo.newBuilder()
          .setName("n")
          .setTaskId(TaskID.newBuilder().setValue("a"))
          .addResources(
              Resource.newBuilder()
                  .setName("cpus")
                  .setType(Value.Type.SCALAR)
                  .setScalar(Value.Scalar.newBuilder().setValue(1)))
          .setCommand(CommandInfo.newBuilder().setValue("true"))
          .buildPartial();

  private static final TaskPolicy POLICY =
      TaskPolicy.newBuilder()
          .setKillAfter("1mins")
          .setRetry(RetryPolicy.newBuilder().setMaxAttempts(3))
          .build();

  private static TaskInfo named(String id) {
    return TASK.toBuilder().setTaskId(TaskID.newBuilder().setValue(id)).buildPartial();
  }

  @Test
  void readsAJobInJson() throws Exception {
    ReadList list =
        ReadList.of(
            "{\"name\":\"j\",\"tasks\":["
                + ReadList.task("a", "\"kill_after\":\"1mins\",\"retry\":{\"maxAttempts\":3}")
                + ","
                + ReadList.task("b", "\"agent_id\":{\"value\":\"S1\"}")
                + "],\"priority\":7}");
    assertThat(list.header).isEqualTo(Job.newBuilder().setName("j").setPriority(7).build());
    assertThat(list.tasks).hasSize(2);
    assertThat(list.tasks.get(0)).isEqualTo(new TaskSpec(TASK, POLICY));
    assertThat(list.tasks.get(1).info().getAgentId().getValue()).isEqualTo("S1");
  }

  @Test
  void readsABareArray() throws Exception {
    ReadList list = ReadList.of("[" + ReadList.task("a", "") + "]");
    assertThat(list.header).isEqualTo(Job.getDefaultInstance());
    assertThat(list.tasks).containsExactly(new TaskSpec(TASK));
  }

  @Test
  void readsTheSameInProtobuf() throws Exception {
    Job job = Job.newBuilder().setName("j").setPriority(7).buildPartial();
    ByteString task = TASK.toByteString().concat(POLICY.toByteString());
    TaskInfo both = TaskInfo.parser().parsePartialFrom(task);
    byte[] bytes = job.toBuilder().addTasks(both).buildPartial().toByteArray();
    ReadList list = ReadList.of(bytes);
    assertThat(list.header).isEqualTo(job);
    assertThat(list.tasks).containsExactly(new TaskSpec(TASK, POLICY));
  }

  @Test
  void fieldsMayComeBeforeAndAfterTheTasks() throws Exception {
    byte[] bytes =
        Job.newBuilder()
            .setPriority(0x7b)
            .buildPartial()
            .toByteString()
            .concat(Job.newBuilder().addTasks(TASK).buildPartial().toByteString())
            .concat(Job.newBuilder().setName("j").build().toByteString())
            .concat(Job.newBuilder().addTasks(named("b")).buildPartial().toByteString())
            .toByteArray();
    ReadList list = ReadList.of(bytes);
    assertThat(list.header.getPriority()).isEqualTo(0x7b);
    assertThat(list.header.getName()).isEqualTo("j");
    assertThat(list.tasks).extracting(TaskSpec::id).containsExactly("a", "b");
  }

  @Test
  void everyTaskGroupInfoIsAJob() throws Exception {
    byte[] bytes = TaskGroupInfo.newBuilder().addTasks(TASK).buildPartial().toByteArray();
    assertThat(ReadList.of(bytes).tasks).containsExactly(new TaskSpec(TASK));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 34, 91, 100, 123, 125, 200})
  void protobufIsKnownWhateverItBeginsWith(int length) throws Exception {
    int missing = length - named("").getSerializedSize();
    for (int byName = 0; byName < 2; byName++) {
      if (missing < 1 && byName == 1) {
        continue;
      }
      TaskInfo task =
          missing < 1
              ? named("{")
              : byName == 1
                  ? TASK.toBuilder().setName("n" + "x".repeat(missing - 1)).buildPartial()
                  : named("x".repeat(missing));
      byte[] bytes = Job.newBuilder().addTasks(task).buildPartial().toByteArray();
      assertThat(bytes[0]).isEqualTo((byte) '\n');
      assertThat(ReadList.of(bytes).tasks).containsExactly(new TaskSpec(task));
    }
  }

  @Test
  void unpacksBoth() throws Exception {
    byte[] json = ("\n  [" + ReadList.task("a", "") + "]\n").getBytes(StandardCharsets.UTF_8);
    byte[] protobuf = Job.newBuilder().addTasks(TASK).buildPartial().toByteArray();
    assertThat(ReadList.of(ReadList.gzip(json)).tasks).containsExactly(new TaskSpec(TASK));
    assertThat(ReadList.of(ReadList.gzip(protobuf)).tasks).containsExactly(new TaskSpec(TASK));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE"})
  void readsJsonInEveryEncoding(String charset) throws Exception {
    String json = "[" + ReadList.task("ä", "") + "]";
    ReadList list = ReadList.of(json.getBytes(Charset.forName(charset)));
    assertThat(list.tasks.get(0).id()).isEqualTo("ä");
  }

  @Test
  void readsPastAByteOrderMark() throws Exception {
    ReadList list = ReadList.of("\uFEFF[" + ReadList.task("a", "") + "]");
    assertThat(list.tasks).hasSize(1);
  }

  @Test
  void anEmptyAgentIdPinsNothing() throws Exception {
    ReadList list =
        ReadList.of(
            "["
                + ReadList.task("a", "\"agent_id\":{\"value\":\"\"}")
                + ","
                + ReadList.task("b", "\"agent_id\":{}")
                + "]");
    assertThat(list.tasks).allMatch(task -> !task.info().hasAgentId());
  }

  @Test
  void afterAProblemNothingGoesOnAndTheHeaderNeverComes() throws Exception {
    ReadList list = new ReadList();
    String json =
        "["
            + ReadList.task("a", "")
            + ","
            + ReadList.task("a", "")
            + ","
            + ReadList.task("b", "")
            + "]";
    InputStream in = new java.io.ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> TaskListReader.read(in, list))
        .isInstanceOf(InvalidTaskListException.class);
    assertThat(list.tasks).hasSize(1);
    assertThat(list.header).isNull();
  }

  @Test
  void aFailingStreamIsNotABadList() {
    byte[] start = ("[" + ReadList.task("a", "")).getBytes(StandardCharsets.UTF_8);
    for (byte[] bytes : new byte[][] {start, ReadList.gzip(start), {}}) {
      InputStream in =
          new InputStream() {
            private int next;

            @Override
            public int read() throws IOException {
              if (next == bytes.length / 2) {
                throw new IOException("the disk is on fire");
              }
              return bytes[next++] & 0xff;
            }

            @Override
            public int read(byte[] into, int off, int len) throws IOException {
              into[off] = (byte) read();
              return 1;
            }
          };
      assertThatThrownBy(() -> TaskListReader.read(in, new ReadList()))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("the disk is on fire");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "trouble"})
  void readsTheExamples(String name) throws Exception {
    ReadList list = ReadList.of(Files.readAllBytes(Path.of("examples", name + ".json")));
    assertThat(list.header.getName()).isEqualTo(name);
    assertThat(list.tasks).hasSizeGreaterThan(2);
  }
}
