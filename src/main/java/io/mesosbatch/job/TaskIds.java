package io.mesosbatch.job;

import java.util.Optional;

/**
 * The ids of a list's tasks so far. Keeps 96 bits of each id's hash instead of the id: about 32
 * bytes a task, so that a million ids do not fill the heap; ids that differ never meet in practice.
 */
final class TaskIds {
  /** Two to a slot: 64 bits of the hash; then 32 more bits, and the task's place + 1. */
  private long[] slots = new long[2 * 1024];

  private final ArrayIds arrays = new ArrayIds();

  private long hash;
  private int more;
  private int size;

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
    hash(id);
    int slot = slot(hash, more);
    if (slots[slot + 1] != 0) {
      return place(slot);
    }
    put(slot, hash, more, task);
    if (++size > slots.length / 4) {
      grow();
    }
    return -1;
  }

  /** The place of the task of that id, or -1. */
  int find(String id) {
    hash(id);
    int task = place(slot(hash, more));
    return task >= 0 ? task : arrays.find(id).map(ArrayIds.Hit::mark).orElse(-1);
  }

  /** Two multiplicative hashes of the characters, each mixed at the end as MurmurHash3 does. */
  private void hash(String id) {
    long a = 0xcbf29ce484222325L;
    long b = 0x9e3779b97f4a7c15L;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      a = (a ^ c) * 0x100000001b3L;
      b = (Long.rotateLeft(b, 7) + c) * 0xd6e8feb86659fd93L;
    }
    hash = mixed(a);
    more = (int) (mixed(b) >>> 32);
  }

  private static long mixed(long bits) {
    long x = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
    x = (x ^ x >>> 33) * 0xc4ceb9fe1a85ec53L;
    return x ^ x >>> 33;
  }

  private int place(int slot) {
    return (int) slots[slot + 1] - 1;
  }

  private void put(int slot, long hash, int more, int task) {
    slots[slot] = hash;
    slots[slot + 1] = (long) more << 32 | task + 1;
  }

  /** Where the id is, or would be. */
  private int slot(long hash, int more) {
    int mask = slots.length - 1;
    int slot = (int) hash << 1 & mask;
    while (slots[slot + 1] != 0
        && (slots[slot] != hash || slots[slot + 1] >>> 32 != (more & 0xffffffffL))) {
      slot = slot + 2 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        int slot = slot(old[i], (int) (old[i + 1] >>> 32));
        slots[slot] = old[i];
        slots[slot + 1] = old[i + 1];
      }
    }
  }
}
