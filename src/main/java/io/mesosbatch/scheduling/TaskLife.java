package io.mesosbatch.scheduling;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.time.Instant;
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

  /** Ms that the executor has to kill the rest of a group, before we do. */
  private static final long EXECUTOR_KILLS_WITHIN = 2_000;

  private final SchedulingTimes times;
  private final FrameDraft draft;
  private final PendingTasks pending;
  private final DelayedTasks delayed = new DelayedTasks();
  private final Map<TaskKey, ActiveAttempt> active = new HashMap<>();
  private final AgentBook agents;
  private final TaskEnds ends;
  private final Consumer<JobRun> jobEnded;
  private boolean newWork;

  TaskLife(
      SchedulingTimes times,
      FrameDraft draft,
      PendingTasks pending,
      AgentBook agents,
      Consumer<JobRun> jobEnded) {
    this.times = times;
    this.draft = draft;
    this.pending = pending;
    this.agents = agents;
    this.ends = new TaskEnds(draft, pending);
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

  void restore(JobRun job, List<RestoredTask> tasks) {
    Map<Integer, GroupRun> groups = new HashMap<>();
    for (RestoredTask task : tasks) {
      int index = task.index();
      int leader = job.plan.groups().leader(index);
      job.restore(task);
      if (task.phase().active()) {
        AgentBook.Entry agent = agents.of(task.agentId());
        GroupRun group =
            job.plan.groups().has(index)
                ? groups.computeIfAbsent(leader, l -> new GroupRun(job, l, task.agentId(), agent))
                : null;
        restore(job, task, agent, group);
      }
    }
    for (RestoredTask task : tasks) {
      int index = task.index();
      boolean first = index == job.plan.groups().leader(index);
      // One that has run before may wait again, when the job runs again for what did not finish.
      if (task.phase() == Phase.PENDING && first && job.ready(index)) {
        delayed.add(job.laneOf(index), index, task.notBefore());
      }
    }
    groups.values().stream().filter(GroupRun::failing).forEach(this::killOthers);
  }

  private void restore(JobRun job, RestoredTask task, AgentBook.Entry agent, GroupRun group) {
    if (task.ended().isPresent()) {
      Verdict how = job.retryOf(task.index()).verdict(task.ended().get());
      boolean late = task.counted() && how != Verdict.HOPELESS;
      group.restoreEnded(task.index(), late ? Verdict.FAILED : how, task.counted());
      return;
    }
    ActiveAttempt attempt =
        new ActiveAttempt(
            job, task.index(), task.launches(), task.agentId(), task.launchedAt(), agent, group);
    attempt.runningAt = task.runningAt();
    if (!task.moving().isEmpty()) {
      attempt.moving = task.moving();
      attempt.nextKill = draft.now();
    }
    active.put(attempt.key(), attempt);
    attempt.use(1);
    attempt.countRestored(task.hostname());
  }

  void wakeDelayed() {
    int before = pending.size();
    delayed.wake(draft.now(), pending::add);
    newWork |= pending.size() > before;
  }

  /** Whether tasks may start since the last call that could not before. */
  boolean takeNewWork() {
    boolean answer = newWork | ends.takeNewWork();
    newWork = false;
    return answer;
  }

  void newWork() {
    newWork = true;
  }

  /** Takes the lane's first task. */
  ActiveAttempt launch(Lane lane, Supply on, AgentBook.Entry agent) {
    ActiveAttempt attempt = launch(lane.job, pending.poll(lane), null, on, agent);
    if (!lane.job.hasRoom()) {
      pending.limitsChanged(lane.job);
    }
    return attempt;
  }

  /** Takes the lane's first group; its tasks in the order of the list. */
  List<ActiveAttempt> launchGroup(Lane lane, Supply on, AgentBook.Entry agent) {
    JobRun job = lane.job;
    int leader = pending.poll(lane);
    GroupRun group = new GroupRun(job, leader, on.agentId(), agent);
    List<ActiveAttempt> attempts = new ArrayList<>(lane.tasks);
    job.plan
        .groups()
        .forEachMember(leader, index -> attempts.add(launch(job, index, group, on, agent)));
    if (!job.hasRoom()) {
      pending.limitsChanged(job);
    }
    return attempts;
  }

  private ActiveAttempt launch(
      JobRun job, int index, GroupRun group, Supply on, AgentBook.Entry agent) {
    int number = job.launched(index);
    long now = draft.now();
    ActiveAttempt attempt = new ActiveAttempt(job, index, number, on.agentId(), now, agent, group);
    job.phase(index, Phase.LAUNCHED);
    TaskKey key = attempt.key();
    active.put(key, attempt);
    attempt.sharesExecutor = agent.runs(job.shapeOf(index).executorId());
    attempt.use(1);
    if (job.hasGroups()) {
      attempt.count(agent.traits());
    }
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
    TaskStatus status = moved ? OwnStatuses.moved(said, attempt.moving) : said;
    Verdict verdict = moved ? attempt.job.retryOf(attempt.index).verdict(status) : at;
    active.remove(attempt.key());
    attempt.use(-1);
    attempt.forget();
    attempt.agent.ended(attempt);
    JobRun job = attempt.job;
    int index = attempt.index;
    boolean late = attempt.outOfTime != null && verdict != Verdict.FINISHED;
    TaskStatus told = late ? OwnStatuses.outOfTime(status, attempt.outOfTime) : status;
    Verdict how =
        late && verdict == Verdict.FREE
            ? Verdict.FAILED
            : attempt.inViewOfItsExecutor(status, verdict);
    GroupRun group = attempt.group;
    boolean free = how == Verdict.FREE;
    if (group != null) {
      boolean killed = status.getState() == TaskState.TASK_KILLED && !late;
      free = !group.ended(index, how, killed) && how != Verdict.FINISHED;
    }
    draft.change(new Change.AttemptEnded(attempt.key(), attempt.number, told, free, draft.now()));
    if (group == null) {
      ended(job, index, index, attempt.agentId, attempt.agent, how);
    } else if (group.goesOn()) {
      if (group.failing()) {
        killOthers(group);
      }
    } else {
      group.over();
      ended(job, group.leader, group.cause(), group.agentId, group.agent, group.verdict());
    }
    if (!job.stopped()) {
      pending.limitsChanged(job);
      newWork |= job.hasGroups() || job.plan.rules().maxRunning() > 0 || job.user.maxRunning > 0;
    }
    endIfDone(job);
  }

  /** A task by itself, or a whole group by its first task. */
  private void ended(
      JobRun job, int index, int cause, String agentId, AgentBook.Entry agent, Verdict how) {
    TaskGroups groups = job.plan.groups();
    if (how == Verdict.FINISHED) {
      groups.forEachMember(index, member -> ends.end(job, member, Phase.FINISHED, ""));
    } else if (job.stopped()) {
      Change.JobStopped stop = job.stop();
      groups.forEachMember(index, member -> ends.end(job, member, stop.phase(), stop.reason()));
    } else if (how == Verdict.FREE) {
      requeue(job.laneOf(index), index, job.freeWait(index));
    } else {
      failed(job, index, cause, agentId, agent, how);
    }
  }

  /** Should it not come to it: an executor that lost sight of one of them lets the others run. */
  private void killOthers(GroupRun group) {
    group
        .job
        .plan
        .groups()
        .forEachMember(
            group.leader,
            member -> {
              ActiveAttempt other = active(group.job, member);
              if (other != null && !other.killing()) {
                other.nextKill = draft.now() + EXECUTOR_KILLS_WITHIN;
              }
            });
  }

  private void failed(
      JobRun job, int index, int cause, String agentId, AgentBook.Entry agent, Verdict verdict) {
    int failures = job.failed(index);
    RetryRule retry = job.retryOf(index);
    if (verdict == Verdict.HOPELESS || failures >= retry.maxAttempts()) {
      ends.fail(job, cause);
      int limit = job.plan.rules().failureLimit();
      if (limit >= 0 && job.count(Phase.FAILED) > limit && !job.ended()) {
        stop(job, Phase.KILLED, "more than " + limit + " tasks of the job have failed");
      }
      return;
    }
    long wait = retry.waitAfter(failures, job.plan.number() * 31 + index * 17L + failures);
    long avoidUntil = draft.now() + wait + AVOID_FAILED_AGENT;
    // Where there is but one agent for it, to keep away from it would only be to wait.
    boolean elsewhere = agents.several() && job.laneOf(index).shape().agentId().isEmpty();
    if (retry.avoidAgent() && elsewhere) {
      agents.avoid(agent, avoidUntil);
      requeue(job.laneOf(index, agentId, avoidUntil), index, wait);
    } else {
      requeue(job.laneOf(index), index, wait);
    }
  }

  /** Whether, as its retry rule goes, it would be started again for free. */
  boolean movable(ActiveAttempt attempt) {
    RetryRule retry = attempt.job.retryOf(attempt.index);
    return retry.verdict(OwnStatuses.moved()) == Verdict.FREE;
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
    TaskStatus status = OwnStatuses.moving(attempt.moving);
    draft.change(new Change.Updated(attempt.key(), attempt.number, status, draft.now()));
  }

  private void requeue(Lane lane, int index, long wait) {
    JobRun job = lane.job;
    long due = draft.now() + wait;
    job.plan
        .groups()
        .forEachMember(
            index,
            member -> {
              job.phase(member, Phase.PENDING);
              draft.change(new Change.Requeued(job.key(member), due, draft.now()));
            });
    delayed.add(lane, index, due);
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
    job.pendingTasks().forEach(index -> ends.endAlone(job, index, stop.phase(), stop.reason()));
    for (ActiveAttempt attempt : active.values()) {
      if (attempt.job == job && !attempt.killing()) {
        kill(attempt);
      }
    }
    endIfDone(job);
  }

  private void kill(ActiveAttempt attempt) {
    attempt.nextKill = draft.now() + times.kill();
    draft.effect(new Effect.Kill(attempt.ref()));
  }

  /** Looks for attempts that run too long, are lost, or ignore that they are killed. */
  void tick(boolean subscribed) {
    long now = draft.now();
    List<ActiveAttempt> lost = new ArrayList<>();
    for (ActiveAttempt attempt : active.values()) {
      if (attempt.missingSince != 0 && now - attempt.missingSince >= times.unreachable()) {
        lost.add(attempt);
        continue;
      }
      String tooLong = attempt.killing() ? null : attempt.tooLong(now);
      if (tooLong != null) {
        attempt.outOfTime = tooLong;
        kill(attempt);
      } else if (attempt.killing() && now >= attempt.nextKill && subscribed) {
        kill(attempt);
      }
    }
    lost.forEach(this::giveUp);
  }

  /** Its tasks went with it. */
  void frameworkRemoved(String why, boolean requeue) {
    for (ActiveAttempt attempt : List.copyOf(active.values())) {
      ended(attempt, OwnStatuses.frameworkRemoved(why), requeue ? Verdict.FREE : Verdict.HOPELESS);
    }
  }

  /** If it ever comes back, its status meets no attempt and it is killed as a stray. */
  private void giveUp(ActiveAttempt attempt) {
    long seconds = (draft.now() - attempt.missingSince) / 1000;
    ended(attempt, OwnStatuses.givenUp(seconds, attempt.agentId), Verdict.FREE);
  }
}
