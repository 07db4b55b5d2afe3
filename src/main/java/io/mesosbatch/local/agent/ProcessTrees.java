package io.mesosbatch.local.agent;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Signals whole trees: a process, its session, its group and all that descend from them. All trees
 * that are to get a signal at the same time share one look at the process table.
 */
final class ProcessTrees {
  /** How often trees that fork while they are killed are looked at again. */
  private static final int KILL_ROUNDS = 20;

  /** How long the processes of a closing agent have to end after SIGTERM. */
  private static final long CLOSE_GRACE_NANOS = 1_000_000_000L;

  private static final long PAUSE_NANOS = 5_000_000L;

  private final Executor worker;
  private final Map<Signal, Set<Long>> pending = new EnumMap<>(Signal.class);
  private boolean working;

  ProcessTrees(Executor worker) {
    this.worker = worker;
  }

  /** Returns at once; a worker sends the signal. */
  synchronized void send(Signal signal, long root) {
    pending.computeIfAbsent(signal, key -> new HashSet<>()).add(root);
    if (!working) {
      working = true;
      worker.execute(this::work);
    }
  }

  private void work() {
    while (true) {
      Set<Long> terms;
      Set<Long> kills;
      synchronized (this) {
        if (pending.isEmpty()) {
          working = false;
          return;
        }
        terms = pending.getOrDefault(Signal.TERM, Set.of());
        kills = pending.getOrDefault(Signal.KILL, Set.of());
        pending.clear();
      }
      if (!terms.isEmpty()) {
        Signal.TERM.send(ProcessTable.now().trees(terms));
      }
      kill(kills);
    }
  }

  /** Ends the trees, gently first; returns when they are gone. */
  static void end(Set<Long> roots) {
    if (roots.isEmpty()) {
      return;
    }
    long end = System.nanoTime() + CLOSE_GRACE_NANOS;
    Set<Long> alive = ProcessTable.now().trees(roots);
    Signal.TERM.send(alive);
    while (!alive.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
      alive = ProcessTable.now().trees(roots);
    }
    if (!alive.isEmpty()) {
      kill(roots);
    }
  }

  private static void kill(Set<Long> roots) {
    for (int i = 0; !roots.isEmpty() && i < KILL_ROUNDS; i++) {
      Set<Long> alive = ProcessTable.now().trees(roots);
      if (alive.isEmpty()) {
        return;
      }
      Signal.KILL.send(alive);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
