package io.mesosbatch.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mesosbatch.v1.ParameterRow;
import io.mesosbatch.v1.ParameterTable;
import io.mesosbatch.wire.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a table of parameters in UTF-8: CSV (RFC 4180) whose first record has the columns, or JSON
 * objects, usually one a line, that all have the same fields.
 */
final class ParameterReader {
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private final PushbackReader in;
  private final ParameterTable.Builder table = ParameterTable.newBuilder();

  private ParameterReader(PushbackReader in) {
    this.in = in;
  }

  /**
   * @throws IOException it cannot be read as a table; the message says where
   */
  static ParameterTable read(InputStream file) throws IOException {
    Reader text = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
    PushbackReader in = new PushbackReader(text);
    int first = in.read();
    if (first == BYTE_ORDER_MARK) {
      first = in.read();
    }
    if (first >= 0) {
      in.unread(first);
    }
    ParameterReader reader = new ParameterReader(in);
    if (first == '{') {
      reader.json();
    } else {
      reader.csv();
    }
    return reader.table.build();
  }

  private void json() throws IOException {
    try (JsonParser parser = JsonReader.parser(in)) {
      while (parser.nextToken() != null) {
        String where = "line " + parser.currentTokenLocation().getLineNr() + ": ";
        Map<String, String> row = object(parser, where);
        if (table.getRowsCount() == 0) {
          table.addAllColumns(row.keySet());
        }
        ParameterRow.Builder values = ParameterRow.newBuilder();
        for (String column : table.getColumnsList()) {
          String value = row.remove(column);
          if (value == null) {
            throw new IOException(where + "there is no " + column + ", as in the first object");
          }
          values.addValues(value);
        }
        if (!row.isEmpty()) {
          throw new IOException(where + row.keySet() + " are not in the first object");
        }
        table.addRows(values);
      }
    } catch (JacksonException e) {
      throw new IOException("this is no JSON: " + JsonReader.syntax(e).problem());
    }
  }

  private static Map<String, String> object(JsonParser parser, String where) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException(where + "an object is wanted");
    }
    Map<String, String> row = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!value.isScalarValue() || value == JsonToken.VALUE_NULL) {
        throw new IOException(where + name + " must be a string, a number, true or false");
      }
      if (row.put(name, parser.getText()) != null) {
        throw new IOException(where + name + " stands here twice");
      }
    }
    return row;
  }

  private void csv() throws IOException {
    int number = 1;
    for (List<String> fields = csvRecord(); fields != null; fields = csvRecord()) {
      boolean blank = fields.size() == 1 && fields.get(0).isEmpty();
      if (number == 1) {
        table.addAllColumns(fields);
      } else if (!blank || table.getColumnsCount() == 1) {
        if (fields.size() != table.getColumnsCount()) {
          throw new IOException(
              "record "
                  + number
                  + " has "
                  + fields.size()
                  + " fields, the first "
                  + table.getColumnsCount());
        }
        table.addRows(ParameterRow.newBuilder().addAllValues(fields));
      }
      number++;
    }
  }

  /** Null at the end. */
  private List<String> csvRecord() throws IOException {
    int c = in.read();
    if (c < 0) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (; c >= 0 && c != '\n' && c != '\r'; c = in.read()) {
      if (c == ',') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '"' && field.isEmpty()) {
        quoted(field);
      } else {
        field.append((char) c);
      }
    }
    fields.add(field.toString());
    if (c == '\r') {
      int next = in.read();
      if (next >= 0 && next != '\n') {
        in.unread(next);
      }
    }
    return fields;
  }

  private void quoted(StringBuilder field) throws IOException {
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("the file ends within quotes");
      }
      if (c == '"') {
        int next = in.read();
        if (next != '"') {
          if (next >= 0) {
            in.unread(next);
          }
          return;
        }
      }
      field.append((char) c);
    }
  }
}
