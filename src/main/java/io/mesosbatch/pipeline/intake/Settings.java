package io.mesosbatch.pipeline.intake;

/** Looks up what is configured. */
@FunctionalInterface
public interface Settings {
  /** The value, or the other one if there is none or it is blank. */
  String get(String key, String otherwise);

  /**
   * @throws IllegalArgumentException it is no whole number, or a negative one
   */
  default long number(String key, long otherwise) {
    String value = get(key, "");
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseUnsignedLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " = " + value + " is no whole number");
    }
  }

  default boolean has(String key) {
    return !get(key, "").isEmpty();
  }
}
