package io.mesosbatch.command;

import io.mesosbatch.component.MesosComponent;
import io.mesosbatch.component.MesosConfiguration;
import io.mesosbatch.job.Spelling;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The properties that begin with "camel.component.mesos.": the options of our component. */
final class ComponentProperties {
  static final String PREFIX = "camel.component.mesos.";

  private ComponentProperties() {}

  static List<String> names() {
    return Stream.of(MesosConfiguration.class, MesosComponent.class)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(method -> method.getName().matches("set[A-Z].*"))
        .filter(method -> method.getParameterCount() == 1)
        .map(Method::getName)
        .map(name -> PREFIX + name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4))
        .distinct()
        .sorted()
        .toList();
  }

  /** What to say of a property; empty if it is known, or none of ours. */
  static Optional<String> problem(String property) {
    if (!property.startsWith(PREFIX)) {
      return Optional.empty();
    }
    List<String> names = names();
    // As Camel does it: frameworkName may be written framework-name.
    boolean known = names.stream().map(ComponentProperties::key).anyMatch(key(property)::equals);
    return known
        ? Optional.empty()
        : Optional.of(
            Spelling.nearest(property, names).map(n -> "; did you mean " + n + "?").orElse(""));
  }

  private static String key(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
