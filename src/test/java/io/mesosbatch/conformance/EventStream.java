package io.mesosbatch.conformance;

import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.RecordIoDecoder;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** A subscription over a plain socket: what the master sends, byte by byte. */
final class EventStream implements AutoCloseable {
  private final int number;
  private final ContentType encoding;
  private final BiConsumer<Integer, Event> events;
  private final Socket socket;
  private HttpMessage head;

  /**
   * @param events called with this stream's number; with null at the end of the body
   */
  EventStream(
      int number,
      InetSocketAddress master,
      ContentType encoding,
      byte[] request,
      BiConsumer<Integer, Event> events)
      throws IOException {
    this.number = number;
    this.encoding = encoding;
    this.events = events;
    this.socket = new Socket(master.getAddress(), master.getPort());
    socket.getOutputStream().write(request);
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (HttpMessage.headLength(bytes.toByteArray()) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("no whole response head: " + bytes);
      }
      bytes.write(next);
    }
    head = HttpMessage.parse(bytes.toByteArray());
    if ("chunked".equals(head.header("Transfer-Encoding"))) {
      Thread reader = new Thread(this::read, "stream-" + number);
      reader.setDaemon(true);
      reader.start();
    } else {
      byte[] body = in.readNBytes(Integer.parseInt(head.header("Content-Length")));
      head = new HttpMessage(head.first(), head.headers(), body);
    }
  }

  HttpMessage head() {
    return head;
  }

  private void read() {
    RecordIoDecoder decoder = new RecordIoDecoder(1 << 26);
    try {
      InputStream in = socket.getInputStream();
      int length = chunkLength(in);
      while (length > 0) {
        decoder.feed(
            ByteBuffer.wrap(in.readNBytes(length)),
            (bytes, offset, size) -> {
              Event.Builder event = Event.newBuilder();
              encoding.decode(bytes, offset, size, event);
              events.accept(number, event.build());
            });
        in.skipNBytes(2);
        length = chunkLength(in);
      }
      decoder.end();
    } catch (IOException closed) {
      // either side has closed the connection
    }
    events.accept(number, null);
  }

  private static int chunkLength(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.append((char) next);
    }
    return Integer.parseInt(line.toString().trim(), 16);
  }

  /** One request and its answer, on a connection of its own. */
  static HttpMessage call(InetSocketAddress master, byte[] request) throws IOException {
    try (Socket socket = new Socket(master.getAddress(), master.getPort())) {
      socket.getOutputStream().write(request);
      return HttpMessage.parse(socket.getInputStream().readAllBytes());
    }
  }

  static byte[] request(String line, Iterable<String> headers, byte[] body) {
    String head = line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
