package io.mesosbatch.local.agent;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Kills what ended tasks leave running in their sessions, one second after their end, as a real
 * agent does when the executor is gone. All tasks that end within a second share one look at the
 * process table.
 */
final class Leftovers {
  private final ScheduledExecutorService timers;
  private final Executor worker;
  private Set<Long> ended = new HashSet<>();

  Leftovers(ScheduledExecutorService timers, Executor worker) {
    this.timers = timers;
    this.worker = worker;
  }

  /** The first process of this session has ended. */
  synchronized void ended(long session) {
    if (ended.isEmpty()) {
      timers.schedule(() -> worker.execute(this::sweep), 1, TimeUnit.SECONDS);
    }
    ended.add(session);
  }

  /** Kills them now. */
  void sweep() {
    Set<Long> sessions;
    synchronized (this) {
      sessions = ended;
      ended = new HashSet<>();
    }
    if (!sessions.isEmpty()) {
      Signal.KILL.send(ProcessTable.now().leftIn(sessions));
    }
  }
}
