package io.mesosbatch.scheduling;

import java.util.HashMap;
import java.util.Map;

/** Gives each resource name a small number: what is offered is compared with numbers alone. */
final class ResourceNames {
  private final Map<String, Integer> numbers = new HashMap<>();

  int number(String name) {
    Integer known = numbers.get(name);
    if (known == null) {
      known = numbers.size();
      numbers.put(name, known);
    }
    return known;
  }
}
