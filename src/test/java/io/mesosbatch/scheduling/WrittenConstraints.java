package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.v1.Constraint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** docs/constraints.md once more, as plainly as it stands there, to judge the core's placements. */
final class WrittenConstraints {
  private WrittenConstraints() {}

  private static List<Attribute> attributes(Offer agent, String name) {
    List<Attribute> all = new ArrayList<>();
    for (Attribute attribute : agent.getAttributesList()) {
      if (attribute.getName().equals(name)) {
        all.add(attribute);
      }
    }
    if (name.equals("hostname")) {
      all.add(
          Attribute.newBuilder()
              .setName(name)
              .setType(Value.Type.TEXT)
              .setText(Value.Text.newBuilder().setValue(agent.getHostname()))
              .build());
    }
    return all;
  }

  private static String text(Attribute attribute) {
    return switch (attribute.getType()) {
      case SCALAR -> {
        String text = String.format("%.3f", attribute.getScalar().getValue());
        yield text.replaceAll("0+$", "").replaceAll("\\.$", "");
      }
      case RANGES ->
          attribute.getRanges().getRangeList().stream()
              .map(range -> range.getBegin() + "-" + range.getEnd())
              .collect(Collectors.joining(",", "[", "]"));
      default -> attribute.getText().getValue();
    };
  }

  private static Set<String> values(Offer agent, String name) {
    Set<String> values = new HashSet<>();
    for (Attribute attribute : attributes(agent, name)) {
      if (attribute.getType() == Value.Type.SET) {
        values.addAll(attribute.getSet().getItemList());
      } else {
        values.add(text(attribute));
      }
    }
    return values;
  }

  private static boolean is(Attribute attribute, String value) {
    return switch (attribute.getType()) {
      case SCALAR ->
          value.matches("[0-9.]+") && Double.parseDouble(value) == attribute.getScalar().getValue();
      case SET ->
          value.startsWith("{")
              && Set.of(value.substring(1, value.length() - 1).split(","))
                  .equals(Set.copyOf(attribute.getSet().getItemList()));
      case RANGES -> text(attribute).equals(value.replace(" ", ""));
      default -> text(attribute).equals(value);
    };
  }

  private static boolean counts(Constraint constraint) {
    return switch (constraint.getOperator()) {
      case UNIQUE, MAX_PER, GROUP_BY -> true;
      case CLUSTER -> constraint.getValue().isEmpty();
      default -> false;
    };
  }

  /** As far as the agent alone decides. */
  static boolean allow(Collection<Constraint> constraints, Offer agent) {
    boolean dedicated = !attributes(agent, "dedicated").isEmpty();
    if (dedicated && constraints.stream().noneMatch(c -> c.getAttribute().equals("dedicated"))) {
      return false;
    }
    return constraints.stream().allMatch(constraint -> allows(constraint, agent));
  }

  private static boolean allows(Constraint constraint, Offer agent) {
    String name = constraint.getAttribute();
    String value = constraint.getValue();
    return switch (constraint.getOperator()) {
      case LIKE -> values(agent, name).stream().anyMatch(v -> v.matches(value));
      case UNLIKE -> values(agent, name).stream().noneMatch(v -> v.matches(value));
      case IS -> attributes(agent, name).stream().anyMatch(a -> is(a, value));
      default ->
          counts(constraint)
              ? !values(agent, name).isEmpty()
              : attributes(agent, name).stream().anyMatch(a -> is(a, value));
    };
  }

  /**
   * As far as the others decide.
   *
   * @param others where those of its job run that have the same constraint
   * @param offered the agents that it could have had instead
   * @return whether it may start on the agent
   */
  static boolean allows(
      Constraint constraint, Offer agent, Collection<Offer> others, Collection<Offer> offered) {
    if (!counts(constraint)) {
      return true;
    }
    String name = constraint.getAttribute();
    Set<String> mine = values(agent, name);
    Map<Set<String>, Integer> running = new HashMap<>();
    others.forEach(other -> running.merge(values(other, name), 1, Integer::sum));
    int here = running.getOrDefault(mine, 0);
    int number = constraint.getValue().isEmpty() ? 0 : Integer.parseInt(constraint.getValue());
    return switch (constraint.getOperator()) {
      case UNIQUE -> here == 0;
      case MAX_PER -> here < number;
      case CLUSTER -> running.isEmpty() || here > 0;
      default -> {
        boolean emptyElsewhere =
            offered.stream().anyMatch(other -> !running.containsKey(values(other, name)));
        boolean fewest = running.values().stream().allMatch(there -> here <= there);
        yield here == 0 || fewest && !emptyElsewhere && running.size() >= number;
      }
    };
  }
}
