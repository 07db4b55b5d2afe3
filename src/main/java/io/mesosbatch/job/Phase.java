package io.mesosbatch.job;

/**
 * Where a task of a job stands, over all of its attempts. Only this program's view; see TaskState.
 */
public enum Phase {
  /** Not launched: new, or waiting for its next attempt. */
  PENDING,
  /** Sent to an agent (or about to be), and not known to run yet. */
  LAUNCHED,
  RUNNING,
  FINISHED,
  FAILED,
  KILLED;

  public boolean ended() {
    return this == FINISHED || this == FAILED || this == KILLED;
  }

  public boolean active() {
    return this == LAUNCHED || this == RUNNING;
  }
}
