package io.mesosbatch.local.agent;

import java.nio.charset.StandardCharsets;

/** Bytes as a JSON string of just as many bytes, so that a reader can count its way along. */
final class Utf8 {
  private Utf8() {}

  /** A byte that is not part of a UTF-8 character becomes a question mark. */
  static String text(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    StringBuilder safe = new StringBuilder(data.length);
    int at = 0;
    while (at < data.length) {
      int size = sizeAt(data, at);
      safe.append(size == 0 ? "?" : new String(data, at, size, StandardCharsets.UTF_8));
      at += Math.max(1, size);
    }
    return safe.toString();
  }

  /** How many bytes the character at this place has; 0 if it is none. */
  private static int sizeAt(byte[] data, int at) {
    int lead = data[at] & 0xff;
    int size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    if (size == 0 || at + size > data.length) {
      return 0;
    }
    String one = new String(data, at, size, StandardCharsets.UTF_8);
    boolean valid =
        one.codePointCount(0, one.length()) == 1
            && (one.charAt(0) != '\uFFFD' || (size == 3 && lead == 0xef));
    return valid ? size : 0;
  }
}
