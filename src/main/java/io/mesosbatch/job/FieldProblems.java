package io.mesosbatch.job;

/** Hears of what is wrong with a message, field by field. */
@FunctionalInterface
interface FieldProblems {
  /**
   * @param path of the field, from the message that is checked
   * @param message what is wrong and what to do
   */
  void found(String path, String message);

  /** For a message within that message. */
  default FieldProblems in(String prefix) {
    return (path, message) -> found(path.isEmpty() ? prefix : prefix + "." + path, message);
  }
}
