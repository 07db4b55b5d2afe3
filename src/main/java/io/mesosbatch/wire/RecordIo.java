package io.mesosbatch.wire;

import java.nio.charset.StandardCharsets;

/** RecordIO: each record is its length in decimal, a line feed, and that many bytes. */
public final class RecordIo {
  private RecordIo() {}

  /** The record with its length in front. */
  public static byte[] frame(byte[] record) {
    byte[] length = Integer.toString(record.length).getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[length.length + 1 + record.length];
    System.arraycopy(length, 0, framed, 0, length.length);
    framed[length.length] = '\n';
    System.arraycopy(record, 0, framed, length.length + 1, record.length);
    return framed;
  }
}
