package io.mesosbatch.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a RecordIO stream into records, however the bytes are split (design rule 6). A record that
 * lies whole in one array-backed buffer is handed on where it lies, without a copy. Not
 * thread-safe; after a {@link WireException} the decoder is of no more use.
 */
public final class RecordIoDecoder {
  /** A length has at most as many digits as {@link Integer#MAX_VALUE}. */
  private static final int MAX_DIGITS = 10;

  private static final int FIRST_CHUNK = 64 * 1024;
  private static final byte[] EMPTY = {};

  private final int maxRecordBytes;

  private int digits;
  private long length;
  private boolean inRecord;
  private byte[] partial = EMPTY;
  private int filled;

  /**
   * @param maxRecordBytes the longest record that is accepted, in bytes
   */
  public RecordIoDecoder(int maxRecordBytes) {
    if (maxRecordBytes < 0) {
      throw new IllegalArgumentException("maxRecordBytes is negative: " + maxRecordBytes);
    }
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Takes all remaining bytes and hands each record that they complete to the sink.
   *
   * @throws WireException for a length that is no decimal number or too large, or from the sink
   */
  public void feed(ByteBuffer bytes, RecordSink sink) throws WireException {
    while (bytes.hasRemaining()) {
      if (!inRecord) {
        readLength(bytes);
      }
      if (inRecord) {
        readRecord(bytes, sink);
      }
    }
  }

  /**
   * Says that no more bytes will come.
   *
   * @throws WireException if the stream ends within a record or its length
   */
  public void end() throws WireException {
    if (inRecord) {
      throw new WireException(
          "The stream ends after " + filled + " bytes of a record of " + length + " bytes");
    }
    if (digits > 0) {
      throw new WireException("The stream ends within the length of a record");
    }
  }

  private void readLength(ByteBuffer bytes) throws WireException {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b >= '0' && b <= '9') {
        digits++;
        length = length * 10 + (b - '0');
        if (digits > MAX_DIGITS || length > maxRecordBytes) {
          throw new WireException(
              "A record is longer than the " + maxRecordBytes + " bytes allowed");
        }
      } else if (b == '\n' && digits > 0) {
        inRecord = true;
        return;
      } else {
        throw new WireException(
            String.format("Byte 0x%02x where the length of a record should stand", b));
      }
    }
  }

  private void readRecord(ByteBuffer bytes, RecordSink sink) throws WireException {
    int size = (int) length;
    if (filled == 0 && bytes.remaining() >= size && bytes.hasArray()) {
      int start = bytes.arrayOffset() + bytes.position();
      bytes.position(bytes.position() + size);
      next();
      sink.record(bytes.array(), start, size);
      return;
    }
    int n = Math.min(bytes.remaining(), size - filled);
    room(filled + n, size);
    bytes.get(partial, filled, n);
    filled += n;
    if (filled == size) {
      byte[] record = partial;
      partial = size > FIRST_CHUNK ? EMPTY : record;
      next();
      sink.record(record, 0, size);
    }
  }

  /** Grows with the bytes that have come, not with the length that was announced. */
  private void room(int needed, int size) {
    if (partial.length < needed) {
      long grown = Math.max(Math.max(needed, FIRST_CHUNK), 2L * partial.length);
      partial = Arrays.copyOf(partial, (int) Math.max(needed, Math.min(grown, size)));
    }
  }

  private void next() {
    inRecord = false;
    digits = 0;
    length = 0;
    filled = 0;
  }
}
