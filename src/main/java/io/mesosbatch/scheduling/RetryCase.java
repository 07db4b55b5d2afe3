package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.v1.RetryRule.Action;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to do at certain ends. An empty set matches everything. */
public record RetryCase(
    Set<TaskState> states, Set<TaskStatus.Reason> reasons, Set<Integer> exitCodes, Action action) {
  /** As Mesos's executors put it: a status has no field for it. */
  private static final Pattern EXIT_CODE = Pattern.compile("exited with status (\\d{1,9})(?!\\d)");

  static RetryCase of(io.mesosbatch.v1.RetryRule rule) {
    return new RetryCase(
        Set.copyOf(rule.getStatesList()),
        Set.copyOf(rule.getReasonsList()),
        Set.copyOf(rule.getExitCodesList()),
        rule.getAction());
  }

  boolean matches(TaskStatus status) {
    return (states.isEmpty() || states.contains(status.getState()))
        && (reasons.isEmpty() || status.hasReason() && reasons.contains(status.getReason()))
        && (exitCodes.isEmpty() || exitCode(status).map(exitCodes::contains).orElse(false));
  }

  /** Empty if it is not known. */
  private static Optional<Integer> exitCode(TaskStatus status) {
    Matcher code = EXIT_CODE.matcher(status.getMessage());
    return code.find() ? Optional.of(Integer.valueOf(code.group(1))) : Optional.empty();
  }
}
