package io.mesosbatch.scheduling;

import io.mesosbatch.v1.Constraint.Operator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a constraint, compared with an attribute's values. With some expressions
 * that takes longer the more characters there are, without bound: all other jobs would wait for it.
 */
final class ValuePattern {
  /**
   * How often a value's characters are looked at, unless the expression is so long that one without
   * repetitions may look at them more often. docs/constraints.md names the number.
   */
  private static final long MOST_STEPS = 100_000;

  /** The last number in the braces behind a group: so often may it be repeated. */
  private static final Pattern COUNT = Pattern.compile("\\)\\{(?:\\d+,)?(\\d+),?}");

  /** Null if it does not compile, or is too hard for any value. */
  private final Pattern pattern;

  private ValuePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * That of a constraint, compiled once for all agents.
   *
   * @return null if the constraint's operator wants none
   */
  static ValuePattern of(PlacementRule rule) {
    if (rule.operator() != Operator.LIKE && rule.operator() != Operator.UNLIKE) {
      return null;
    }
    try {
      Pattern pattern = Pattern.compile(rule.value());
      return new ValuePattern(rounds(rule.value()) > MOST_STEPS ? null : pattern);
    } catch (PatternSyntaxException | StackOverflowError e) {
      // The list was checked with another depth of the stack: what compiled there may not here.
      return new ValuePattern(null);
    }
  }

  /**
   * What is repeated may be empty: then no character is looked at, however often. Groups are taken
   * as if each stood within the next.
   */
  private static double rounds(String regex) {
    double rounds = 1;
    Matcher count = COUNT.matcher(regex);
    while (count.find()) {
      rounds *= Math.max(1, Double.parseDouble(count.group(1)));
    }
    return rounds;
  }

  /** Whether it is one of the values as a whole; empty if it is too hard to tell. */
  Optional<Boolean> matchesAny(List<String> values) {
    if (pattern == null) {
      return Optional.empty();
    }
    try {
      for (String value : values) {
        if (pattern.matcher(new Watched(value, most(value))).matches()) {
          return Optional.of(true);
        }
      }
      return Optional.of(false);
    } catch (TooManySteps | StackOverflowError e) {
      return Optional.empty();
    }
  }

  private long most(String value) {
    return Math.max(MOST_STEPS, (long) pattern.pattern().length() * value.length());
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  private static final class Watched implements CharSequence {
    private final String text;
    private long steps;

    Watched(String text, long most) {
      this.text = text;
      steps = most;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--steps < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
