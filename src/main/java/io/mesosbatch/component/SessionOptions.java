package io.mesosbatch.component;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The connection options that the endpoints of one session give. An endpoint that gives none takes
 * those of the others; two that contradict each other are refused.
 */
final class SessionOptions {
  private record Given(String option, Object value) {}

  private final String session;
  private final Map<String, Map<String, Given>> byEndpoint = new LinkedHashMap<>();
  private boolean frozen;

  SessionOptions(String session) {
    this.session = session;
  }

  /**
   * @param endpoint its URI, without secrets
   * @param options as given in the URI
   * @throws IllegalArgumentException if another endpoint of the session says otherwise
   */
  synchronized void join(String endpoint, Map<String, Object> options) {
    Map<String, Given> given = new HashMap<>();
    options.forEach((name, value) -> given.put(key(name), new Given(name, value)));
    Map<String, Given> known = merged();
    given.forEach(
        (key, mine) -> {
          byEndpoint.forEach(
              (other, theirs) -> {
                Given its = theirs.get(key);
                if (its != null && !Objects.equals(its.value, mine.value)) {
                  throw contradiction(mine.option, endpoint, other);
                }
              });
          if (frozen && !known.containsKey(key)) {
            throw late(mine.option, endpoint);
          }
        });
    byEndpoint.put(endpoint, given);
  }

  synchronized void leave(String endpoint) {
    byEndpoint.remove(endpoint);
  }

  /** The options of all endpoints. Until {@link #thaw} no endpoint may add another one. */
  synchronized Map<String, Object> freeze() {
    frozen = true;
    Map<String, Object> options = new LinkedHashMap<>();
    merged().values().forEach(g -> options.put(g.option, g.value));
    return options;
  }

  synchronized void thaw() {
    frozen = false;
  }

  private Map<String, Given> merged() {
    Map<String, Given> all = new LinkedHashMap<>();
    byEndpoint.values().forEach(all::putAll);
    return all;
  }

  private IllegalArgumentException contradiction(String option, String one, String other) {
    return new IllegalArgumentException(
        "The endpoints "
            + other
            + " and "
            + one
            + " share the session "
            + session
            + " but give different values for the option "
            + option
            + ". Give it on one of them only, or use two names");
  }

  private IllegalArgumentException late(String option, String endpoint) {
    return new IllegalArgumentException(
        "The endpoint "
            + endpoint
            + " gives the option "
            + option
            + ", but the session "
            + session
            + " has been started without it. Give it on an endpoint that is there at the start");
  }

  /** Camel takes option names in any case, with or without dashes. */
  static String key(String option) {
    return option.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
