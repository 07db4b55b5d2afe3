package io.mesosbatch.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes messages in Mesos's own JSON form: names in snake_case, every number as a number, a double
 * always with a decimal point, bytes in base64, enum values by name, unset fields left out.
 */
public final class JsonWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private JsonWriter() {}

  /** The message in one line of UTF-8. */
  public static byte[] toBytes(MessageOrBuilder message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(message, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The message in one line. */
  public static String toString(MessageOrBuilder message) {
    return new String(toBytes(message), StandardCharsets.UTF_8);
  }

  /**
   * Writes the message as one JSON object.
   *
   * @throws IOException from the generator
   */
  public static void write(MessageOrBuilder message, JsonGenerator generator) throws IOException {
    generator.writeStartObject();
    writeFields(message, generator);
    generator.writeEndObject();
  }

  /**
   * Writes the message's fields into the object that stands open.
   *
   * @throws IOException from the generator
   */
  public static void writeFields(MessageOrBuilder message, JsonGenerator generator)
      throws IOException {
    for (FieldTable.Field field : FieldTable.of(message.getDescriptorForType()).fields) {
      if (field.repeated) {
        if (message.getRepeatedFieldCount(field.descriptor) > 0) {
          generator.writeFieldName(field.name);
          writeAll(message, field, generator);
        }
      } else if (message.hasField(field.descriptor)) {
        generator.writeFieldName(field.name);
        writeValue(message.getField(field.descriptor), field, generator);
      }
    }
  }

  private static void writeAll(
      MessageOrBuilder message, FieldTable.Field field, JsonGenerator generator)
      throws IOException {
    int count = message.getRepeatedFieldCount(field.descriptor);
    if (field.map) {
      generator.writeStartObject();
      for (int i = 0; i < count; i++) {
        writeEntry((Message) message.getRepeatedField(field.descriptor, i), generator);
      }
      generator.writeEndObject();
    } else {
      generator.writeStartArray();
      for (int i = 0; i < count; i++) {
        writeValue(message.getRepeatedField(field.descriptor, i), field, generator);
      }
      generator.writeEndArray();
    }
  }

  private static void writeEntry(Message entry, JsonGenerator generator) throws IOException {
    FieldTable table = FieldTable.of(entry.getDescriptorForType());
    FieldTable.Field key = table.fields.get(0);
    FieldTable.Field value = table.fields.get(1);
    generator.writeFieldName(entry.getField(key.descriptor).toString());
    writeValue(entry.getField(value.descriptor), value, generator);
  }

  private static void writeValue(Object value, FieldTable.Field field, JsonGenerator generator)
      throws IOException {
    switch (field.type) {
      case MESSAGE, GROUP -> write((MessageOrBuilder) value, generator);
      case STRING -> generator.writeString((String) value);
      case ENUM -> writeEnum((EnumValueDescriptor) value, generator);
      case BOOL -> generator.writeBoolean((Boolean) value);
      case DOUBLE -> JsonDouble.write((Double) value, generator);
      case FLOAT -> JsonDouble.write(Double.parseDouble(value.toString()), generator);
      case INT32, SINT32, SFIXED32 -> generator.writeNumber((Integer) value);
      case UINT32, FIXED32 -> generator.writeNumber(Integer.toUnsignedLong((Integer) value));
      case INT64, SINT64, SFIXED64 -> generator.writeNumber((Long) value);
      case UINT64, FIXED64 -> writeUnsigned((Long) value, generator);
      case BYTES ->
          generator.writeString(
              Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      default -> throw new IllegalArgumentException("No JSON form for " + field.type);
    }
  }

  private static void writeEnum(EnumValueDescriptor value, JsonGenerator generator)
      throws IOException {
    generator.writeString(value.getName());
  }

  private static void writeUnsigned(long value, JsonGenerator generator) throws IOException {
    if (value >= 0) {
      generator.writeNumber(value);
    } else {
      generator.writeNumber(Long.toUnsignedString(value));
    }
  }
}
