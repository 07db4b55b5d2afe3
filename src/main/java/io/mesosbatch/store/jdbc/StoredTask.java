package io.mesosbatch.store.jdbc;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.scheduling.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * A task's row, and what the changes of one transaction make of it. The same changes once more
 * change nothing: a commit whose answer got lost is tried again.
 */
final class StoredTask {
  final long key;

  /** Null if there is no row yet. */
  final Phase before;

  Phase phase;
  long notBefore;

  /** Null in the row if it says nothing. */
  String endedBecause;

  StoredAttempt last;

  /** Attempts that were the last one before. */
  final List<StoredAttempt> superseded = new ArrayList<>();

  StoredTask(long key) {
    this(key, null, 0, null, StoredAttempt.NONE);
  }

  StoredTask(long key, Phase phase, long notBefore, String endedBecause, StoredAttempt last) {
    this.key = key;
    this.before = phase;
    this.phase = phase == null ? Phase.PENDING : phase;
    this.notBefore = notBefore;
    this.endedBecause = endedBecause == null ? "" : endedBecause;
    this.last = last;
  }

  void launched(Change.Launched change) {
    if (change.attempt() < last.number()) {
      return;
    }
    if (last.number() > 0 && change.attempt() > last.number()) {
      superseded.add(last);
    }
    last =
        new StoredAttempt(
            change.attempt(),
            change.agentId(),
            change.hostname(),
            change.agentUrl(),
            change.at(),
            0,
            0,
            null,
            null,
            null,
            false);
    phase = Phase.LAUNCHED;
    notBefore = 0;
  }

  void updated(Change.Updated change) {
    if (isEarlier(change.attempt())) {
      return;
    }
    boolean running = change.status().getState() == TaskState.TASK_RUNNING;
    long runningAt = running && last.runningAt() == 0 ? change.at() : last.runningAt();
    last = last.with(change.status(), runningAt, 0, false);
    phase = running ? Phase.RUNNING : phase;
    notBefore = 0;
  }

  void attemptEnded(Change.AttemptEnded change) {
    if (!isEarlier(change.attempt())) {
      last = last.with(change.status(), last.runningAt(), change.at(), change.free());
      notBefore = 0;
    }
  }

  private boolean isEarlier(int attempt) {
    if (attempt > last.number()) {
      throw new IllegalStateException(
          "attempt "
              + attempt
              + " of task "
              + StoredKey.parse(key)
              + " was not stored as launched");
    }
    return attempt < last.number();
  }

  void requeued(long notBefore) {
    phase = Phase.PENDING;
    this.notBefore = notBefore;
  }

  void ended(Phase outcome, String reason) {
    phase = outcome;
    endedBecause = reason;
    notBefore = 0;
  }
}
