package io.mesosbatch.operator;

import java.util.List;

/** What is wanted does not go with what the agents have. Nothing was done. */
public final class NotPossibleException extends Exception {
  private static final long serialVersionUID = 1L;

  public NotPossibleException(List<String> problems) {
    super(problems.size() == 1 ? problems.get(0) : "\n  " + String.join("\n  ", problems));
  }

  public NotPossibleException(String problem) {
    super(problem);
  }
}
