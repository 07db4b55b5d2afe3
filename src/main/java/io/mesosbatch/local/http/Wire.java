package io.mesosbatch.local.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Responses as bytes, with the headers in the order in which Mesos sends them. */
final class Wire {
  static final ByteBuffer CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  static final ByteBuffer LAST_CHUNK = ascii("0\r\n\r\n");

  private record Stamp(long second, String text) {}

  private static volatile Stamp stamp = new Stamp(-1, "");

  private Wire() {}

  static ByteBuf reply(ByteBufAllocator alloc, Reply reply) {
    StringBuilder head = new StringBuilder(160).append("HTTP/1.1 ").append(reply.status());
    head.append("\r\nDate: ").append(date()).append("\r\n");
    for (String header : reply.headers()) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(reply.body().length).append("\r\n\r\n");
    ByteBuf buffer = alloc.buffer(head.length() + reply.body().length);
    buffer.writeCharSequence(head, StandardCharsets.ISO_8859_1);
    return buffer.writeBytes(reply.body());
  }

  static ByteBuf head(ByteBufAllocator alloc, List<String> headers) {
    StringBuilder head = new StringBuilder(200).append("HTTP/1.1 200 OK\r\nDate: ").append(date());
    head.append("\r\nTransfer-Encoding: chunked\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    ByteBuf buffer = alloc.buffer(head.length() + 2);
    buffer.writeCharSequence(head.append("\r\n"), StandardCharsets.ISO_8859_1);
    return buffer;
  }

  static ByteBuf chunk(ByteBufAllocator alloc, byte[] chunk) {
    ByteBuf buffer = alloc.buffer(chunk.length + 12);
    buffer.writeCharSequence(Integer.toHexString(chunk.length), StandardCharsets.ISO_8859_1);
    buffer.writeByte('\r').writeByte('\n').writeBytes(chunk).writeByte('\r').writeByte('\n');
    return buffer;
  }

  private static String date() {
    long second = System.currentTimeMillis() / 1000;
    Stamp last = stamp;
    if (last.second != second) {
      last = new Stamp(second, format(second));
      stamp = last;
    }
    return last.text;
  }

  /** RFC 1123, by hand: a DateTimeFormatter costs tens of milliseconds when the program starts. */
  private static String format(long second) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(29);
    text.append(
        "MonTueWedThuFriSatSun",
        3 * time.getDayOfWeek().ordinal(),
        3 * time.getDayOfWeek().ordinal() + 3);
    two(text.append(", "), time.getDayOfMonth()).append(' ');
    int month = 3 * (time.getMonthValue() - 1);
    text.append("JanFebMarAprMayJunJulAugSepOctNovDec", month, month + 3);
    two(text.append(' ').append(time.getYear()).append(' '), time.getHour());
    two(text.append(':'), time.getMinute());
    return two(text.append(':'), time.getSecond()).append(" GMT").toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return number < 10 ? text.append('0').append(number) : text.append(number);
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
  }
}
