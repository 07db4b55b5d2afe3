package io.mesosbatch.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.mesosbatch.v1.Job;
import io.mesosbatch.wire.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The id that a list gives itself, found without looking at its tasks. */
public final class ListId {
  private ListId() {}

  /**
   * @return empty if it has none, or is broken: {@link TaskListReader} tells what is wrong
   */
  public static Optional<String> find(InputStream list) {
    try {
      TaskListSource source = new TaskListSource(list);
      Optional<String> id =
          switch (source.kind()) {
            case EMPTY -> Optional.empty();
            case JSON -> json(source.content());
            case PROTOBUF -> protobuf(source.content());
          };
      return id.filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> json(InputStream in) throws IOException {
    try (JsonParser parser = JsonReader.parser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean id = parser.currentName().equals("id");
        JsonToken value = parser.nextToken();
        if (id) {
          return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> protobuf(InputStream in) throws IOException {
    CodedInputStream coded = CodedInputStream.newInstance(in);
    coded.setSizeLimit(Integer.MAX_VALUE);
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == Job.ID_FIELD_NUMBER) {
        return Optional.of(coded.readString());
      }
      coded.skipField(tag);
    }
    return Optional.empty();
  }
}
