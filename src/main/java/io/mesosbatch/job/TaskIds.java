package io.mesosbatch.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The ids of a list's tasks so far. Keeps 128 bits of each id's digest instead of the id: about 40
 * bytes a task, so that a million ids do not fill the heap; ids that differ never meet in practice.
 */
final class TaskIds {
  private final MessageDigest digest;
  private long[] high = new long[1024];
  private long[] low = new long[1024];
  private int[] tasks = new int[1024];
  private final ArrayIds arrays = new ArrayIds();
  private int size;

  TaskIds() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The earlier task with the same id, or -1; then this one is noted. */
  int add(String id, int task) {
    int inArray = arrays.find(id).map(ArrayIds.Hit::mark).orElse(-1);
    return inArray >= 0 ? inArray : note(id, task);
  }

  /** The same for an array: its own id, and those of its tasks. */
  int add(String id, ArrayTemplate array, int task) {
    int earlier = add(id, task);
    Optional<PlaceholderText.Around> around = array.aroundIndex();
    boolean first = size <= 1 && arrays.isEmpty();
    for (int i = 0; i < array.count() && earlier < 0 && !(first && around.isPresent()); i++) {
      String one = array.id(i);
      earlier = around.isPresent() ? find(one) : add(one, task);
    }
    around.ifPresent(a -> arrays.add(a, array.indices(), task));
    return earlier;
  }

  private int note(String id, int task) {
    ByteBuffer bits = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
    long a = bits.getLong();
    long b = bits.getLong();
    int slot = slot(a, b);
    if (tasks[slot] != 0) {
      return tasks[slot] - 1;
    }
    put(slot, a, b, task + 1);
    if (++size > tasks.length / 2) {
      grow();
    }
    return -1;
  }

  /** The place of the task of that id, or -1. */
  int find(String id) {
    ByteBuffer bits = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
    int task = tasks[slot(bits.getLong(), bits.getLong())] - 1;
    return task >= 0 ? task : arrays.find(id).map(ArrayIds.Hit::mark).orElse(-1);
  }

  private void put(int slot, long a, long b, int mark) {
    high[slot] = a;
    low[slot] = b;
    tasks[slot] = mark;
  }

  private int slot(long a, long b) {
    int mask = tasks.length - 1;
    int slot = (int) a & mask;
    while (tasks[slot] != 0 && (high[slot] != a || low[slot] != b)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldTasks = tasks;
    high = new long[2 * oldTasks.length];
    low = new long[2 * oldTasks.length];
    tasks = new int[2 * oldTasks.length];
    for (int i = 0; i < oldTasks.length; i++) {
      if (oldTasks[i] != 0) {
        put(slot(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldTasks[i]);
      }
    }
  }
}
