package io.mesosbatch.job;

import io.mesosbatch.v1.TaskArray;

/**
 * The indices of an array: {@code first}, {@code first + step}, and so on.
 *
 * @param first 0 or more
 * @param step at least 1
 * @param count at least 1
 */
public record ArrayIndices(long first, long step, int count) {
  /** Of an array that has been checked. */
  static ArrayIndices of(TaskArray array) {
    long step = array.hasStep() ? array.getStep() : 1;
    if (array.hasParameters()) {
      return new ArrayIndices(array.getFrom(), 1, array.getParameters().getRowsCount());
    }
    return array.hasTo()
        ? new ArrayIndices(
            array.getFrom(), step, (int) ((array.getTo() - array.getFrom()) / step + 1))
        : new ArrayIndices(0, 1, array.getCount());
  }

  /**
   * @param place from 0 to count - 1
   */
  public long at(int place) {
    return first + place * step;
  }

  /** The place of that index, or -1. */
  public int place(long index) {
    long place = (index - first) / step;
    return index >= first && place < count && at((int) place) == index ? (int) place : -1;
  }
}
