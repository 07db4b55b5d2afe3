package io.mesosbatch.job;

import io.mesosbatch.v1.RetryPolicy;
import io.mesosbatch.v1.RetryRule;

/** Checks a retry policy. */
final class RetryValidator {
  /** The core counts failures in two bytes. */
  static final int MOST_ATTEMPTS = 60_000;

  private RetryValidator() {}

  static void check(RetryPolicy retry, FieldProblems problems) {
    if (retry.hasMaxAttempts()
        && (retry.getMaxAttempts() < 1 || retry.getMaxAttempts() > MOST_ATTEMPTS)) {
      problems.found(
          "max_attempts",
          Integer.toUnsignedString(retry.getMaxAttempts())
              + " is not possible; 1 means no retry, and "
              + MOST_ATTEMPTS
              + " is the most");
    }
    if (retry.hasBackoff()) {
      PolicyValidator.duration(retry.getBackoff(), problems.in("backoff"));
    }
    if (retry.hasMaxBackoff()) {
      PolicyValidator.duration(retry.getMaxBackoff(), problems.in("max_backoff"));
    }
    if (retry.hasJitter() && !(retry.getJitter() >= 0 && retry.getJitter() <= 1)) {
      problems.found("jitter", "must be from 0 to 1, not " + retry.getJitter());
    }
    for (int i = 0; i < retry.getRulesCount(); i++) {
      check(retry.getRules(i), problems.in("rules[" + i + "]"));
    }
  }

  private static void check(RetryRule rule, FieldProblems problems) {
    if (!rule.hasAction()) {
      problems.found("action", "is required: FAIL, COUNT or FREE");
    }
    int given = rule.getStatesCount() + rule.getReasonsCount() + rule.getExitCodesCount();
    if (given == 0) {
      problems.found("", "matches everything; give states, reasons or exit_codes");
    }
    for (int i = 0; i < rule.getStatesCount(); i++) {
      if (!TaskStates.failure(rule.getStates(i))) {
        problems.found("states[" + i + "]", rule.getStates(i) + " does not end a task badly");
      }
    }
    for (int i = 0; i < rule.getExitCodesCount(); i++) {
      if (rule.getExitCodes(i) < 0) {
        problems.found(
            "exit_codes[" + i + "]", rule.getExitCodes(i) + " is no exit code: those are 0 to 255");
      }
    }
  }
}
