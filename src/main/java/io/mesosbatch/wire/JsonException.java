package io.mesosbatch.wire;

/** JSON that cannot be read, with its place in the text. */
public final class JsonException extends WireException {
  private static final long serialVersionUID = 1L;

  private final JsonProblem problem;

  public JsonException(JsonProblem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /** What is wrong and where; a problem of kind SYNTAX means that the text is no JSON. */
  public JsonProblem problem() {
    return problem;
  }
}
