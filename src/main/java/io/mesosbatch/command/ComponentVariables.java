package io.mesosbatch.command;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Variables of the environment that are options of Camel's components, for example
 * CAMEL_COMPONENT_AWS2_SQS_SECRETKEY. Camel 4.18.0 means to read them itself, and overlooks all of
 * them (MainHelper.filterEnvVariables).
 */
final class ComponentVariables {
  private static final String PREFIX = "CAMEL_COMPONENT_";
  private static final List<String> COMPONENTS =
      List.of("mesos", "aws2-s3", "aws2-sqs", "jms", "netty-http", "file");

  private ComponentVariables() {}

  /**
   * @param names of the properties in the file; one that a variable means is taken as it is written
   * @return properties by name
   */
  static Map<String, String> properties(Map<String, String> environment, Collection<String> names) {
    Map<String, String> properties = new TreeMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(PREFIX)) {
            properties.put(property(variable, names), value);
          }
        });
    return properties;
  }

  private static String property(String variable, Collection<String> names) {
    for (String name : names) {
      if (letters(name).equals(letters(variable))) {
        return name;
      }
    }
    for (String component : COMPONENTS) {
      String prefix = PREFIX + KnownProperties.variable(component) + "_";
      if (variable.startsWith(prefix)) {
        return "camel.component." + component + "." + dashed(variable.substring(prefix.length()));
      }
    }
    return "camel.component." + dashed(variable.substring(PREFIX.length())).replaceFirst("-", ".");
  }

  private static String dashed(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
  }
}
