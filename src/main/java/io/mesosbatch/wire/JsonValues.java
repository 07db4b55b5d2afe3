package io.mesosbatch.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mesosbatch.wire.JsonProblem.Kind;
import java.io.IOException;
import java.util.Base64;

/** Turns the token that a parser stands on into the value of a field, or says why it cannot. */
final class JsonValues {
  /** Above this a double no longer tells neighbouring integers apart. */
  private static final double EXACT_INTEGER = 1L << 53;

  private static final int MAX_SHOWN = 60;

  private final JsonParser parser;
  private final JsonProblems problems;

  JsonValues(JsonParser parser, JsonProblems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The value; null if it does not fit the field, which has then been reported. */
  Object scalar(FieldTable.Field field) throws IOException {
    return switch (field.type) {
      case STRING -> string();
      case ENUM -> enumValue(field);
      case BOOL -> bool();
      case BYTES -> bytes();
      case DOUBLE -> floating();
      case FLOAT -> {
        Double d = floating();
        yield d == null ? null : (Object) d.floatValue();
      }
      case INT32, SINT32, SFIXED32 -> {
        Long n = integer(Integer.MIN_VALUE, Integer.MAX_VALUE, false);
        yield n == null ? null : (Object) n.intValue();
      }
      case UINT32, FIXED32 -> {
        Long n = integer(0, 0xffffffffL, false);
        yield n == null ? null : (Object) n.intValue();
      }
      case INT64, SINT64, SFIXED64 -> integer(Long.MIN_VALUE, Long.MAX_VALUE, false);
      case UINT64, FIXED64 -> integer(0, Long.MAX_VALUE, true);
      default -> throw new IllegalArgumentException("No JSON form for " + field.type);
    };
  }

  /** The key of a map field, from the name that the parser stands on. */
  Object key(FieldTable.Field field) throws IOException {
    String name = parser.currentName();
    if (field.type == FieldDescriptor.Type.STRING) {
      return name;
    }
    try {
      return switch (field.descriptor.getJavaType()) {
        case INT -> Integer.valueOf(name);
        case LONG -> Long.valueOf(name);
        case BOOLEAN -> Boolean.valueOf(name);
        default -> throw new IllegalArgumentException("No map key of type " + field.type);
      };
    } catch (NumberFormatException e) {
      problems.found(problem(Kind.WRONG_TYPE, "a whole number is wanted as the key"));
      return null;
    }
  }

  boolean startsObject() throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return true;
    }
    wrongType("an object");
    return false;
  }

  /** Reports the token that the parser stands on, and passes over all of it. */
  void wrongType(String wanted) throws IOException {
    problems.found(problem(Kind.WRONG_TYPE, wanted + " is wanted, not " + shown()));
    parser.skipChildren();
  }

  JsonProblem problem(Kind kind, String message) {
    return problem(kind, path(parser.getParsingContext()), message);
  }

  /** For the end of the object that lacks the field. */
  JsonProblem missing(FieldTable.Field field) {
    String path = path(parser.getParsingContext());
    String name = field.descriptor.getName();
    return problem(
        Kind.MISSING_FIELD, path.isEmpty() ? name : path + "." + name, "is required and missing");
  }

  private JsonProblem problem(Kind kind, String path, String message) {
    JsonLocation at =
        parser.currentToken() == null ? parser.currentLocation() : parser.currentTokenLocation();
    return new JsonProblem(kind, path, at.getLineNr(), at.getColumnNr(), message);
  }

  private static String path(JsonStreamContext context) {
    if (context == null || context.inRoot()) {
      return "";
    }
    String path = path(context.getParent());
    if (context.inArray()) {
      return context.hasCurrentIndex() ? path + "[" + context.getCurrentIndex() + "]" : path;
    }
    if (!context.hasCurrentName()) {
      return path;
    }
    return path.isEmpty() ? context.getCurrentName() : path + "." + context.getCurrentName();
  }

  private String string() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    wrongType("a string");
    return null;
  }

  private Boolean bool() throws IOException {
    if (parser.currentToken().isBoolean()) {
      return parser.getBooleanValue();
    }
    wrongType("true or false");
    return null;
  }

  private ByteString bytes() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      try {
        return ByteString.copyFrom(Base64.getDecoder().decode(parser.getText()));
      } catch (IllegalArgumentException e) {
        wrongType("base64");
        return null;
      }
    }
    wrongType("a string in base64");
    return null;
  }

  private EnumValueDescriptor enumValue(FieldTable.Field field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      wrongType("one of " + field.valueNames());
      return null;
    }
    EnumValueDescriptor value = field.value(parser.getText());
    if (value == null) {
      problems.found(
          problem(Kind.UNKNOWN_ENUM_VALUE, shown() + " is none of " + field.valueNames()));
    }
    return value;
  }

  private Double floating() throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
          problems.found(problem(Kind.OUT_OF_RANGE, shown() + " is too large"));
          return null;
        }
        return value;
      }
      case VALUE_STRING -> {
        try {
          return Double.valueOf(parser.getText().strip());
        } catch (NumberFormatException e) {
          wrongType("a number");
          return null;
        }
      }
      default -> {
        wrongType("a number");
        return null;
      }
    }
  }

  private Long integer(long min, long max, boolean unsigned) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER) {
      return inRange(parser.getLongValue(), min, max);
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = parser.getDoubleValue();
      if (value == Math.rint(value) && Math.abs(value) <= EXACT_INTEGER) {
        return inRange((long) value, min, max);
      }
      wrongType("a whole number");
      return null;
    }
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_STRING) {
      wrongType("a whole number");
      return null;
    }
    String text = parser.getText().strip();
    try {
      return unsigned && !text.startsWith("-")
          ? (Long) Long.parseUnsignedLong(text)
          : inRange(Long.parseLong(text), min, max);
    } catch (NumberFormatException e) {
      if (token == JsonToken.VALUE_STRING) {
        wrongType("a whole number");
      } else {
        problems.found(problem(Kind.OUT_OF_RANGE, shown() + " is out of range"));
      }
      return null;
    }
  }

  private Long inRange(long value, long min, long max) throws WireException {
    if (value >= min && value <= max) {
      return value;
    }
    problems.found(problem(Kind.OUT_OF_RANGE, value + " is not between " + min + " and " + max));
    return null;
  }

  private String shown() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> '"' + shortened(parser.getText()) + '"';
      default -> shortened(parser.getText());
    };
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
