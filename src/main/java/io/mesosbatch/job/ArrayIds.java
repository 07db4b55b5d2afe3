package io.mesosbatch.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ids of arrays' tasks, where they are a text, the index and a text: none is kept by itself.
 */
public final class ArrayIds {
  private static final int MOST_DIGITS = 18;

  private final Map<PlaceholderText.Around, List<Entry>> entries = new HashMap<>();

  private record Entry(ArrayIndices indices, int mark) {}

  /**
   * A task of an array.
   *
   * @param mark of the array, as it was given
   * @param place in the array
   */
  public record Hit(int mark, int place) {}

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public void add(PlaceholderText.Around around, ArrayIndices indices, int mark) {
    entries.computeIfAbsent(around, a -> new ArrayList<>()).add(new Entry(indices, mark));
  }

  /** The first array that has a task of that id. */
  public Optional<Hit> find(String id) {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    for (int from = 0; from < id.length(); from++) {
      for (int to = from + 1; to <= id.length() && isDigit(id.charAt(to - 1)); to++) {
        if (to - from > MOST_DIGITS || (to - from > 1 && id.charAt(from) == '0')) {
          break;
        }
        Optional<Hit> hit = find(id, from, to);
        if (hit.isPresent()) {
          return hit;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Hit> find(String id, int from, int to) {
    List<Entry> same =
        entries.get(new PlaceholderText.Around(id.substring(0, from), id.substring(to)));
    if (same != null) {
      long index = Long.parseLong(id.substring(from, to));
      for (Entry entry : same) {
        int place = entry.indices.place(index);
        if (place >= 0) {
          return Optional.of(new Hit(entry.mark, place));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
