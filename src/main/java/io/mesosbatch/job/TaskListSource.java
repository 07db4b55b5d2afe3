package io.mesosbatch.job;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a task list, unpacked, and what they are by their look. A name or a header of the
 * carrier may be wrong; the content is not.
 */
final class TaskListSource {
  /** Enough to meet the first byte that no text has. */
  private static final int PEEK = 4096;

  private static final int BUFFER = 1 << 16;

  enum Kind {
    EMPTY,
    JSON,
    PROTOBUF
  }

  private final Original original;
  private InputStream content;

  TaskListSource(InputStream in) {
    original = new Original(in);
    content = new BufferedInputStream(original, BUFFER);
  }

  InputStream content() {
    return content;
  }

  /** Whether it was the stream that failed, and not its content that is bad. */
  boolean failed(IOException e) {
    return original.failure == e;
  }

  /**
   * To be asked first, once.
   *
   * @throws IOException from the stream, or for bytes that only look like gzip: see {@link #failed}
   */
  Kind kind() throws IOException {
    if (isGzip(peek(2))) {
      content = new BufferedInputStream(new GZIPInputStream(content, BUFFER), BUFFER);
    }
    byte[] head = peek(PEEK);
    int start = 0;
    if (head.length >= 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb) {
      content.skipNBytes(3); // the byte order mark of UTF-8
      start = 3;
    }
    if (start == head.length) {
      return Kind.EMPTY;
    }
    return head[start] == '{' || head[start] == '[' || isUtf16(head) || isText(head, start)
        ? Kind.JSON
        : Kind.PROTOBUF;
  }

  private static boolean isGzip(byte[] head) {
    return head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
  }

  /** With a byte order mark, or a zero before the first character. */
  private static boolean isUtf16(byte[] head) {
    int first = head[0] & 0xff;
    return first == 0 || first >= 0xfe;
  }

  /**
   * Text has no control characters but white space; a task in protobuf has some soon: the tag of
   * its id is 0x12. (A list in protobuf may well begin with a line feed and a brace.)
   */
  private static boolean isText(byte[] head, int start) {
    for (int i = start; i < head.length; i++) {
      byte b = head[i];
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  private byte[] peek(int length) throws IOException {
    content.mark(length);
    byte[] head = content.readNBytes(length);
    content.reset();
    return head;
  }

  /** Remembers its own failure, to tell it from what readers further up throw. */
  private static final class Original extends FilterInputStream {
    IOException failure;

    Original(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public int read(byte[] bytes, int off, int len) throws IOException {
      try {
        return super.read(bytes, off, len);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
