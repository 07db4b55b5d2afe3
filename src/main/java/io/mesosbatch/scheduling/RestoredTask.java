package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import java.util.List;

/**
 * A task of a restored job that is no longer as new.
 *
 * @param launches attempts so far
 * @param failures attempts that failed by the task's own fault
 * @param agentId where the current attempt is; empty if none is under way
 * @param groupValues as in {@link Change.Launched} of the current attempt
 * @param notBefore pending: ms since the epoch before which it is not launched
 */
public record RestoredTask(
    int index,
    Phase phase,
    int launches,
    int failures,
    String agentId,
    List<String> groupValues,
    long launchedAt,
    long runningAt,
    long notBefore) {
  public RestoredTask(
      int index,
      Phase phase,
      int launches,
      int failures,
      String agentId,
      long launchedAt,
      long runningAt,
      long notBefore) {
    this(index, phase, launches, failures, agentId, List.of(), launchedAt, runningAt, notBefore);
  }
}
