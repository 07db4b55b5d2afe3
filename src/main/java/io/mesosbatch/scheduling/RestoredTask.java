package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.Optional;

/**
 * A task of a restored job that is no longer as new.
 *
 * @param launches attempts so far
 * @param earlier how many of them were before the job was last run again; they do not count
 * @param failures attempts that failed by the task's own fault, without the earlier ones
 * @param agentId where the current attempt is; empty if none is under way
 * @param hostname of that agent; constraints may be about it
 * @param moving why the current attempt was being moved from its agent; empty if it was not
 * @param notBefore pending: ms since the epoch before which it is not launched
 * @param ended how the current attempt has ended while others of its group go on; else empty
 * @param counted whether that end counts against the group
 */
public record RestoredTask(
    int index,
    Phase phase,
    int launches,
    int earlier,
    int failures,
    String agentId,
    String hostname,
    long launchedAt,
    long runningAt,
    String moving,
    long notBefore,
    Optional<TaskStatus> ended,
    boolean counted) {
  public RestoredTask(
      int index,
      Phase phase,
      int launches,
      int failures,
      String agentId,
      long launchedAt,
      long runningAt,
      long notBefore) {
    this(index, phase, launches, failures, agentId, "", launchedAt, runningAt, "", notBefore);
  }

  public RestoredTask(
      int index,
      Phase phase,
      int launches,
      int failures,
      String agentId,
      String hostname,
      long launchedAt,
      long runningAt,
      String moving,
      long notBefore) {
    this(
        index,
        phase,
        launches,
        0,
        failures,
        agentId,
        hostname,
        launchedAt,
        runningAt,
        moving,
        notBefore,
        Optional.empty(),
        false);
  }
}
