package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Which offers the master is to make at all (Mesos, scheduler HTTP API, "Offer constraints";
 * FrameworkInfo.offer_filters).
 *
 * @param groups an agent passes if all tests of one group hold; empty: each passes
 * @param minimums an offer passes if it holds one of them, in thousandths by resource name; empty:
 *     each passes
 */
public record OfferFilter(Set<Set<AttributeTest>> groups, Set<Map<String, Long>> minimums) {
  /** Everything passes. */
  public static final OfferFilter NONE = new OfferFilter(Set.of(), Set.of());

  /**
   * A test on the attribute of an agent. Those on text let attributes of other types pass, and see
   * the first of several attributes of one name.
   *
   * @param value a text or a regular expression; empty for EXISTS
   */
  public record AttributeTest(String attribute, Kind kind, String value) {
    /** What is tested. */
    public enum Kind {
      EXISTS,
      EQUALS,
      MATCHES,
      NOT_MATCHES
    }
  }

  /**
   * What a master makes of it: the first attribute of a name decides, and only a text can fail a
   * test on text.
   *
   * @param free in thousandths, by resource name
   */
  public boolean passes(List<Attribute> attributes, ToLongFunction<String> free) {
    return (groups.isEmpty()
            || groups.stream()
                .anyMatch(group -> group.stream().allMatch(test -> holds(test, attributes))))
        && (minimums.isEmpty()
            || minimums.stream()
                .anyMatch(
                    minimum ->
                        minimum.entrySet().stream()
                            .allMatch(e -> free.applyAsLong(e.getKey()) >= e.getValue())));
  }

  private static boolean holds(AttributeTest test, List<Attribute> attributes) {
    Optional<Attribute> first =
        attributes.stream().filter(a -> a.getName().equals(test.attribute())).findFirst();
    if (first.isPresent() && first.get().getType() != Value.Type.TEXT) {
      return true;
    }
    Optional<String> text = first.map(a -> a.getText().getValue());
    return switch (test.kind()) {
      case EXISTS -> text.isPresent();
      case EQUALS -> text.isPresent() && text.get().equals(test.value());
      case MATCHES -> text.isPresent() && Pattern.matches(test.value(), text.get());
      case NOT_MATCHES -> text.isEmpty() || !Pattern.matches(test.value(), text.get());
    };
  }

  /** Whether everything that passes the other passes this one. */
  boolean covers(OfferFilter other) {
    return (groups.isEmpty()
            || !other.groups.isEmpty() && other.groups.stream().allMatch(this::coversGroup))
        && (minimums.isEmpty()
            || !other.minimums.isEmpty() && other.minimums.stream().allMatch(this::coversMinimum));
  }

  private boolean coversGroup(Set<AttributeTest> group) {
    return groups.stream().anyMatch(group::containsAll);
  }

  private boolean coversMinimum(Map<String, Long> minimum) {
    return minimums.stream().anyMatch(mine -> noMore(mine, minimum));
  }

  /** Whether whatever holds {@code more} holds {@code less} too. */
  static boolean noMore(Map<String, Long> less, Map<String, Long> more) {
    return less.entrySet().stream()
        .allMatch(e -> more.getOrDefault(e.getKey(), 0L) >= e.getValue());
  }
}
