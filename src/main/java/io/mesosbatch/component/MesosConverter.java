package io.mesosbatch.component;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.JsonProblems;
import io.mesosbatch.wire.JsonReader;
import io.mesosbatch.wire.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;

/**
 * Converts Mesos's messages (and the project's own) as routes need them: from and to bytes and
 * streams in protobuf's encoding, from and to strings in Mesos's JSON. A JSON text with an unknown
 * field or without a required one is refused.
 */
@Converter(generateLoader = true)
public final class MesosConverter {
  private static final String SCHEMA = "io.mesosbatch.";

  private MesosConverter() {}

  /** What an OFFERS event carries, so that a bean may take it as its argument; else null. */
  @Converter(allowNull = true)
  public static Event.Offers toOffers(Event event) {
    return event.hasOffers() ? event.getOffers() : null;
  }

  /** What an UPDATE event carries; else null. */
  @Converter(allowNull = true)
  public static TaskStatus toTaskStatus(Event event) {
    return event.hasUpdate() ? event.getUpdate().getStatus() : null;
  }

  /** What an UPDATE_OPERATION_STATUS event carries; else null. */
  @Converter(allowNull = true)
  public static OperationStatus toOperationStatus(Event event) {
    return event.hasUpdateOperationStatus() ? event.getUpdateOperationStatus().getStatus() : null;
  }

  /** Null for what is not of the schema. */
  @Converter(fallback = true)
  public static <T> T convertTo(
      Class<T> type, Exchange exchange, Object value, TypeConverterRegistry registry)
      throws IOException {
    if (value instanceof Message message && message.getClass().getName().startsWith(SCHEMA)) {
      return write(type, message);
    }
    if (Message.class.isAssignableFrom(type) && type.getName().startsWith(SCHEMA)) {
      return read(type, value);
    }
    return null;
  }

  private static <T> T write(Class<T> type, Message message) {
    if (type == String.class) {
      return type.cast(JsonWriter.toString(message));
    }
    if (type == byte[].class) {
      return type.cast(ContentType.PROTOBUF.encode(message));
    }
    if (type == InputStream.class) {
      return type.cast(new ByteArrayInputStream(ContentType.PROTOBUF.encode(message)));
    }
    return null;
  }

  private static <T> T read(Class<T> type, Object value) throws IOException {
    Message.Builder into =
        Internal.getDefaultInstance(type.asSubclass(Message.class)).newBuilderForType();
    if (value instanceof String text) {
      JsonReader.mergeWhole(JsonReader.parser(new StringReader(text)), into, JsonProblems.FIRST);
    } else if (value instanceof byte[] bytes) {
      ContentType.PROTOBUF.decode(bytes, 0, bytes.length, into);
    } else if (value instanceof InputStream stream) {
      byte[] bytes = stream.readAllBytes();
      ContentType.PROTOBUF.decode(bytes, 0, bytes.length, into);
    } else {
      return null;
    }
    return type.cast(into.build());
  }
}
