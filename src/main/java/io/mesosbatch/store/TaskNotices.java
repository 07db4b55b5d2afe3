package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import java.util.List;
import java.util.Set;

/**
 * The ends of tasks that the world is to be told of. They are stored in the transaction that ends
 * the task, so that none is missed. Several ways out read the list, each at its own pace. Every
 * method may throw StoreException. Thread-safe.
 */
public interface TaskNotices {
  /** From now on the ends in these phases are noted; at first none is. Not stored. */
  void note(Set<Phase> phases);

  /** The next ones, oldest first. */
  List<TaskNotice> after(long number, int limit);

  /** The number up to which a way has told; 0 if it has told nothing yet. */
  long told(String way);

  /** May be lost in a crash: then the way tells again. */
  void told(String way, long number);

  /** Removes all notices up to this number. */
  void forget(long number);
}
