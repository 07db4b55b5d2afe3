package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Value;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A set of unsigned 64-bit numbers as inclusive ranges: sorted, disjoint, never adjacent. Ports,
 * mostly. Immutable.
 */
public final class Ranges {
  public static final Ranges EMPTY = new Ranges(new long[0]);

  /** begin, end, begin, end, … */
  private final long[] bounds;

  private Ranges(long[] bounds) {
    this.bounds = bounds;
  }

  /** One range, both ends included. */
  public static Ranges of(long begin, long end) {
    if (Long.compareUnsigned(begin, end) > 0) {
      throw new InvalidResourceException(inverted(begin, end));
    }
    return new Ranges(new long[] {begin, end});
  }

  static String inverted(long begin, long end) {
    return "Invalid ranges: "
        + Long.toUnsignedString(begin)
        + " is greater than "
        + Long.toUnsignedString(end);
  }

  /** The union of all ranges of the message; overlaps merge. */
  public static Ranges of(Value.Ranges message) {
    List<Value.Range> list = message.getRangeList();
    if (list.size() == 1) {
      return of(list.get(0).getBegin(), list.get(0).getEnd());
    }
    Ranges[] single = new Ranges[list.size()];
    for (int i = 0; i < single.length; i++) {
      single[i] = of(list.get(i).getBegin(), list.get(i).getEnd());
    }
    Arrays.sort(single, (a, b) -> Long.compareUnsigned(a.bounds[0], b.bounds[0]));
    long[] all = new long[2 * single.length];
    for (int i = 0; i < single.length; i++) {
      all[2 * i] = single[i].bounds[0];
      all[2 * i + 1] = single[i].bounds[1];
    }
    return merged(all);
  }

  /** Merges ranges that are sorted by their begin. The array is used up. */
  private static Ranges merged(long[] sorted) {
    if (sorted.length == 0) {
      return EMPTY;
    }
    int last = 0;
    for (int i = 2; i < sorted.length; i += 2) {
      long end = sorted[last + 1];
      boolean touches = end == -1L || Long.compareUnsigned(sorted[i], end + 1) <= 0;
      if (touches) {
        if (Long.compareUnsigned(sorted[i + 1], end) > 0) {
          sorted[last + 1] = sorted[i + 1];
        }
      } else {
        last += 2;
        sorted[last] = sorted[i];
        sorted[last + 1] = sorted[i + 1];
      }
    }
    return new Ranges(last + 2 == sorted.length ? sorted : Arrays.copyOf(sorted, last + 2));
  }

  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /** How many ranges there are. */
  public int count() {
    return bounds.length / 2;
  }

  public long begin(int index) {
    return bounds[2 * index];
  }

  public long end(int index) {
    return bounds[2 * index + 1];
  }

  /** How many numbers there are in all ranges, modulo 2^64. */
  public long size() {
    long size = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      size += bounds[i + 1] - bounds[i] + 1;
    }
    return size;
  }

  /** The smallest number, if there is one. */
  public OptionalLong first() {
    return isEmpty() ? OptionalLong.empty() : OptionalLong.of(bounds[0]);
  }

  /**
   * The {@code count} smallest numbers.
   *
   * @throws InvalidResourceException if there are fewer
   */
  public Ranges take(long count) {
    if (count == 0) {
      return EMPTY;
    }
    long missing = count;
    for (int i = 0; i < bounds.length; i += 2) {
      long before = bounds[i + 1] - bounds[i];
      if (Long.compareUnsigned(missing - 1, before) <= 0) {
        long[] taken = Arrays.copyOf(bounds, i + 2);
        taken[i + 1] = bounds[i] + missing - 1;
        return new Ranges(taken);
      }
      missing -= before + 1;
    }
    throw new InvalidResourceException(this + " has fewer than " + count + " values");
  }

  public boolean contains(long value) {
    for (int i = 0; i < bounds.length && Long.compareUnsigned(bounds[i], value) <= 0; i += 2) {
      if (Long.compareUnsigned(value, bounds[i + 1]) <= 0) {
        return true;
      }
    }
    return false;
  }

  public boolean contains(Ranges other) {
    int mine = 0;
    for (int i = 0; i < other.bounds.length; i += 2) {
      while (mine < bounds.length
          && Long.compareUnsigned(bounds[mine + 1], other.bounds[i + 1]) < 0) {
        mine += 2;
      }
      if (mine == bounds.length || Long.compareUnsigned(bounds[mine], other.bounds[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The union. */
  public Ranges plus(Ranges other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    long[] a = bounds;
    long[] b = other.bounds;
    long[] all = new long[a.length + b.length];
    int i = 0;
    int j = 0;
    for (int k = 0; k < all.length; k += 2) {
      boolean fromA = j == b.length || (i < a.length && Long.compareUnsigned(a[i], b[j]) <= 0);
      all[k] = fromA ? a[i++] : b[j++];
      all[k + 1] = fromA ? a[i++] : b[j++];
    }
    return merged(all);
  }

  /** The numbers of this that are not in {@code other}. */
  public Ranges minus(Ranges other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    long[] left = new long[bounds.length + other.bounds.length];
    int size = 0;
    int j = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      long begin = bounds[i];
      long end = bounds[i + 1];
      while (j < other.bounds.length && Long.compareUnsigned(other.bounds[j + 1], begin) < 0) {
        j += 2;
      }
      boolean rest = true;
      for (int k = j;
          rest && k < other.bounds.length && Long.compareUnsigned(other.bounds[k], end) <= 0;
          k += 2) {
        if (Long.compareUnsigned(begin, other.bounds[k]) < 0) {
          left[size++] = begin;
          left[size++] = other.bounds[k] - 1;
        }
        rest = Long.compareUnsigned(other.bounds[k + 1], end) < 0;
        begin = other.bounds[k + 1] + 1;
      }
      if (rest) {
        left[size++] = begin;
        left[size++] = end;
      }
    }
    return size == 0 ? EMPTY : new Ranges(Arrays.copyOf(left, size));
  }

  public Value.Ranges toProto() {
    Value.Ranges.Builder message = Value.Ranges.newBuilder();
    for (int i = 0; i < bounds.length; i += 2) {
      message.addRange(Value.Range.newBuilder().setBegin(bounds[i]).setEnd(bounds[i + 1]));
    }
    return message.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ranges that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /** As Mesos prints it: {@code [31000-31005, 31010-32000]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < bounds.length; i += 2) {
      text.append(i == 0 ? "" : ", ")
          .append(Long.toUnsignedString(bounds[i]))
          .append('-')
          .append(Long.toUnsignedString(bounds[i + 1]));
    }
    return text.append(']').toString();
  }
}
