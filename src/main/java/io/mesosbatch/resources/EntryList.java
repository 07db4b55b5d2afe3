package io.mesosbatch.resources;

import java.util.Arrays;

/** Entries while a {@link Resources} is being made. */
final class EntryList {
  private Entry[] entries;
  private int size;

  EntryList(int capacity) {
    this.entries = new Entry[capacity];
  }

  /** A copy with room for more. */
  EntryList(Entry[] merged, int more) {
    this.entries = Arrays.copyOf(merged, merged.length + more);
    this.size = merged.length;
  }

  int size() {
    return size;
  }

  Entry get(int index) {
    return entries[index];
  }

  /** Adds it to one that it merges with, or else at the end. */
  void add(Entry entry) {
    if (entry.isEmpty()) {
      return;
    }
    for (int i = 0; i < size; i++) {
      if (entries[i].addsTo(entry)) {
        entries[i] = entries[i].plus(entry);
        return;
      }
    }
    append(entry);
  }

  /** Only if it merges with none. */
  void append(Entry entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, Math.max(4, 2 * size));
    }
    entries[size++] = entry;
  }

  /** Takes it away; false, and nothing changed, if it is not there. */
  boolean subtract(Entry entry) {
    for (int i = 0; i < size; i++) {
      if (entries[i].contains(entry)) {
        replace(i, entries[i].minus(entry));
        return true;
      }
    }
    return false;
  }

  /** Puts the rest in its place, or nothing if nothing is left. */
  void replace(int index, Entry rest) {
    if (rest.isEmpty()) {
      System.arraycopy(entries, index + 1, entries, index, --size - index);
      entries[size] = null;
    } else {
      entries[index] = rest;
    }
  }

  Resources toResources() {
    if (size == 0) {
      return Resources.EMPTY;
    }
    return new Resources(size == entries.length ? entries : Arrays.copyOf(entries, size));
  }
}
