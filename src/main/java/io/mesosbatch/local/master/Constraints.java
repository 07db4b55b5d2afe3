package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.AttributeConstraint;
import io.mesosbatch.mesos.v1.scheduler.AttributeConstraint.Predicate;
import io.mesosbatch.mesos.v1.scheduler.AttributeConstraint.Selector;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints;
import io.mesosbatch.mesos.v1.scheduler.OfferConstraints.RoleConstraints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Offer constraints of a framework: by role, groups of which one must hold as a whole (Mesos,
 * scheduler HTTP API, "Offer constraints"). A constraint on text does not hold back an agent whose
 * attribute is of another type.
 */
final class Constraints {
  static final Constraints NONE = new Constraints(Map.of());

  /** One predicate; the value is null where the agent has no such attribute. */
  private interface Test {
    boolean holds(Selector selector, AgentInfo agent);
  }

  private record Constraint(Selector selector, Test test) {}

  private final Map<String, List<List<Constraint>>> groups;

  private Constraints(Map<String, List<List<Constraint>>> groups) {
    this.groups = groups;
  }

  /**
   * @throws IllegalArgumentException with a message for the framework
   */
  static Constraints of(OfferConstraints constraints) {
    Map<String, List<List<Constraint>>> byRole = new HashMap<>();
    for (Map.Entry<String, RoleConstraints> role : constraints.getRoleConstraintsMap().entrySet()) {
      List<List<Constraint>> groups = new ArrayList<>();
      for (RoleConstraints.Group group : role.getValue().getGroupsList()) {
        List<Constraint> all = new ArrayList<>();
        for (AttributeConstraint constraint : group.getAttributeConstraintsList()) {
          all.add(new Constraint(constraint.getSelector(), test(constraint.getPredicate())));
        }
        groups.add(all);
      }
      byRole.put(role.getKey(), groups);
    }
    return new Constraints(byRole);
  }

  boolean excludes(String role, AgentInfo agent) {
    List<List<Constraint>> any = groups.get(role);
    if (any == null || any.isEmpty()) {
      return false;
    }
    for (List<Constraint> all : any) {
      if (all.stream().allMatch(c -> c.test.holds(c.selector, agent))) {
        return false;
      }
    }
    return true;
  }

  private static Test test(Predicate predicate) {
    return switch (predicate.getPredicateCase()) {
      case EXISTS -> Constraints::exists;
      case NOT_EXISTS -> (selector, agent) -> !exists(selector, agent);
      case TEXT_EQUALS -> text(predicate.getTextEquals().getValue()::equals, true);
      case TEXT_NOT_EQUALS -> text(predicate.getTextNotEquals().getValue()::equals, false);
      case TEXT_MATCHES -> text(regex(predicate.getTextMatches().getRegex()), true);
      case TEXT_NOT_MATCHES -> text(regex(predicate.getTextNotMatches().getRegex()), false);
      case PREDICATE_NOT_SET ->
          throw new IllegalArgumentException("An offer constraint has no known predicate");
    };
  }

  private static java.util.function.Predicate<String> regex(String regex) {
    try {
      Pattern pattern = Pattern.compile(regex);
      return text -> pattern.matcher(text).matches();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("Invalid regex '" + regex + "' in an offer constraint", e);
    }
  }

  private static Test text(java.util.function.Predicate<String> predicate, boolean expected) {
    return (selector, agent) -> {
      if (selector.getSelectorCase() == Selector.SelectorCase.PSEUDOATTRIBUTE_TYPE) {
        Optional<String> value = pseudo(selector, agent);
        return value.isPresent() ? predicate.test(value.get()) == expected : !expected;
      }
      for (Attribute attribute : agent.getAttributesList()) {
        if (attribute.getName().equals(selector.getAttributeName())) {
          return attribute.getType() != Value.Type.TEXT
              || predicate.test(attribute.getText().getValue()) == expected;
        }
      }
      return !expected;
    };
  }

  private static boolean exists(Selector selector, AgentInfo agent) {
    if (selector.getSelectorCase() == Selector.SelectorCase.PSEUDOATTRIBUTE_TYPE) {
      return pseudo(selector, agent).isPresent();
    }
    return agent.getAttributesList().stream()
        .anyMatch(attribute -> attribute.getName().equals(selector.getAttributeName()));
  }

  private static Optional<String> pseudo(Selector selector, AgentInfo agent) {
    var domain = agent.getDomain().getFaultDomain();
    return switch (selector.getPseudoattributeType()) {
      case HOSTNAME -> Optional.of(agent.getHostname());
      case REGION ->
          agent.hasDomain() ? Optional.of(domain.getRegion().getName()) : Optional.empty();
      case ZONE -> agent.hasDomain() ? Optional.of(domain.getZone().getName()) : Optional.empty();
      case UNKNOWN -> Optional.empty();
    };
  }
}
