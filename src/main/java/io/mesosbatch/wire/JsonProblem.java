package io.mesosbatch.wire;

import java.io.Serializable;

/**
 * One thing wrong with a JSON text.
 *
 * @param kind what sort of problem
 * @param path the field, as it stands in the text, for instance {@code
 *     tasks[3].resources[0].scalar.value}; empty for the outermost value
 * @param line of the text, counted from 1; 0 if not known
 * @param column of the line, counted from 1; 0 if not known
 * @param message what is wrong, a sentence without the place and without a full stop
 */
public record JsonProblem(Kind kind, String path, int line, int column, String message)
    implements Serializable {
  /** The sorts of problems. */
  public enum Kind {
    /** Not JSON at all from here on; nothing after it is read. */
    SYNTAX,
    UNKNOWN_FIELD,
    DUPLICATE_FIELD,
    WRONG_TYPE,
    OUT_OF_RANGE,
    UNKNOWN_ENUM_VALUE,
    /** A required field is not there. Line and column are those of the end of its message. */
    MISSING_FIELD,
    TOO_DEEP
  }

  /** The problem with its place. */
  @Override
  public String toString() {
    String place = line > 0 ? "line " + line + ", column " + column + ": " : "";
    return place + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
