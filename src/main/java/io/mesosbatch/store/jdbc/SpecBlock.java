package io.mesosbatch.store.jdbc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.TaskPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Neighbouring tasks as bytes. The tasks of a list say mostly the same, so compressed together they
 * take a fraction of the space, and are one row instead of many.
 *
 * <p>The form: the length uncompressed (4 bytes), then zlib; in it for each task the TaskInfo and
 * the TaskPolicy, each with its length before it as a varint.
 */
final class SpecBlock {
  /** A block begins at a multiple of it. */
  static final int TASKS = 64;

  private SpecBlock() {}

  /** The key of the block that has the task. */
  static long keyOf(long taskKey) {
    return taskKey & -TASKS;
  }

  interface Sink {
    void accept(int place, TaskSpec spec);
  }

  /**
   * @param wanted which places in the block to read, from 0
   */
  static void read(byte[] bytes, IntPredicate wanted, Sink sink) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(inflate(bytes));
      for (int place = 0; !in.isAtEnd(); place++) {
        if (wanted.test(place)) {
          TaskInfo.Builder info = TaskInfo.newBuilder();
          read(in, info);
          TaskPolicy.Builder policy = TaskPolicy.newBuilder();
          boolean some = read(in, policy);
          sink.accept(
              place,
              new TaskSpec(
                  info.buildPartial(),
                  some ? policy.buildPartial() : TaskPolicy.getDefaultInstance()));
        } else {
          in.skipRawBytes(in.readRawVarint32());
          in.skipRawBytes(in.readRawVarint32());
        }
      }
    } catch (IOException | DataFormatException e) {
      throw new IllegalStateException("a stored task cannot be read", e);
    }
  }

  private static boolean read(CodedInputStream in, MessageLite.Builder into) throws IOException {
    int length = in.readRawVarint32();
    int limit = in.pushLimit(length);
    into.mergeFrom(in);
    in.popLimit(limit);
    return length > 0;
  }

  private static byte[] inflate(byte[] bytes) throws DataFormatException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] raw = new byte[buffer.getInt()];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(buffer);
      for (int at = 0; at < raw.length; ) {
        int more = inflater.inflate(raw, at, raw.length - at);
        if (more == 0) {
          throw new DataFormatException("shorter than it says");
        }
        at += more;
      }
      return raw;
    } finally {
      inflater.end();
    }
  }

  /** Gathers the tasks of a block, block after block. Not thread-safe. */
  static final class Writer {
    private byte[] raw = new byte[1 << 15];
    private int length;
    private int tasks;

    void add(TaskSpec task) {
      write(task.info());
      write(task.policy());
      tasks++;
    }

    private void write(MessageLite message) {
      int size = message.getSerializedSize();
      int room = CodedOutputStream.computeUInt32SizeNoTag(size) + size;
      if (raw.length - length < room) {
        raw = Arrays.copyOf(raw, Math.max(2 * raw.length, length + room));
      }
      try {
        CodedOutputStream out = CodedOutputStream.newInstance(raw, length, room);
        out.writeUInt32NoTag(size);
        message.writeTo(out);
        length += room;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    int tasks() {
      return tasks;
    }

    /** The block, to be {@link #pack packed}; the next one begins. */
    byte[] finish() {
      byte[] block = Arrays.copyOf(raw, length);
      length = 0;
      tasks = 0;
      return block;
    }
  }

  /** In the form in which it is stored. */
  static byte[] pack(byte[] raw) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(raw);
      deflater.finish();
      byte[] buffer = new byte[1 << 14];
      ByteArrayOutputStream block = new ByteArrayOutputStream(4 + raw.length / 4);
      block.writeBytes(ByteBuffer.allocate(4).putInt(raw.length).array());
      while (!deflater.finished()) {
        block.write(buffer, 0, deflater.deflate(buffer));
      }
      return block.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
