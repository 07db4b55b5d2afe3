package io.mesosbatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosbatch.fuzz.Mutation;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TaskListFuzzTest {
  private static final byte[] JSON =
      ("{\"name\":\"j\",\"tasks\":["
              + ReadList.task("a", "\"agent_id\":{\"value\":\"S1\"},\"kill_after\":\"1mins\"")
              + ","
              + ReadList.task("b", "\"health_check\":{\"type\":\"TCP\",\"tcp\":{\"port\":80}}")
              + "],\"retry\":{\"max_attempts\":3,\"backoff\":\"1secs\"},\"priority\":1}")
          .getBytes(StandardCharsets.UTF_8);

  private static final byte[] PROTOBUF = protobuf();

  private static byte[] protobuf() {
    try {
      ReadList list = ReadList.of(JSON);
      ByteString bytes = list.header.toByteString();
      for (TaskSpec task : list.tasks) {
        ByteString both = task.info().toByteString().concat(task.policy().toByteString());
        bytes =
            bytes.concat(ByteString.copyFrom(new byte[] {0x0a, (byte) both.size()})).concat(both);
      }
      return bytes.toByteArray();
    } catch (InvalidTaskListException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Anything but these two outcomes fails the property. */
  private static void readOrRefuse(byte[] bytes) {
    try {
      ReadList list = ReadList.of(bytes);
      assertThat(list.header).isNotNull();
      assertThat(list.tasks).isNotEmpty();
    } catch (InvalidTaskListException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.getMessage().replace("\n", "")).doesNotContainPattern("\\p{Cntrl}");
    }
  }

  @Property
  void randomBytes(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
    readOrRefuse(ReadList.gzip(bytes));
  }

  @Property(tries = 5000)
  void changedJson(@ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int times) {
    readOrRefuse(Mutation.of(JSON, random, times));
  }

  @Property(tries = 5000)
  void changedProtobuf(@ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int times) {
    readOrRefuse(Mutation.of(PROTOBUF, random, times));
  }

  @Property
  void changedGzip(@ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int times) {
    readOrRefuse(Mutation.of(ReadList.gzip(JSON), random, times));
  }

  @Property(tries = 1)
  void theOriginalsAreGood() throws InvalidTaskListException {
    assertThat(ReadList.of(PROTOBUF).tasks).isEqualTo(ReadList.of(JSON).tasks);
    assertThat(ReadList.of(PROTOBUF).header).isEqualTo(ReadList.of(JSON).header);
    assertThat(ReadList.of(JSON).tasks.get(0).policy())
        .isEqualTo(TaskPolicy.newBuilder().setKillAfter("1mins").build());
    assertThat(ReadList.of(JSON).header).isNotEqualTo(Job.getDefaultInstance());
  }
}
