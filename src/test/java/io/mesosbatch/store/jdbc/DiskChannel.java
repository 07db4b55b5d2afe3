package io.mesosbatch.store.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;

/** A file of H2 as it is. */
class DiskChannel extends FileBaseDefault {
  private final FileChannel channel;

  DiskChannel(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  protected void implTruncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public int read(ByteBuffer to, long position) throws IOException {
    return channel.read(to, position);
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    int written = 0;
    while (from.hasRemaining()) {
      written += channel.write(from, position + written);
    }
    return written;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    channel.force(metaData);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    channel.close();
  }
}
