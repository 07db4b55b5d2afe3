package io.mesosbatch.scheduling;

import io.mesosbatch.scheduling.OfferFilter.AttributeTest;
import io.mesosbatch.scheduling.OfferFilter.AttributeTest.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an offer must be like to be of use to any job under way: never more than the master can be
 * told, and never so much that a useful offer stays away.
 */
final class OfferNeeds {
  /** Beyond that the master is told less. */
  private static final int MOST_ALTERNATIVES = 20;

  private final Map<Shape, Integer> shapes = new HashMap<>();
  private boolean changed;

  void add(JobPlan plan) {
    for (Shape shape : plan.shapes()) {
      changed |= shapes.merge(shape, 1, Integer::sum) == 1;
    }
  }

  void remove(JobPlan plan) {
    for (Shape shape : plan.shapes()) {
      changed |= shapes.merge(shape, -1, (a, b) -> a + b == 0 ? null : a + b) == null;
    }
  }

  /** Whether the filter may be another one since the last call. */
  boolean takeChanged() {
    boolean answer = changed;
    changed = false;
    return answer;
  }

  /**
   * @param repeated names that several attributes of one agent have: of these the master looks only
   *     at the first
   */
  OfferFilter filter(Set<String> repeated) {
    Set<Set<AttributeTest>> groups = new LinkedHashSet<>();
    Set<Map<String, Long>> minimums = new LinkedHashSet<>();
    for (Shape shape : shapes.keySet()) {
      groups.add(tests(shape, repeated));
      add(minimums, minimum(shape.demand()));
    }
    boolean anyAgent = groups.contains(Set.of()) || groups.size() > MOST_ALTERNATIVES;
    boolean anySize = minimums.contains(Map.<String, Long>of());
    return new OfferFilter(
        anyAgent ? Set.of() : groups,
        anySize ? Set.of() : minimums.size() > MOST_ALTERNATIVES ? least(minimums) : minimums);
  }

  private static Set<AttributeTest> tests(Shape shape, Set<String> repeated) {
    Set<AttributeTest> tests = new HashSet<>();
    for (PlacementRule rule : shape.constraints()) {
      String attribute = rule.attribute();
      // These have other sources too, of which the master knows nothing.
      if (attribute.equals(AgentTraits.HOSTNAME) || attribute.startsWith("@")) {
        continue;
      }
      switch (rule.operator()) {
        case LIKE -> tests.add(matches(rule, repeated));
        case UNLIKE ->
            CommonRegex.of(rule.value())
                .ifPresent(r -> tests.add(new AttributeTest(attribute, Kind.NOT_MATCHES, r)));
        case IS -> tests.add(equal(rule, repeated));
        case CLUSTER ->
            tests.add(rule.value().isEmpty() ? exists(attribute) : equal(rule, repeated));
        default -> tests.add(exists(attribute));
      }
    }
    return tests;
  }

  private static AttributeTest exists(String attribute) {
    return new AttributeTest(attribute, Kind.EXISTS, "");
  }

  private static AttributeTest equal(PlacementRule rule, Set<String> repeated) {
    return repeated.contains(rule.attribute())
        ? exists(rule.attribute())
        : new AttributeTest(rule.attribute(), Kind.EQUALS, rule.value());
  }

  private static AttributeTest matches(PlacementRule rule, Set<String> repeated) {
    return repeated.contains(rule.attribute())
        ? exists(rule.attribute())
        : CommonRegex.of(rule.value())
            .map(regex -> new AttributeTest(rule.attribute(), Kind.MATCHES, regex))
            .orElse(exists(rule.attribute()));
  }

  /** Ports are counted here but are no scalar to the master. */
  private static Map<String, Long> minimum(Demand demand) {
    Map<String, Long> minimum = new LinkedHashMap<>();
    for (Demand.Scalar scalar : demand.scalars()) {
      if (!scalar.name().equals("ports")) {
        minimum.put(scalar.name(), scalar.thousandths());
      }
    }
    return minimum;
  }

  private static void add(Set<Map<String, Long>> minimums, Map<String, Long> more) {
    if (minimums.stream().noneMatch(m -> OfferFilter.noMore(m, more))) {
      minimums.removeIf(m -> OfferFilter.noMore(more, m));
      minimums.add(more);
    }
  }

  /** One that all of them hold; of each resource that all want the least. */
  private static Set<Map<String, Long>> least(Set<Map<String, Long>> minimums) {
    Map<String, Long> least = new LinkedHashMap<>(minimums.iterator().next());
    for (Map<String, Long> minimum : minimums) {
      least.keySet().retainAll(minimum.keySet());
      least.replaceAll((name, amount) -> Math.min(amount, minimum.get(name)));
    }
    return least.isEmpty() ? Set.of() : Set.of(least);
  }
}
