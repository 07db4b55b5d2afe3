package io.mesosbatch.local.agent;

import java.util.Collection;

/** The two signals that end a task. */
enum Signal {
  TERM,
  KILL;

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
