package io.mesosbatch.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The recorded traffic of a real master, from the test resources. */
public final class Recordings {
  private Recordings() {}

  /** The folder that holds a folder for each scenario. */
  public static Path root() {
    try {
      return Path.of(Recordings.class.getResource("/mesos-traces").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every recorded subscription in an encoding. */
  public static List<Path> streams(ContentType type) {
    return files("stream-", ".response").stream().filter(p -> encoding(p) == type).toList();
  }

  /** Every file whose name begins and ends so, sorted. */
  public static List<Path> files(String begin, String end) {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(p -> p.getFileName().toString().startsWith(begin))
          .filter(p -> p.getFileName().toString().endsWith(end))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By the folder that the file lies in. */
  public static ContentType encoding(Path file) {
    return ContentType.valueOf(file.getParent().getFileName().toString().toUpperCase());
  }

  /** The body of a recorded HTTP message: the chunks put together, as far as they were recorded. */
  public static byte[] body(Path file) throws IOException {
    byte[] raw = Files.readAllBytes(file);
    int start = headerLength(raw);
    String headers = new String(raw, 0, start, StandardCharsets.ISO_8859_1);
    if (!headers.contains("Transfer-Encoding: chunked")) {
      return Arrays.copyOfRange(raw, start, raw.length);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = start;
    while (at < raw.length) {
      int lineEnd = indexOf(raw, "\r\n", at);
      int size = Integer.parseInt(new String(raw, at, lineEnd - at, StandardCharsets.US_ASCII), 16);
      if (size == 0) {
        break;
      }
      body.write(raw, lineEnd + 2, size);
      at = lineEnd + 2 + size + 2;
    }
    return body.toByteArray();
  }

  /** Where the body begins. */
  public static int headerLength(byte[] raw) {
    return indexOf(raw, "\r\n\r\n", 0) + 4;
  }

  /** The records of a RecordIO stream. */
  public static List<byte[]> records(byte[] stream) throws WireException {
    List<byte[]> records = new ArrayList<>();
    RecordIoDecoder decoder = new RecordIoDecoder(Integer.MAX_VALUE);
    decoder.feed(
        ByteBuffer.wrap(stream),
        (buf, off, len) -> records.add(Arrays.copyOfRange(buf, off, off + len)));
    decoder.end();
    return records;
  }

  private static int indexOf(byte[] raw, String text, int from) {
    String all = new String(raw, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(text, from);
    if (at < 0) {
      throw new IllegalStateException("The recording is cut off");
    }
    return at;
  }
}
