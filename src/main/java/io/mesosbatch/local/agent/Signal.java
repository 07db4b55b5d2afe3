package io.mesosbatch.local.agent;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The two signals that end a task. */
enum Signal {
  TERM,
  KILL;

  /** How often a tree that forks while it is killed is looked at again. */
  private static final int KILL_ROUNDS = 20;

  /** How long the processes of a closing agent have to end after SIGTERM. */
  private static final long CLOSE_GRACE_NANOS = 1_000_000_000L;

  /** Ends these processes and all that belongs to them; returns when they are gone. */
  static void endTrees(Collection<Long> roots) {
    long end = System.nanoTime() + CLOSE_GRACE_NANOS;
    Set<Long> alive = TERM.sendToTrees(roots);
    while (!alive.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
      alive = trees(roots);
    }
    for (int i = 0; !alive.isEmpty() && i < KILL_ROUNDS; i++) {
      alive = KILL.sendToTrees(roots);
    }
  }

  private Set<Long> sendToTrees(Collection<Long> roots) {
    Set<Long> alive = trees(roots);
    send(alive);
    return alive;
  }

  private static Set<Long> trees(Collection<Long> roots) {
    if (roots.isEmpty()) {
      return Set.of();
    }
    ProcessTable table = ProcessTable.now();
    Set<Long> trees = new HashSet<>();
    roots.forEach(root -> trees.addAll(table.tree(root)));
    return trees;
  }

  /** To the process, its session, its group and all that descend from them. May take some ms. */
  void sendToTree(long root) {
    Set<Long> tree = ProcessTable.now().tree(root);
    send(tree);
    for (int i = 0; this == KILL && !tree.isEmpty() && i < KILL_ROUNDS; i++) {
      tree = ProcessTable.now().tree(root);
      send(tree);
    }
  }

  void send(Collection<Long> pids) {
    for (long pid : pids) {
      ProcessHandle.of(pid).ifPresent(this::send);
    }
  }

  private void send(ProcessHandle handle) {
    if (this == TERM) {
      handle.destroy();
    } else {
      handle.destroyForcibly();
    }
  }
}
