package io.mesosbatch.wire;

import java.util.List;

/** Hears of what is wrong with a JSON text, and decides whether reading goes on. */
@FunctionalInterface
public interface JsonProblems {
  /**
   * Passes over unknown and doubled fields and unknown enum values, as a real master does, and
   * leaves missing required fields to {@code isInitialized()}; throws at anything else.
   */
  JsonProblems LENIENT =
      problem -> {
        switch (problem.kind()) {
          case UNKNOWN_FIELD, DUPLICATE_FIELD, UNKNOWN_ENUM_VALUE, MISSING_FIELD -> {}
          default -> throw new JsonException(problem);
        }
      };

  /** Throws at the first problem of any kind. */
  JsonProblems FIRST =
      problem -> {
        throw new JsonException(problem);
      };

  /** Notes every problem in the list and goes on; a syntax error is thrown, not noted. */
  static JsonProblems into(List<? super JsonProblem> problems) {
    return problems::add;
  }

  /**
   * @throws WireException to stop reading; otherwise the value in question is passed over
   */
  void found(JsonProblem problem) throws WireException;
}
