package io.mesosbatch.scheduling;

import io.mesosbatch.v1.Constraint;

/**
 * A constraint on where tasks may run; docs/constraints.md defines each operator.
 *
 * @param value empty if there is none
 */
public record PlacementRule(String attribute, Constraint.Operator operator, String value) {
  public static PlacementRule of(Constraint constraint) {
    return new PlacementRule(
        constraint.getAttribute(), constraint.getOperator(), constraint.getValue());
  }

  /** Whether it is about where the other tasks are, and not about the agent alone. */
  boolean grouping() {
    return switch (operator) {
      case UNIQUE, MAX_PER, GROUP_BY -> true;
      case CLUSTER -> value.isEmpty();
      case LIKE, UNLIKE, IS -> false;
    };
  }

  @Override
  public String toString() {
    return attribute + " " + operator + (value.isEmpty() ? "" : " " + value);
  }
}
