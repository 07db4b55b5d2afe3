package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What happens to a task from its launch to its end. */
final class TaskLife {
  private final SchedulingOptions options;
  private final FrameDraft draft;
  private final PendingTasks pending;
  private final DelayedTasks delayed = new DelayedTasks();
  private final Map<TaskKey, ActiveAttempt> active = new HashMap<>();
  private final Consumer<JobRun> jobEnded;

  TaskLife(
      SchedulingOptions options,
      FrameDraft draft,
      PendingTasks pending,
      Consumer<JobRun> jobEnded) {
    this.options = options;
    this.draft = draft;
    this.pending = pending;
    this.jobEnded = jobEnded;
  }

  Collection<ActiveAttempt> active() {
    return active.values();
  }

  /** Null if there is none under way. */
  ActiveAttempt active(JobRun job, int index) {
    return active.get(job.key(index));
  }

  void restore(JobRun job, RestoredTask task) {
    job.restore(task);
    if (task.phase().active()) {
      ActiveAttempt attempt =
          new ActiveAttempt(job, task.index(), task.launches(), task.agentId(), task.launchedAt());
      attempt.runningAt = task.runningAt();
      active.put(attempt.key(), attempt);
    } else if (task.phase() == Phase.PENDING) {
      delayed.add(job, task.index(), task.notBefore());
    }
  }

  /** Whether there was one. */
  boolean wakeDelayed() {
    int before = pending.size();
    delayed.wake(draft.now(), pending::add);
    return pending.size() > before;
  }

  ActiveAttempt launched(JobRun job, int index, Supply on) {
    int number = job.launched(index);
    long now = draft.now();
    ActiveAttempt attempt = new ActiveAttempt(job, index, number, on.agentId(), now);
    job.phase(index, Phase.LAUNCHED);
    TaskKey key = attempt.key();
    active.put(key, attempt);
    draft.change(new Change.Launched(key, number, on.agentId(), on.hostname(), on.agentUrl(), now));
    return attempt;
  }

  void goesOn(ActiveAttempt attempt, TaskStatus status) {
    boolean missing = missing(status);
    boolean wasMissing = attempt.missingSince != 0;
    boolean first = status.getState() == TaskState.TASK_RUNNING && attempt.runningAt == 0;
    if (missing && !wasMissing) {
      attempt.missingSince = draft.now();
    } else if (!missing) {
      attempt.missingSince = 0;
    }
    if (first) {
      attempt.runningAt = draft.now();
      attempt.job.phase(attempt.index, Phase.RUNNING);
    }
    if (first || missing != wasMissing) {
      draft.change(new Change.Updated(attempt.key(), attempt.number, status, draft.now()));
    }
  }

  /** Nobody knows whether it runs. */
  static boolean missing(TaskStatus status) {
    return status.getState() == TaskState.TASK_UNREACHABLE
        || status.getState() == TaskState.TASK_UNKNOWN;
  }

  void ended(ActiveAttempt attempt, TaskStatus status, Verdict verdict) {
    active.remove(attempt.key());
    JobRun job = attempt.job;
    int index = attempt.index;
    boolean free = verdict == Verdict.FREE && !attempt.outOfTime;
    TaskStatus told = attempt.outOfTime && verdict != Verdict.FINISHED ? outOfTime(status) : status;
    draft.change(new Change.AttemptEnded(attempt.key(), attempt.number, told, free, draft.now()));
    if (verdict == Verdict.FINISHED) {
      end(job, index, Phase.FINISHED, "");
    } else if (job.stopped()) {
      end(job, index, job.stop().phase(), job.stop().reason());
    } else if (free) {
      requeue(job, index, freeWait(job, index));
    } else {
      int failures = job.failed(index);
      RetryRule retry = job.shapeOf(index).retry();
      if (verdict == Verdict.HOPELESS || failures >= retry.maxAttempts()) {
        end(job, index, Phase.FAILED, "");
      } else {
        requeue(job, index, retry.waitAfter(failures));
      }
    }
    endIfDone(job);
  }

  /** The agent only knows that it was told to kill the task. */
  private static TaskStatus outOfTime(TaskStatus status) {
    return status.toBuilder()
        .setMessage("Killed because it ran longer than kill_after: " + status.getMessage())
        .build();
  }

  /** At once at first; a cluster that keeps losing the task must not be flooded with it. */
  private static long freeWait(JobRun job, int index) {
    int lost = job.launches(index) - job.failures(index);
    return lost <= 2 ? 0 : Math.min(60_000L, 1_000L << Math.min(lost - 3, 6));
  }

  private void requeue(JobRun job, int index, long wait) {
    long due = draft.now() + wait;
    job.phase(index, Phase.PENDING);
    draft.change(new Change.Requeued(job.key(index), due, draft.now()));
    delayed.add(job, index, due);
  }

  private void end(JobRun job, int index, Phase phase, String reason) {
    job.phase(index, phase);
    draft.change(new Change.TaskEnded(job.key(index), phase, reason, draft.now()));
  }

  void endIfDone(JobRun job) {
    if (job.ended()) {
      jobEnded.accept(job);
    }
  }

  /** Starts nothing more of the job and kills what runs; remembered over restarts. */
  void stop(JobRun job, Phase phase, String reason) {
    if (!job.stopped()) {
      Change.JobStopped stop = new Change.JobStopped(job.plan.number(), phase, reason, draft.now());
      draft.change(stop);
      obey(job, stop);
    }
  }

  /** What has been stored already. */
  void obey(JobRun job, Change.JobStopped stop) {
    job.stop(stop);
    pending.drain(job).forEach(index -> end(job, index, stop.phase(), stop.reason()));
    delayed.drain(job).forEach(index -> end(job, index, stop.phase(), stop.reason()));
    for (ActiveAttempt attempt : active.values()) {
      if (attempt.job == job && !attempt.killing()) {
        kill(attempt);
      }
    }
    endIfDone(job);
  }

  private void kill(ActiveAttempt attempt) {
    attempt.nextKill = draft.now() + options.killInterval();
    draft.effect(new Effect.Kill(attempt.ref()));
  }

  /** Looks for attempts that run too long, are lost, or ignore that they are killed. */
  void tick(boolean subscribed) {
    long now = draft.now();
    List<ActiveAttempt> lost = new ArrayList<>();
    for (ActiveAttempt attempt : active.values()) {
      if (attempt.missingSince != 0 && now - attempt.missingSince >= options.unreachableTimeout()) {
        lost.add(attempt);
        continue;
      }
      long limit = attempt.job.shapeOf(attempt.index).killAfterMillis();
      if (!attempt.killing()
          && limit > 0
          && attempt.runningAt != 0
          && now - attempt.runningAt >= limit) {
        attempt.outOfTime = true;
        kill(attempt);
      } else if (attempt.killing() && now >= attempt.nextKill && subscribed) {
        kill(attempt);
      }
    }
    lost.forEach(this::giveUp);
  }

  /** If it ever comes back, its status meets no attempt and it is killed as a stray. */
  private void giveUp(ActiveAttempt attempt) {
    long seconds = (draft.now() - attempt.missingSince) / 1000;
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(""))
            .setState(TaskState.TASK_LOST)
            .setReason(TaskStatus.Reason.REASON_AGENT_DISCONNECTED)
            .setMessage("given up after " + seconds + " s unreachable on agent " + attempt.agentId)
            .build();
    ended(attempt, status, Verdict.FREE);
  }
}
