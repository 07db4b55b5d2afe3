package io.mesosbatch.scheduling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Asks the master for what it knows of our tasks (Mesos's reconciliation document; design rule 20):
 * after each subscription, from time to time, and for a task that is silent after its launch. Each
 * task is asked for again, ever more slowly, until there is an answer.
 */
final class Reconciliation {
  private static final int BATCH = 1_000;
  private static final long FIRST_WAIT = 2_000;
  private static final long LONGEST_WAIT = 60_000;

  /** A task that is missing may be back without our having heard of it. */
  private static final long MISSING_WAIT = 60_000;

  private final SchedulingTimes times;
  private long nextFull;
  private boolean implicitDue;

  Reconciliation(SchedulingTimes times) {
    this.times = times;
  }

  /** The next tick asks for everything, whatever was asked on the connection before. */
  void subscribed(Collection<ActiveAttempt> active, long now) {
    nextFull = now;
    active.forEach(Reconciliation::answered);
  }

  void allDue(long now) {
    nextFull = now;
  }

  /** Adds RECONCILE calls for all that is due. */
  void tick(Collection<ActiveAttempt> active, long now, List<Effect> effects) {
    boolean full = now >= nextFull;
    if (full) {
      nextFull = now + times.reconcile();
      implicitDue = true;
    }
    List<Effect.AttemptRef> due = new ArrayList<>();
    boolean waiting = false;
    for (ActiveAttempt attempt : active) {
      boolean silent = !attempt.heardOf && now - attempt.launchedAt >= times.launch();
      boolean missing = attempt.missingSince != 0;
      if (attempt.nextReconcile == 0 && (full || silent) || full && missing) {
        attempt.nextReconcile = now;
        attempt.reconciled = 0;
      }
      if (attempt.nextReconcile != 0) {
        waiting |= !missing;
        if (now >= attempt.nextReconcile) {
          due.add(attempt.ref());
          attempt.nextReconcile =
              now + Math.min(LONGEST_WAIT, FIRST_WAIT << Math.min(attempt.reconciled++, 5));
        }
      }
    }
    for (int i = 0; i < due.size(); i += BATCH) {
      effects.add(
          new Effect.Reconcile(List.copyOf(due.subList(i, Math.min(i + BATCH, due.size())))));
    }
    if (implicitDue && !waiting) {
      implicitDue = false;
      effects.add(new Effect.Reconcile(List.of()));
    }
  }

  /** Any status answers the question. */
  static void answered(ActiveAttempt attempt) {
    attempt.nextReconcile = 0;
    attempt.reconciled = 0;
  }

  /** The master does not know where it is: it is asked again later. */
  static void missing(ActiveAttempt attempt, long now) {
    attempt.nextReconcile = now + MISSING_WAIT;
    attempt.reconciled = 5;
  }
}
