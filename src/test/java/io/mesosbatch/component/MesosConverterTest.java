package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.stream.Stream;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages from and to bytes, streams and JSON, by Camel's own registry. */
class MesosConverterTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private TypeConverter converter;

  @BeforeEach
  void start() {
    camel.start();
    converter = camel.getTypeConverter();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  static Stream<Message> messages() {
    Offer offer = Events.offer("o1");
    TaskInfo task = Events.task("t1", offer);
    Event update = Events.update("t1", TaskState.TASK_RUNNING, "u1");
    return Stream.of(
        offer,
        task,
        update,
        update.getUpdate().getStatus(),
        Events.offers("o1", "o2"),
        Calls.acknowledge(update).orElseThrow(),
        Job.newBuilder().addTasks(task).build());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void thereAndBackAgain(Message message) throws Exception {
    Class<? extends Message> type = message.getClass();

    byte[] bytes = converter.mandatoryConvertTo(byte[].class, message);
    assertThat(bytes).isEqualTo(message.toByteArray());
    assertThat(converter.mandatoryConvertTo(type, bytes)).isEqualTo(message);
    InputStream stream = converter.mandatoryConvertTo(InputStream.class, message);
    assertThat(stream).hasBinaryContent(bytes);
    assertThat(converter.mandatoryConvertTo(type, new ByteArrayInputStream(bytes)))
        .isEqualTo(message);
    String json = converter.mandatoryConvertTo(String.class, message);
    assertThat(json).startsWith("{\"");
    assertThat(converter.mandatoryConvertTo(type, json)).isEqualTo(message);
  }

  @Test
  void anEventGivesWhatItCarries() {
    Event offers = Events.offers("o1");
    Event update = Events.update("t1", TaskState.TASK_RUNNING, "u1");

    assertThat(converter.convertTo(Event.Offers.class, offers)).isEqualTo(offers.getOffers());
    assertThat(converter.convertTo(TaskStatus.class, update))
        .isEqualTo(update.getUpdate().getStatus());
    assertThat(converter.tryConvertTo(TaskStatus.class, offers)).isNull();
  }

  @Test
  void badTextSaysWhatIsWrong() {
    assertThatThrownBy(
            () -> converter.mandatoryConvertTo(Call.class, "{\"type\":\"KILL\",\"kil\":{}}"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("kil")
        .hasMessageContaining("line 1");
    assertThatThrownBy(() -> converter.mandatoryConvertTo(Call.class, new byte[] {(byte) 0xff}))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void otherConversionsAreLeftToOthers() {
    assertThatThrownBy(() -> converter.mandatoryConvertTo(Call.class, 5))
        .isInstanceOf(NoTypeConversionAvailableException.class);
    assertThat(converter.convertTo(String.class, 5)).isEqualTo("5");
  }
}
