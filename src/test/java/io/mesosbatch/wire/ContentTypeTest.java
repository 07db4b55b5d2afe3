package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
  @Test
  void mediaTypesAreExactlyMesoss() {
    assertThat(ContentType.JSON.mediaType()).isEqualTo("application/json");
    assertThat(ContentType.PROTOBUF.mediaType()).isEqualTo("application/x-protobuf");
  }

  @Test
  void aHeaderIsReadWithParametersAndInAnyCase() {
    assertThat(ContentType.parse("application/json")).contains(ContentType.JSON);
    assertThat(ContentType.parse("Application/JSON; charset=utf-8")).contains(ContentType.JSON);
    assertThat(ContentType.parse("application/x-protobuf")).contains(ContentType.PROTOBUF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/html", "application/protobuf", ";", "json"})
  void anyOtherHeaderIsNone(String header) {
    assertThat(ContentType.parse(header)).isEmpty();
    assertThat(ContentType.parse(null)).isEmpty();
  }

  @Test
  void protobufWithoutRequiredFieldsIsRefused() {
    byte[] bytes =
        Call.newBuilder()
            .setType(Call.Type.KILL)
            .setKill(Call.Kill.getDefaultInstance())
            .buildPartial()
            .toByteArray();
    assertThatThrownBy(() -> ContentType.PROTOBUF.decode(bytes, 0, bytes.length, Call.newBuilder()))
        .isInstanceOf(WireException.class)
        .hasMessage("Missing required fields: kill.task_id");
  }

  @Test
  void whatIsNoProtobufIsRefused() {
    byte[] bytes = "<html>".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () -> ContentType.PROTOBUF.decode(bytes, 0, bytes.length, Event.newBuilder()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("Not a mesos.v1.scheduler.Event");
  }

  @Test
  void onlyTheGivenPartOfTheBytesIsRead() throws Exception {
    byte[] json = "xx{\"type\":\"HEARTBEAT\"}yy".getBytes(StandardCharsets.UTF_8);
    Event.Builder event = Event.newBuilder();
    ContentType.JSON.decode(json, 2, json.length - 4, event);
    assertThat(event.getType()).isEqualTo(Event.Type.HEARTBEAT);
  }
}
