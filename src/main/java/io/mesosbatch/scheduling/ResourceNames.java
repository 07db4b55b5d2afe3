package io.mesosbatch.scheduling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives each resource name a small number: what is offered is compared with numbers alone. */
final class ResourceNames {
  private final Map<String, Integer> numbers = new HashMap<>();

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
}
