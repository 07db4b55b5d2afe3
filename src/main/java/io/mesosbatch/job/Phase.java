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
  KILLED,
  /** Never launched, because something that it depends on did not end as it must. */
  SKIPPED;

  public boolean ended() {
    return this == FINISHED || this == FAILED || this == KILLED || this == SKIPPED;
  }

  public boolean active() {
    return this == LAUNCHED || this == RUNNING;
  }
}
