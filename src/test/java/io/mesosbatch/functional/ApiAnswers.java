package io.mesosbatch.functional;

import java.util.List;
import java.util.regex.Pattern;

/** What the program's HTTP side says, by its bodies of JSON. */
final class ApiAnswers {
  private static final Pattern ENDED = Pattern.compile("\"ended\"");
  private static final Pattern DOWN = Pattern.compile("\"name\":\"([^\"]+)\",\"status\":\"DOWN\"");

  private ApiAnswers() {}

  /** The names of the checks of /health that are DOWN, sorted. */
  static List<String> down(String health) {
    return DOWN.matcher(health).results().map(match -> match.group(1)).sorted().toList();
  }

  /** How many of /jobs have ended. */
  static long ended(String jobs) {
    return ENDED.matcher(jobs).results().count();
  }
}
