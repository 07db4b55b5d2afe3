package io.mesosbatch.scheduling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives each resource name a small number: what is offered is compared with numbers alone. */
final class ResourceNames {
  private static final int USUAL = 4;

  private final Map<String, Integer> numbers = new HashMap<>();

  /** By place in an offer: most agents list their resources in the same order. */
  private final String[] latest = new String[8];

  private final int[] latestNumbers = new int[latest.length];

  /** In the order of their numbers. */
  List<String> all() {
    String[] all = new String[numbers.size()];
    numbers.forEach((name, number) -> all[number] = name);
    return List.of(all);
  }

  int number(String name) {
    Integer known = numbers.get(name);
    if (known == null) {
      known = numbers.size();
      numbers.put(name, known);
    }
    return known;
  }

  /**
   * The same, and faster.
   *
   * @param place of the resource in its offer, from 0
   */
  int number(String name, int place) {
    if (place >= latest.length) {
      return number(name);
    }
    if (!name.equals(latest[place])) {
      latest[place] = name;
      latestNumbers[place] = number(name);
    }
    return latestNumbers[place];
  }

  /** How long an array by number should be to begin with. */
  int atLeast() {
    return Math.max(USUAL, numbers.size());
  }
}
