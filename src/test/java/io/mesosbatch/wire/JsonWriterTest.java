package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TimeInfo;
import io.mesosbatch.mesos.v1.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "15, 15.0",
    "-2.5, -2.5",
    "0.1, 0.1",
    "0.001, 0.001",
    "0.0000015, 0.0000015",
    "1.5e-7, 1.5e-7",
    "0.000015, 0.000015",
    "12345678.9, 12345678.9",
    "1e15, 1000000000000000.0",
    "1.5e20, 150000000000000000000.0",
    "1e21, 1e21",
    "1.25e22, 1.25e22",
    "2e-3, 0.002",
    "1e-7, 1e-7",
    "1795296117.5, 1795296117.5"
  })
  void aDoubleHasADecimalPointOrAnExponent(double value, String json) {
    assertThat(JsonWriter.toString(Value.Scalar.newBuilder().setValue(value)))
        .isEqualTo("{\"value\":" + json + "}");
  }

  @Test
  void wholeNumbersOf64BitsAreNumbers() {
    assertThat(JsonWriter.toString(TimeInfo.newBuilder().setNanoseconds(1795298391810457088L)))
        .isEqualTo("{\"nanoseconds\":1795298391810457088}");
    assertThat(JsonWriter.toString(Value.Range.newBuilder().setBegin(0).setEnd(-1)))
        .isEqualTo("{\"begin\":0,\"end\":18446744073709551615}");
  }

  @Test
  void enumsAreNamesAndBytesBase64AndUnsetFieldsLeftOut() {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue("t"))
            .setState(TaskState.TASK_RUNNING)
            .setUuid(ByteString.copyFrom(new byte[] {-1, -2, -3, -4}))
            .setHealthy(false);
    assertThat(JsonWriter.toString(status))
        .isEqualTo(
            "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\","
                + "\"uuid\":\"//79/A==\",\"healthy\":false}");
  }

  @Test
  void textIsUtf8WithOnlyTheNeededEscapes() {
    assertThat(JsonWriter.toString(FrameworkID.newBuilder().setValue("a/\"\\\n\u0001ü😀")))
        .isEqualTo("{\"value\":\"a/\\\"\\\\\\n\\u0001ü😀\"}");
  }

  @Test
  void anEmptyMessageIsAnEmptyObject() {
    assertThat(JsonWriter.toString(Offer.Operation.getDefaultInstance())).isEqualTo("{}");
  }
}
