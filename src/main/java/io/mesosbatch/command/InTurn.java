package io.mesosbatch.command;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that is different for each of many: with | between several they have them in turn, and in
 * each of these {@code {A..B}} is one of the numbers after the other, from A to B and again. {@code
 * {01..20}} writes them with as many digits.
 */
final class InTurn {
  private static final Pattern NUMBERS = Pattern.compile("\\{(\\d{1,9})\\.\\.(\\d{1,9})}");

  private final String[] turns;

  /**
   * @throws IllegalArgumentException if the numbers of a {A..B} go down
   */
  InTurn(String text) {
    turns = text.split("\\|", -1);
    NUMBERS
        .matcher(text)
        .results()
        .filter(r -> Integer.parseInt(r.group(1)) > Integer.parseInt(r.group(2)))
        .findFirst()
        .ifPresent(
            r -> {
              throw new IllegalArgumentException(
                  r.group() + ": the first number is the smaller one");
            });
  }

  /**
   * @param i from 0
   */
  String get(int i) {
    return NUMBERS
        .matcher(turns[i % turns.length])
        .replaceAll(numbers -> Matcher.quoteReplacement(number(numbers, i / turns.length)));
  }

  private static String number(MatchResult numbers, int round) {
    int from = Integer.parseInt(numbers.group(1));
    int count = Integer.parseInt(numbers.group(2)) - from + 1;
    String number = Integer.toString(from + round % count);
    boolean padded = numbers.group(1).startsWith("0") && numbers.group(1).length() > 1;
    int width = padded ? numbers.group(1).length() : 0;
    return "0".repeat(Math.max(0, width - number.length())) + number;
  }
}
