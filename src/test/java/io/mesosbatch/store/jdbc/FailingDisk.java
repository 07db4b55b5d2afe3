package io.mesosbatch.store.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2, {@code jdbc:h2:failing:file…}: the real one, until it is full. */
public final class FailingDisk extends FilePathWrapper {
  static final AtomicBoolean FULL = new AtomicBoolean();

  static {
    FilePath.register(new FailingDisk());
  }

  static String url(Path file) {
    return "jdbc:h2:failing:" + file;
  }

  @Override
  public String getScheme() {
    return "failing";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(super.open(mode));
  }

  private static final class Channel extends DiskChannel {
    Channel(FileChannel channel) {
      super(channel);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      if (FULL.get()) {
        throw new IOException("No space left on device");
      }
      return super.write(from, position);
    }
  }
}
