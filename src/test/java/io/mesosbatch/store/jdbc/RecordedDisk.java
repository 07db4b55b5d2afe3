package io.mesosbatch.store.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2, {@code jdbc:h2:recorded:file…}: the real one, but what is done to the
 * database's files is remembered in its order, and what the program has said in between.
 */
public final class RecordedDisk extends FilePathWrapper {
  private static final List<Step> STEPS = new ArrayList<>();

  static {
    FilePath.register(new RecordedDisk());
  }

  /** In the life of a folder. */
  sealed interface Step {
    record Write(String file, long position, byte[] bytes) implements Step {}

    record Truncate(String file, long size) implements Step {}

    record Move(String file, String to) implements Step {}

    record Delete(String file) implements Step {}

    /** To the world: from now on it must be true. */
    record Said(String line) implements Step {}
  }

  static String url(Path file) {
    return "jdbc:h2:recorded:" + file;
  }

  static void say(String line) {
    add(new Step.Said(line));
  }

  /** What was recorded until now; the record begins anew. */
  static List<Step> steps() {
    synchronized (STEPS) {
      List<Step> steps = List.copyOf(STEPS);
      STEPS.clear();
      return steps;
    }
  }

  static int recorded() {
    synchronized (STEPS) {
      return STEPS.size();
    }
  }

  private static void add(Step step) {
    synchronized (STEPS) {
      STEPS.add(step);
    }
  }

  @Override
  public String getScheme() {
    return "recorded";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(getName(), super.open(mode));
  }

  /** To a file that is not there. */
  @Override
  public OutputStream newOutputStream(boolean append) throws IOException {
    return Channels.newOutputStream(open("rw"));
  }

  @Override
  public void moveTo(FilePath to, boolean atomicReplace) {
    synchronized (STEPS) {
      super.moveTo(to, atomicReplace);
      add(new Step.Move(getName(), to.getName()));
    }
  }

  @Override
  public void delete() {
    synchronized (STEPS) {
      super.delete();
      add(new Step.Delete(getName()));
    }
  }

  private static final class Channel extends DiskChannel {
    private final String file;

    Channel(String file, FileChannel channel) {
      super(channel);
      this.file = file;
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      synchronized (STEPS) {
        super.implTruncate(size);
        add(new Step.Truncate(file, size));
      }
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      byte[] bytes = new byte[from.remaining()];
      from.duplicate().get(bytes);
      synchronized (STEPS) {
        int written = super.write(from, position);
        add(new Step.Write(file, position, bytes));
        return written;
      }
    }
  }
}
