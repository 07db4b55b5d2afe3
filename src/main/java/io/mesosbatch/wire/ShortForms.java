package io.mesosbatch.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.mesosbatch.v1.JobDependency;
import io.mesosbatch.v1.ParameterRow;
import io.mesosbatch.v1.TaskDependency;
import java.io.IOException;

/** Messages of our own schema that people write in a shorter way than as an object. */
final class ShortForms {
  private final JsonParser parser;
  private final JsonValues values;

  ShortForms(JsonParser parser, JsonValues values) {
    this.parser = parser;
    this.values = values;
  }

  /** The message of that type that the parser stands on; null if it is not in a short form. */
  Message read(Descriptor type) throws IOException {
    JsonToken token = parser.currentToken();
    if (type == ParameterRow.getDescriptor() && token == JsonToken.START_ARRAY) {
      return row();
    }
    if (token != JsonToken.VALUE_STRING) {
      return null;
    }
    if (type == TaskDependency.getDescriptor()) {
      return TaskDependency.newBuilder().setTask(parser.getText()).build();
    }
    return type == JobDependency.getDescriptor()
        ? JobDependency.newBuilder().setJob(parser.getText()).build()
        : null;
  }

  /** A row of a table of parameters, written as an array; numbers are taken as they are written. */
  private ParameterRow row() throws IOException {
    ParameterRow.Builder row = ParameterRow.newBuilder();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonToken token = parser.currentToken();
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        row.addValues(parser.getText());
      } else {
        values.wrongType("a string, a number, true or false");
      }
    }
    return row.build();
  }
}
