package io.mesosbatch.ops;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends a stream with an error at a limit: a few packed bytes may hold many. */
final class LimitedStream extends FilterInputStream {
  private long left;

  LimitedStream(InputStream in, long limit) {
    super(in);
    this.left = limit;
  }

  /** There are more bytes than the limit. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("the list, unpacked, is longer than allowed here");
    }
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    return b < 0 ? b : (int) counted(1, b);
  }

  @Override
  public int read(byte[] bytes, int off, int len) throws IOException {
    int read = super.read(bytes, off, len);
    return read < 0 ? read : (int) counted(read, read);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private long counted(int bytes, long result) throws TooLong {
    left -= bytes;
    if (left < 0) {
      throw new TooLong();
    }
    return result;
  }
}
