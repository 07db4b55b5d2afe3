package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.scheduling.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Keeps the notices in memory. */
final class MemoryTaskNotices implements TaskNotices {
  private final TreeMap<Long, TaskNotice> notices = new TreeMap<>();
  private final Map<String, Long> told = new HashMap<>();
  private Set<Phase> phases = Set.of();
  private long last;

  synchronized void ended(Change.TaskEnded change) {
    if (phases.contains(change.phase())) {
      notices.put(++last, new TaskNotice(last, change.task()));
    }
  }

  @Override
  public synchronized void note(Set<Phase> wanted) {
    phases = Set.copyOf(wanted);
  }

  @Override
  public synchronized List<TaskNotice> after(long number, int limit) {
    return notices.tailMap(number, false).values().stream().limit(limit).toList();
  }

  @Override
  public synchronized long told(String way) {
    return told.getOrDefault(way, 0L);
  }

  @Override
  public synchronized void told(String way, long number) {
    told.put(way, number);
  }

  @Override
  public synchronized void forget(long number) {
    notices.headMap(number, true).clear();
  }
}
