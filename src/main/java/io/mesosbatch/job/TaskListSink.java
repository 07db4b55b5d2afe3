package io.mesosbatch.job;

import io.mesosbatch.v1.Job;

/** Takes a task list as it is read, so that it never stands in memory as a whole. */
public interface TaskListSink {
  /**
   * The next task, in the order of the list. An array comes as its template; one with a long table
   * of parameters comes in pieces, one after the other.
   */
  void task(TaskSpec task);

  /** What the list says beside its tasks; called once, after the last task. */
  void header(Job withoutTasks);
}
