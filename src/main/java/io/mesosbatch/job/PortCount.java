package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.TaskInfo;
import java.util.Optional;

/**
 * How many ports a task wants, whichever the agent has: a label of the task, {@code
 * mesosbatch.ports}. (A resource of type RANGES names the ports themselves.)
 */
public final class PortCount {
  public static final String LABEL = "mesosbatch.ports";
  private static final int MOST = 1_000;

  private PortCount() {}

  /** 0 without the label, or with a bad one. */
  public static int of(TaskInfo task) {
    return label(task).map(PortCount::number).orElse(0);
  }

  static Optional<String> problem(TaskInfo task) {
    return label(task)
        .filter(value -> number(value) == 0)
        .map(
            value ->
                LABEL
                    + " is '"
                    + value
                    + "'; say how many ports the task wants, from 1 to "
                    + MOST);
  }

  private static Optional<String> label(TaskInfo task) {
    for (Label label : task.getLabels().getLabelsList()) {
      if (label.getKey().equals(LABEL)) {
        return Optional.of(label.getValue());
      }
    }
    return Optional.empty();
  }

  private static int number(String value) {
    try {
      int count = Integer.parseInt(value);
      return count >= 1 && count <= MOST ? count : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
