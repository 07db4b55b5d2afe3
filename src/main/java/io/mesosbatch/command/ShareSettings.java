package io.mesosbatch.command;

import io.mesosbatch.scheduling.FairShares;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads who gets how much. */
final class ShareSettings {
  private static final String WEIGHTS = "mesosbatch.userWeights";
  private static final String LIMITS = "mesosbatch.userLimits";
  private static final String SHARE_BY = "mesosbatch.shareBy";
  private static final String LABEL = "label:";

  private ShareSettings() {}

  static FairShares shares(Settings settings) throws Failures.BadInput {
    return new FairShares(
        pairs(settings, WEIGHTS, ShareSettings::weight, "a number above 0"),
        pairs(settings, LIMITS, ShareSettings::limit, "a whole number of at least 1"));
  }

  /** The key of the label; empty if the share is between users. */
  static Optional<String> label(Settings settings) throws Failures.BadInput {
    String value = settings.get(SHARE_BY, "user");
    if (value.equals("user")) {
      return Optional.empty();
    }
    if (value.startsWith(LABEL) && value.length() > LABEL.length()) {
      return Optional.of(value.substring(LABEL.length()));
    }
    throw new Failures.BadInput(SHARE_BY + ": \"" + value + "\" is neither user nor label:KEY");
  }

  private static Double weight(String text) {
    double weight = Double.parseDouble(text);
    return weight > 0 && weight < Double.POSITIVE_INFINITY ? weight : null;
  }

  private static Integer limit(String text) {
    int limit = Integer.parseInt(text);
    return limit > 0 ? limit : null;
  }

  private static <T> Map<String, T> pairs(
      Settings settings, String key, Function<String, T> parser, String wanted)
      throws Failures.BadInput {
    Map<String, T> pairs = new LinkedHashMap<>();
    for (String pair : settings.get(key, "").split(",")) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.lastIndexOf('=');
      String user = equals < 0 ? "" : pair.substring(0, equals).strip();
      T value = equals < 0 ? null : parsed(parser, pair.substring(equals + 1).strip());
      if (value == null) {
        throw new Failures.BadInput(
            key + ": \"" + pair.strip() + "\" is no USER=VALUE with " + wanted);
      }
      if (pairs.put(user, value) != null) {
        throw new Failures.BadInput(key + ": " + user + " stands there twice");
      }
    }
    return pairs;
  }

  private static <T> T parsed(Function<String, T> parser, String text) {
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
