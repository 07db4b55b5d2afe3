package io.mesosbatch.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Who gets how much; each stands for the property of the same name. */
final class ShareFlags {
  @Option(
      names = "--user_weights",
      paramLabel = "USER=WEIGHT,...",
      description =
          "A user with weight 3 gets three times as much as one with 1, which all others have."
              + " Instead of mesosbatch.userWeights.")
  String userWeights;

  @Option(
      names = "--user_limits",
      paramLabel = "USER=TASKS,...",
      description =
          "How many tasks of a user run at most at a time; others have no limit. Instead of"
              + " mesosbatch.userLimits.")
  String userLimits;

  @Option(
      names = "--share_by",
      paramLabel = "user|label:KEY",
      description =
          "Between whom is shared: the users of the jobs, or what their label KEY says. Instead of"
              + " mesosbatch.shareBy.")
  String shareBy;

  /** The properties that are set here. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    put(properties, "mesosbatch.userWeights", userWeights);
    put(properties, "mesosbatch.userLimits", userLimits);
    put(properties, "mesosbatch.shareBy", shareBy);
    return properties;
  }

  private static void put(Map<String, String> properties, String key, String value) {
    if (value != null) {
      properties.put(key, value);
    }
  }
}
