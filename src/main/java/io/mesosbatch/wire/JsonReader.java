package io.mesosbatch.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mesosbatch.wire.JsonProblem.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.BitSet;

/**
 * Reads messages from Mesos's JSON, one at a time from a stream of tokens, so that a long list
 * never stands in memory as a tree. Beyond what Mesos writes it takes names in camelCase, numbers
 * in strings, and null for an unset field.
 */
public final class JsonReader {
  /** Messages within messages; protobuf's own readers stop at the same depth. */
  static final int MAX_DEPTH = 100;

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonParser parser;
  private final JsonProblems problems;
  private final JsonValues values;
  private final ShortForms shortForms;

  private JsonReader(JsonParser parser, JsonProblems problems) {
    this.parser = parser;
    this.problems = problems;
    values = new JsonValues(parser, problems);
    shortForms = new ShortForms(parser, values);
  }

  /** A parser over UTF-8 bytes. Columns count bytes. */
  public static JsonParser parser(byte[] bytes, int off, int len) throws IOException {
    return FACTORY.createParser(bytes, off, len);
  }

  /** A parser over a stream in UTF-8 (or UTF-16 or UTF-32), which it closes. */
  public static JsonParser parser(InputStream in) throws IOException {
    return FACTORY.createParser(in);
  }

  /** A parser over characters. Columns count characters. */
  public static JsonParser parser(Reader in) throws IOException {
    return FACTORY.createParser(in);
  }

  /**
   * Reads one object into the builder. The parser stands on the object's first token, or just
   * before it; afterwards on its last.
   *
   * @throws JsonException for a text that is no JSON, and from {@code problems}
   * @throws IOException from the parser's source
   */
  public static void merge(JsonParser parser, Message.Builder into, JsonProblems problems)
      throws IOException {
    merge(parser, into, null, problems);
  }

  /**
   * Reads one object that holds the fields of two messages side by side. A name that both know goes
   * to the first.
   *
   * @param beside may be null
   */
  public static void merge(
      JsonParser parser, Message.Builder into, Message.Builder beside, JsonProblems problems)
      throws IOException {
    try {
      JsonReader reader = new JsonReader(parser, problems);
      if (parser.currentToken() == null || parser.currentToken() == JsonToken.FIELD_NAME) {
        parser.nextToken();
      }
      if (parser.currentToken() == null) {
        throw new JsonException(reader.values.problem(Kind.SYNTAX, "a JSON object is missing"));
      }
      if (reader.values.startsObject()) {
        reader.object(into, beside, 1);
      }
    } catch (JacksonException e) {
      throw syntax(e);
    }
  }

  /** As {@link #merge}, and nothing but white space may follow. */
  public static void mergeWhole(JsonParser parser, Message.Builder into, JsonProblems problems)
      throws IOException {
    merge(parser, into, problems);
    try {
      if (parser.nextToken() != null) {
        throw new JsonException(
            new JsonValues(parser, problems)
                .problem(Kind.SYNTAX, "something follows after the end of the JSON object"));
      }
    } catch (JacksonException e) {
      throw syntax(e);
    }
  }

  /** What Jackson found wrong with the text, in the form of this package. */
  public static JsonException syntax(JacksonException e) {
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
    JsonException found =
        new JsonException(
            new JsonProblem(Kind.SYNTAX, "", line, column, readable(e.getOriginalMessage())));
    found.initCause(e);
    return found;
  }

  /** Without the words that Jackson has for a source that it may not show. */
  private static String readable(String message) {
    return message.replaceAll(
        " \\(start marker at \\[Source: .*; line: (\\d+), column: (\\d+)\\]\\)",
        " that begins in line $1, column $2");
  }

  private void object(Message.Builder into, Message.Builder beside, int depth) throws IOException {
    FieldTable table = FieldTable.of(into.getDescriptorForType());
    FieldTable besideTable = beside == null ? null : FieldTable.of(beside.getDescriptorForType());
    BitSet seen = new BitSet(table.fields.size());
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      FieldTable.Field field = table.field(name);
      Message.Builder target = into;
      if (field == null && besideTable != null) {
        field = besideTable.field(name);
        target = beside;
      }
      if (field == null) {
        problems.found(values.problem(Kind.UNKNOWN_FIELD, table.unknown(name)));
        parser.nextToken();
        parser.skipChildren();
        continue;
      }
      if (target == into && seen.get(field.descriptor.getIndex())) {
        problems.found(values.problem(Kind.DUPLICATE_FIELD, "stands here twice"));
      }
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        if (target == into) {
          seen.set(field.descriptor.getIndex());
        }
        field(field, target, depth);
      }
    }
    if (table.hasRequired) {
      required(table, seen);
    }
  }

  private void required(FieldTable table, BitSet seen) throws WireException {
    for (FieldTable.Field field : table.fields) {
      if (field.descriptor.isRequired() && !seen.get(field.descriptor.getIndex())) {
        problems.found(values.missing(field));
      }
    }
  }

  private void field(FieldTable.Field field, Message.Builder into, int depth) throws IOException {
    if (field.map) {
      map(field, into, depth);
    } else if (field.repeated) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        values.wrongType("an array");
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Object value = value(field, into, depth);
        if (value != null) {
          into.addRepeatedField(field.descriptor, value);
        }
      }
    } else {
      Object value = value(field, into, depth);
      if (value != null) {
        into.setField(field.descriptor, value);
      }
    }
  }

  private void map(FieldTable.Field field, Message.Builder into, int depth) throws IOException {
    if (!values.startsObject()) {
      return;
    }
    FieldTable entry = FieldTable.of(field.descriptor.getMessageType());
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Object key = values.key(entry.fields.get(0));
      parser.nextToken();
      Message.Builder builder = into.newBuilderForField(field.descriptor);
      FieldDescriptor valueField = entry.fields.get(1).descriptor;
      Object value = value(entry.fields.get(1), builder, depth);
      if (key != null && value != null) {
        builder.setField(entry.fields.get(0).descriptor, key).setField(valueField, value);
        into.addRepeatedField(field.descriptor, builder.build());
      }
    }
  }

  /** The value that the parser stands on; null if it was passed over. */
  private Object value(FieldTable.Field field, Message.Builder into, int depth) throws IOException {
    if (field.descriptor.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return values.scalar(field);
    }
    Message inShort = shortForms.read(field.descriptor.getMessageType());
    if (inShort != null) {
      return inShort;
    }
    if (!values.startsObject()) {
      return null;
    }
    if (depth >= MAX_DEPTH) {
      problems.found(
          values.problem(Kind.TOO_DEEP, "is nested more than " + MAX_DEPTH + " levels deep"));
      parser.skipChildren();
      return null;
    }
    Message.Builder builder = into.newBuilderForField(field.descriptor);
    object(builder, null, depth + 1);
    return builder.buildPartial();
  }
}
