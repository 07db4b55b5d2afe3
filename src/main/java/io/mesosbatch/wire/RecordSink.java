package io.mesosbatch.wire;

/** Takes one record at a time, in order. */
@FunctionalInterface
public interface RecordSink {
  /**
   * @param buf holds the record at {@code off}, {@code len} bytes long; valid only during the call
   * @throws WireException if the record cannot be decoded; decoding of the stream stops
   */
  void record(byte[] buf, int off, int len) throws WireException;
}
