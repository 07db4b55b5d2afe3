package io.mesosbatch.job;

/** Finds its way through JSON by quotation marks and brackets alone. */
final class JsonNesting {
  private final byte[] name;
  private int depth;
  private boolean inText;
  private boolean escaped;

  /** How much of the name has been met; -1: this text is another one. */
  private int met;

  /** The last text was the name, and nothing but a colon and blanks has followed. */
  private boolean named;

  private boolean atTasks;

  /**
   * @param name of the array in the outermost object
   */
  JsonNesting(byte[] name) {
    this.name = name;
  }

  /**
   * Where the first element of the array of that name would be, or of an array that is all there
   * is; else {@code to}, and the next call goes on from there.
   */
  int untilTasks(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (inText) {
        text(bytes[i]);
      } else if (outside(bytes[i])) {
        atTasks = true;
        return i + 1;
      }
    }
    return to;
  }

  boolean atTasks() {
    return atTasks;
  }

  private void text(byte b) {
    if (escaped) {
      escaped = false;
      met = -1;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inText = false;
      named = depth == 1 && met == name.length;
    } else {
      met = met >= 0 && met < name.length && b == name[met] ? met + 1 : -1;
    }
  }

  /** Whether the array begins. */
  private boolean outside(byte b) {
    switch (b) {
      case '"' -> {
        inText = true;
        met = 0;
      }
      case '{' -> depth++;
      case '[' -> {
        if (depth == 0 || depth == 1 && named) {
          return true;
        }
        depth++;
      }
      case '}', ']' -> depth--;
      case ':', ' ', '\n', '\t', '\r' -> {
        return false;
      }
      default -> {}
    }
    if (b != '"') {
      named = false;
    }
    return false;
  }

  /** The next place that is no white space. */
  static int afterBlanks(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to
        && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\t' || bytes[i] == '\r')) {
      i++;
    }
    return i;
  }

  /** Where the object ends that begins here; -1 if not before {@code to}. */
  static int endOfObject(byte[] bytes, int from, int to) {
    int depth = 0;
    boolean inText = false;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (inText) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          inText = false;
        }
      } else if (b == '"') {
        inText = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if ((b == '}' || b == ']') && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }
}
