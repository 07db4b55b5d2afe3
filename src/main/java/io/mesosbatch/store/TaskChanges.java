package io.mesosbatch.store;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.scheduling.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the core's changes make of a task's record. */
final class TaskChanges {
  private TaskChanges() {}

  /**
   * @param notBefore ms since the epoch
   */
  static TaskRecord pending(TaskRecord task, long notBefore) {
    return with(task, Phase.PENDING, notBefore, task.attempts());
  }

  static TaskRecord launched(TaskRecord task, Change.Launched c) {
    List<AttemptRecord> attempts = new ArrayList<>(task.attempts());
    attempts.add(
        new AttemptRecord(
            c.attempt(),
            c.agentId(),
            c.hostname(),
            c.agentUrl(),
            c.at(),
            0,
            0,
            Optional.empty(),
            false));
    return with(task, Phase.LAUNCHED, 0, attempts);
  }

  static TaskRecord updated(TaskRecord task, Change.Updated c) {
    boolean running = c.status().getState() == TaskState.TASK_RUNNING;
    AttemptRecord last = last(task);
    long runningAt = running && last.runningAt() == 0 ? c.at() : last.runningAt();
    return with(
        task,
        running ? Phase.RUNNING : task.phase(),
        0,
        withLast(task, told(last, runningAt, 0, c.status(), false)));
  }

  static TaskRecord attemptEnded(TaskRecord task, Change.AttemptEnded c) {
    AttemptRecord last = last(task);
    return with(
        task,
        task.phase(),
        0,
        withLast(task, told(last, last.runningAt(), c.at(), c.status(), c.free())));
  }

  static TaskRecord ended(TaskRecord task, Change.TaskEnded c) {
    return new TaskRecord(task.key(), task.spec(), c.phase(), 0, task.attempts(), c.reason());
  }

  private static AttemptRecord told(
      AttemptRecord a, long runningAt, long endedAt, TaskStatus status, boolean free) {
    return new AttemptRecord(
        a.number(),
        a.agentId(),
        a.hostname(),
        a.agentUrl(),
        a.launchedAt(),
        runningAt,
        endedAt,
        Optional.of(status),
        free);
  }

  private static AttemptRecord last(TaskRecord task) {
    return task.attempts().get(task.attempts().size() - 1);
  }

  private static List<AttemptRecord> withLast(TaskRecord task, AttemptRecord attempt) {
    List<AttemptRecord> attempts = new ArrayList<>(task.attempts());
    attempts.set(attempts.size() - 1, attempt);
    return attempts;
  }

  private static TaskRecord with(
      TaskRecord task, Phase phase, long notBefore, List<AttemptRecord> attempts) {
    return new TaskRecord(task.key(), task.spec(), phase, notBefore, attempts, "");
  }
}
