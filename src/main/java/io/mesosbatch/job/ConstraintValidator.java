package io.mesosbatch.job;

import io.mesosbatch.v1.Constraint;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks constraints as docs/constraints.md defines them. */
final class ConstraintValidator {
  private ConstraintValidator() {}

  static void check(List<Constraint> constraints, FieldProblems problems) {
    for (int i = 0; i < constraints.size(); i++) {
      check(constraints.get(i), problems.in("constraints[" + i + "]"));
    }
  }

  private static void check(Constraint constraint, FieldProblems problems) {
    if (constraint.getAttribute().isEmpty()) {
      problems.found(
          "attribute", "is required: an attribute's name, or hostname, @region or @zone");
    }
    if (!constraint.hasOperator()) {
      problems.found(
          "operator", "is required: CLUSTER, GROUP_BY, MAX_PER, UNIQUE, LIKE, UNLIKE or IS");
      return;
    }
    FieldProblems value = problems.in("value");
    switch (constraint.getOperator()) {
      case UNIQUE -> {
        if (!constraint.getValue().isEmpty()) {
          value.found("", "UNIQUE has none");
        }
      }
      case MAX_PER -> count(constraint, value);
      case GROUP_BY -> {
        if (constraint.hasValue()) {
          count(constraint, value);
        }
      }
      case LIKE, UNLIKE -> pattern(constraint, value);
      case IS -> required(constraint, value);
      case CLUSTER -> {}
    }
  }

  private static void count(Constraint constraint, FieldProblems problems) {
    try {
      if (Integer.parseInt(constraint.getValue()) >= 1) {
        return;
      }
    } catch (NumberFormatException e) {
      // the same problem
    }
    problems.found(
        "",
        constraint.getOperator()
            + " wants a whole number from 1 on, not \""
            + constraint.getValue()
            + "\"");
  }

  private static void pattern(Constraint constraint, FieldProblems problems) {
    required(constraint, problems);
    try {
      Pattern.compile(constraint.getValue());
    } catch (PatternSyntaxException e) {
      problems.found("", "is no regular expression: " + e.getDescription());
    }
  }

  private static void required(Constraint constraint, FieldProblems problems) {
    if (constraint.getValue().isEmpty()) {
      problems.found("", "is required with " + constraint.getOperator());
    }
  }
}
