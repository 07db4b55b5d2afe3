package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What happens to a task from its launch to its end. */
final class TaskLife {
  /** Ms; then the agent where a task failed may have it again. */
  private static final long AVOID_FAILED_AGENT = 10_000;

  private final SchedulingOptions options;
  private final FrameDraft draft;
  private final PendingTasks pending;
  private final DelayedTasks delayed = new DelayedTasks();
  private final Map<TaskKey, ActiveAttempt> active = new HashMap<>();
  private final AgentBook agents;
  private final Consumer<JobRun> jobEnded;
  private boolean newWork;

  TaskLife(
      SchedulingOptions options,
      FrameDraft draft,
      PendingTasks pending,
      AgentBook agents,
      Consumer<JobRun> jobEnded) {
    this.options = options;
    this.draft = draft;
    this.pending = pending;
    this.agents = agents;
    this.jobEnded = jobEnded;
  }

  Collection<ActiveAttempt> active() {
    return active.values();
  }

  /** Null if there is none under way. */
  ActiveAttempt active(JobRun job, int index) {
    return active.get(job.key(index));
  }

  DelayedTasks delayed() {
    return delayed;
  }

  void restore(JobRun job, RestoredTask task) {
    job.restore(task);
    if (task.phase().active()) {
      ActiveAttempt attempt =
          new ActiveAttempt(
              job,
              task.index(),
              task.launches(),
              task.agentId(),
              task.launchedAt(),
              agents.of(task.agentId()));
      attempt.runningAt = task.runningAt();
      if (!task.moving().isEmpty()) {
        attempt.moving = task.moving();
        attempt.nextKill = draft.now();
      }
      active.put(attempt.key(), attempt);
      use(attempt, 1);
      countRestored(attempt, task.hostname());
    } else if (task.phase() == Phase.PENDING) {
      delayed.add(job.laneOf(task.index()), task.index(), task.notBefore());
    }
  }

  private static void countRestored(ActiveAttempt attempt, String hostname) {
    if (attempt.job.hasGroups()) {
      AgentTraits known = attempt.agent.traits();
      attempt.count(known == null ? AgentTraits.ofHost(hostname) : known);
      if (known == null) {
        attempt.agent.restored.add(attempt);
      }
    }
  }

  void wakeDelayed() {
    int before = pending.size();
    delayed.wake(draft.now(), pending::add);
    newWork |= pending.size() > before;
  }

  /** Whether tasks may start since the last call that could not before. */
  boolean takeNewWork() {
    boolean answer = newWork;
    newWork = false;
    return answer;
  }

  void newWork() {
    newWork = true;
  }

  /** Takes the lane's first task. */
  ActiveAttempt launch(Lane lane, Supply on, AgentBook.Entry agent) {
    JobRun job = lane.job;
    int index = pending.poll(lane);
    int number = job.launched(index);
    long now = draft.now();
    ActiveAttempt attempt = new ActiveAttempt(job, index, number, on.agentId(), now, agent);
    job.phase(index, Phase.LAUNCHED);
    TaskKey key = attempt.key();
    active.put(key, attempt);
    use(attempt, 1);
    if (job.hasGroups()) {
      attempt.count(agent.traits());
    }
    draft.change(new Change.Launched(key, number, on.agentId(), on.hostname(), on.agentUrl(), now));
    if (!job.hasRoom()) {
      pending.limitsChanged(job);
    }
    return attempt;
  }

  private void use(ActiveAttempt attempt, int sign) {
    Lane lane = attempt.job.laneOf(attempt.index);
    attempt.agent.use(lane.demand, sign);
    attempt.job.user.use(lane.demand, sign);
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
      if (attempt.moving != null) {
        storeMoving(attempt);
      }
    }
  }

  /** Nobody knows whether it runs. */
  static boolean missing(TaskStatus status) {
    return status.getState() == TaskState.TASK_UNREACHABLE
        || status.getState() == TaskState.TASK_UNKNOWN;
  }

  void ended(ActiveAttempt attempt, TaskStatus said, Verdict at) {
    boolean moved = attempt.moving != null && said.getState() == TaskState.TASK_KILLED;
    TaskStatus status = moved ? moved(said, attempt.moving) : said;
    Verdict verdict = moved ? attempt.job.shapeOf(attempt.index).retry().verdict(status) : at;
    active.remove(attempt.key());
    use(attempt, -1);
    attempt.forget();
    attempt.agent.restored.remove(attempt);
    JobRun job = attempt.job;
    int index = attempt.index;
    boolean late = attempt.outOfTime != null && verdict != Verdict.FINISHED;
    boolean free = verdict == Verdict.FREE && !late;
    TaskStatus told = late ? outOfTime(status, attempt.outOfTime) : status;
    draft.change(new Change.AttemptEnded(attempt.key(), attempt.number, told, free, draft.now()));
    if (verdict == Verdict.FINISHED) {
      end(job, index, Phase.FINISHED, "");
    } else if (job.stopped()) {
      end(job, index, job.stop().phase(), job.stop().reason());
    } else if (free) {
      requeue(job.laneOf(index), index, freeWait(job, index));
    } else {
      failed(attempt, verdict);
    }
    if (!job.stopped()) {
      pending.limitsChanged(job);
      newWork |= job.hasGroups() || job.plan.rules().maxRunning() > 0 || job.user.maxRunning > 0;
    }
    endIfDone(job);
  }

  private void failed(ActiveAttempt attempt, Verdict verdict) {
    JobRun job = attempt.job;
    int index = attempt.index;
    int failures = job.failed(index);
    RetryRule retry = job.shapeOf(index).retry();
    if (verdict == Verdict.HOPELESS || failures >= retry.maxAttempts()) {
      end(job, index, Phase.FAILED, "");
      int limit = job.plan.rules().failureLimit();
      if (limit >= 0 && job.count(Phase.FAILED) > limit && !job.ended()) {
        stop(job, Phase.KILLED, "more than " + limit + " tasks of the job have failed");
      }
      return;
    }
    long wait = retry.waitAfter(failures, job.plan.number() * 31 + index * 17L + failures);
    long avoidUntil = draft.now() + wait + AVOID_FAILED_AGENT;
    // Where there is but one agent, to keep away from it would only be to wait.
    if (retry.avoidAgent() && agents.several()) {
      agents.avoid(attempt.agent, avoidUntil);
      requeue(job.laneOf(index, attempt.agentId, avoidUntil), index, wait);
    } else {
      requeue(job.laneOf(index), index, wait);
    }
  }

  /** The agent only knows that it was told to kill the task. */
  private static TaskStatus outOfTime(TaskStatus status, String why) {
    return status.toBuilder()
        .setMessage("Killed because it " + why + ": " + status.getMessage())
        .build();
  }

  private static TaskStatus moved(TaskStatus status, String why) {
    return status.toBuilder()
        .setReason(TaskStatus.Reason.REASON_AGENT_DRAINING)
        .setMessage(why)
        .build();
  }

  /** Whether, as its retry rule goes, it would be started again for free. */
  boolean movable(ActiveAttempt attempt) {
    TaskStatus killed =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(""))
            .setState(TaskState.TASK_KILLED)
            .buildPartial();
    RetryRule retry = attempt.job.shapeOf(attempt.index).retry();
    return retry.verdict(moved(killed, "")) == Verdict.FREE;
  }

  /**
   * Kills it, to start it again elsewhere. That it did not fail is stored first, for a restart may
   * come between.
   *
   * @param start of the maintenance of its agent, ms since the epoch
   */
  void move(ActiveAttempt attempt, long start) {
    attempt.moving =
        "Killed because agent "
            + attempt.agentId
            + " is to go into maintenance at "
            + Instant.ofEpochMilli(start);
    storeMoving(attempt);
    kill(attempt);
  }

  private void storeMoving(ActiveAttempt attempt) {
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(""))
            .setState(TaskState.TASK_KILLING)
            .setReason(TaskStatus.Reason.REASON_AGENT_DRAINING)
            .setMessage(attempt.moving)
            .build();
    draft.change(new Change.Updated(attempt.key(), attempt.number, status, draft.now()));
  }

  /** At once at first; a cluster that keeps losing the task must not be flooded with it. */
  private static long freeWait(JobRun job, int index) {
    int lost = job.launches(index) - job.failures(index);
    return lost <= 2 ? 0 : Math.min(60_000L, 1_000L << Math.min(lost - 3, 6));
  }

  private void requeue(Lane lane, int index, long wait) {
    JobRun job = lane.job;
    long due = draft.now() + wait;
    job.phase(index, Phase.PENDING);
    draft.change(new Change.Requeued(job.key(index), due, draft.now()));
    delayed.add(lane, index, due);
  }

  private void end(JobRun job, int index, Phase phase, String reason) {
    endAlone(job, index, phase, reason);
    TaskGraph graph = job.plan.rules().tasks();
    if (graph.isEmpty() || job.stopped()) {
      return;
    }
    ArrayDeque<Integer> ended = new ArrayDeque<>();
    for (Integer next = index; next != null; next = ended.poll()) {
      int before = next;
      graph.forEachAfter(
          before, (after, mustFinish) -> after(job, before, after, mustFinish, ended));
    }
  }

  private void after(
      JobRun job, int before, int after, boolean mustFinish, ArrayDeque<Integer> ended) {
    Phase how = job.phase(before);
    if (job.phase(after) != Phase.PENDING) {
      return;
    }
    if (mustFinish && how != Phase.FINISHED) {
      String why = "it comes after task " + before + " of the list, which is " + how;
      endAlone(job, after, Phase.SKIPPED, why);
      ended.add(after);
    } else if (job.oneLess(after)) {
      pending.add(job, after);
      newWork = true;
    }
  }

  private void endAlone(JobRun job, int index, Phase phase, String reason) {
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
    pending.drop(job);
    delayed.drop(job);
    job.pendingTasks().forEach(index -> endAlone(job, index, stop.phase(), stop.reason()));
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
      String tooLong = attempt.killing() ? null : tooLong(attempt);
      if (tooLong != null) {
        attempt.outOfTime = tooLong;
        kill(attempt);
      } else if (attempt.killing() && now >= attempt.nextKill && subscribed) {
        kill(attempt);
      }
    }
    lost.forEach(this::giveUp);
  }

  /** Null unless the attempt has had its time. */
  private String tooLong(ActiveAttempt attempt) {
    Shape shape = attempt.job.shapeOf(attempt.index);
    boolean running = attempt.runningAt != 0;
    long limit = running ? shape.killAfterMillis() : shape.launchTimeoutMillis();
    long since = running ? attempt.runningAt : attempt.launchedAt;
    if (limit == 0 || draft.now() - since < limit) {
      return null;
    }
    return running ? "ran longer than kill_after" : "did not run within launch_timeout";
  }

  /** Its tasks went with it. */
  void frameworkRemoved(String why, boolean requeue) {
    for (ActiveAttempt attempt : List.copyOf(active.values())) {
      TaskStatus status =
          TaskStatus.newBuilder()
              .setTaskId(TaskID.newBuilder().setValue(""))
              .setState(TaskState.TASK_LOST)
              .setReason(TaskStatus.Reason.REASON_FRAMEWORK_REMOVED)
              .setMessage(why)
              .build();
      ended(attempt, status, requeue ? Verdict.FREE : Verdict.HOPELESS);
    }
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
