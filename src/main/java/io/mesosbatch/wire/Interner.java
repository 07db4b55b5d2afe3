package io.mesosbatch.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Remembers what bytes were decoded to, so that the same bytes need not be decoded again and give
 * the same instance. Holds at most a fixed number of values; a newer one takes the place of an
 * older one. Not thread-safe.
 */
final class Interner<T> {
  /** Makes a value of bytes that are new; null is not remembered. */
  interface Decoder<T> {
    T decode(byte[] buf, int off, int len) throws InvalidProtocolBufferException;
  }

  private record Entry<T>(byte[] bytes, T value) {}

  private static final int MAX_BYTES = 2048;

  /** After so many new values in a row only one in so many is worth a look. */
  private static final int PATIENCE = 256;

  private static final int SPARING = 16;

  private static final long PRIME = 0x9e3779b97f4a7c15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Decoder<T> decoder;
  private final List<Entry<T>> slots;
  private int misses;
  private int skipped;

  /**
   * @param slots a power of two
   */
  Interner(int slots, Decoder<T> decoder) {
    this.decoder = decoder;
    this.slots = new ArrayList<>(Collections.nCopies(slots, null));
  }

  /** Whether values come again often enough; to be asked before each {@link #get}, or never. */
  boolean worthwhile() {
    return misses <= PATIENCE || ++skipped % SPARING == 0;
  }

  T get(byte[] buf, int off, int len) throws InvalidProtocolBufferException {
    if (len > MAX_BYTES) {
      return decoder.decode(buf, off, len);
    }
    int slot = hash(buf, off, len) & (slots.size() - 1);
    Entry<T> entry = slots.get(slot);
    if (entry != null && Arrays.equals(buf, off, off + len, entry.bytes, 0, entry.bytes.length)) {
      misses = 0;
      return entry.value;
    }
    misses++;
    T value = decoder.decode(buf, off, len);
    if (value != null) {
      slots.set(slot, new Entry<>(Arrays.copyOfRange(buf, off, off + len), value));
    }
    return value;
  }

  /** The last eight bytes, which may overlap those before, then all others eight at a time. */
  private static int hash(byte[] buf, int off, int len) {
    if (len < Long.BYTES) {
      long hash = len;
      for (int at = off; at < off + len; at++) {
        hash = hash << Byte.SIZE | buf[at] & 0xff;
      }
      return (int) (hash * PRIME >>> 32);
    }
    int last = off + len - Long.BYTES;
    long hash = (long) LONGS.get(buf, last) * PRIME;
    for (int at = off; at < last; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(buf, at)) * PRIME;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 32);
  }
}
