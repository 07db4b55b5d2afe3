package io.mesosbatch.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An HTTP request or response, as recorded or received.
 *
 * @param first the request line or the status line
 */
record HttpMessage(String first, List<String> headers, byte[] body) {
  static HttpMessage parse(byte[] raw) {
    int end = headLength(raw);
    String head = new String(raw, 0, end, StandardCharsets.ISO_8859_1).stripTrailing();
    List<String> lines = new ArrayList<>(Arrays.asList(head.split("\r\n")));
    String first = lines.remove(0);
    return new HttpMessage(first, lines, Arrays.copyOfRange(raw, end, raw.length));
  }

  /** The length of the head with its empty line, or -1 if it is not whole. */
  static int headLength(byte[] raw) {
    for (int i = 3; i < raw.length; i++) {
      if (raw[i] == '\n' && raw[i - 1] == '\r' && raw[i - 2] == '\n' && raw[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  String header(String name) {
    for (String header : headers) {
      if (header.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        return header.substring(name.length() + 1).trim();
      }
    }
    return null;
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
