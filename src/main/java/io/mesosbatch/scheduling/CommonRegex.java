package io.mesosbatch.scheduling;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The regular expressions that mean the same to Java and to RE2, which the master uses, when the
 * whole text must match.
 */
final class CommonRegex {
  /**
   * Letters, digits, some marks, the dot, groups, alternatives, plain classes, and each quantifier
   * at most once. The master by default refuses what becomes larger than 100 steps (its flag
   * offer_constraints_re2_max_program_size); a dot or a class is some of them.
   */
  private static final Pattern COMMON =
      Pattern.compile(
          "(?:[A-Za-z0-9_:/@, %=~-]|\\\\[.+*?()|\\[\\]{}^$-]|[.(|)]"
              + "|\\[\\^?[A-Za-z0-9_.:/@-]+\\]|(?<=[^|(*+?])[*+?](?![*+?]))*");

  /** Each character costs at least 1. */
  private static final int MOST_COST = 60;

  private static final int COST_OF_CLASS = 10;

  private CommonRegex() {}

  /** Empty if it is not sure that the master understands it in the same way. */
  static Optional<String> of(String regex) {
    // The length first: the test takes stack for each character.
    if (regex.length() > MOST_COST || !COMMON.matcher(regex).matches() || regex.contains("(?")) {
      return Optional.empty();
    }
    int cost = 0;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      cost += c == '.' || c == '[' ? COST_OF_CLASS : 1;
    }
    return cost > MOST_COST ? Optional.empty() : Optional.of(regex);
  }
}
