package io.mesosbatch.store.jdbc;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks under way that were written last, as their rows are, so that they need not be read when
 * the next change of them comes. (One program at a time uses the store.) Not thread-safe.
 */
final class RecentTasks {
  private static final int MOST = 1 << 15;

  private final Map<Long, StoredTask> tasks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, StoredTask> eldest) {
          return size() > MOST;
        }
      };

  /** The task, which is no longer kept here. */
  Optional<StoredTask> take(long key) {
    return Optional.ofNullable(tasks.remove(key));
  }

  /** They have been written; those that have ended will hardly change. */
  void stored(Collection<StoredTask> changed) {
    for (StoredTask task : changed) {
      if (!task.phase.ended()) {
        tasks.put(
            task.key,
            new StoredTask(task.key, task.phase, task.notBefore, task.endedBecause, task.last));
      }
    }
  }
}
