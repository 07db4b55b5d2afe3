package io.mesosbatch.scheduling;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The core: takes inputs, gives changes to store and effects to send. It has no clock, no thread
 * and no I/O; one caller at a time.
 */
public final class Scheduler {
  private final SchedulingOptions options;
  private final Map<String, JobRun> jobs = new LinkedHashMap<>();
  private final Map<TaskKey, ActiveAttempt> active = new HashMap<>();
  private final PendingTasks pending = new PendingTasks();
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
  private final Placement placement = new Placement(pending);
  private final OfferEconomy economy;
  private final Reconciliation reconciliation;

  private String frameworkId;
  private boolean subscribed;
  private boolean hasSubscribed;

  // Of the frame in hand.
  private long now;
  private final Map<OfferID, Offer> offers = new LinkedHashMap<>();
  private List<Change> changes;
  private List<Effect> effects;

  private record Delayed(JobRun job, int index, long due) {}

  /**
   * @param frameworkId as stored, if this framework has subscribed before
   */
  public Scheduler(SchedulingOptions options, Optional<String> frameworkId) {
    this.options = options;
    this.frameworkId = frameworkId.orElse(null);
    this.economy = new OfferEconomy(options);
    this.reconciliation = new Reconciliation(options);
  }

  /**
   * All offers among the inputs are answered in this frame, in view of each other.
   *
   * @param now ms since the epoch; must not go back
   */
  public Frame handle(List<? extends Input> inputs, long now) {
    this.now = now;
    changes = new ArrayList<>();
    effects = new ArrayList<>();
    for (Input input : inputs) {
      handle(input);
    }
    wakeDelayed();
    answerOffers();
    if (subscribed) {
      economy.decide(pending.size() > 0, now, effects);
    }
    return new Frame(changes, effects);
  }

  /** Whether there has been a subscription since the start. */
  public boolean hasSubscribed() {
    return hasSubscribed;
  }

  /** Of all jobs under way, in the order of their acceptance. */
  public List<JobProgress> progress() {
    return jobs.values().stream()
        .map(
            job ->
                new JobProgress(
                    job.plan.id(),
                    job.count(Phase.PENDING),
                    job.count(Phase.LAUNCHED),
                    job.count(Phase.RUNNING),
                    job.count(Phase.FINISHED),
                    job.count(Phase.FAILED),
                    job.count(Phase.KILLED),
                    job.count(Phase.SKIPPED)))
        .toList();
  }

  private void handle(Input input) {
    if (input instanceof Input.MesosEvent event) {
      event(event.event());
    } else if (input instanceof Input.JobAccepted accepted) {
      accept(new JobRun(accepted.plan()), List.of());
    } else if (input instanceof Input.JobRestored restored) {
      accept(new JobRun(restored.plan()), restored.tasks());
    } else if (input instanceof Input.KillJob kill) {
      kill(kill.jobId());
    } else if (input instanceof Input.Tick) {
      tick();
    } else if (input instanceof Input.CallsFailed) {
      reconciliation.allDue(now);
      economy.callsFailed();
    } else {
      subscribed = false;
      offers.clear();
    }
  }

  private void event(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED -> subscribed(event.getSubscribed().getFrameworkId().getValue());
      case OFFERS -> {
        economy.offered(now);
        event.getOffers().getOffersList().forEach(offer -> offers.put(offer.getId(), offer));
      }
      case RESCIND -> offers.remove(event.getRescind().getOfferId());
      case UPDATE -> update(event.getUpdate().getStatus());
      default -> {}
    }
  }

  private void subscribed(String id) {
    subscribed = true;
    hasSubscribed = true;
    offers.clear();
    if (!id.equals(frameworkId)) {
      frameworkId = id;
      changes.add(new Change.FrameworkIdentified(id, now));
    }
    economy.subscribed(now);
    reconciliation.subscribed(active.values(), now);
    reconciliation.tick(active.values(), now, effects);
  }

  private void accept(JobRun job, List<RestoredTask> restored) {
    jobs.put(job.plan.id(), job);
    boolean[] known = new boolean[job.plan.tasks()];
    for (RestoredTask task : restored) {
      known[task.index()] = true;
      job.restore(task);
      if (task.phase().active()) {
        ActiveAttempt attempt =
            new ActiveAttempt(
                job, task.index(), task.launches(), task.agentId(), task.launchedAt());
        attempt.runningAt = task.runningAt();
        active.put(attempt.key(), attempt);
      } else if (task.phase() == Phase.PENDING) {
        delayed.add(new Delayed(job, task.index(), task.notBefore()));
      }
    }
    for (int i = 0; i < known.length; i++) {
      if (!known[i]) {
        pending.add(job, i);
      }
    }
    economy.newWork();
    endIfDone(job);
  }

  private void kill(String jobId) {
    JobRun job = jobs.get(jobId);
    if (job == null || job.killed()) {
      return;
    }
    job.kill();
    pending.drain(job).forEach(index -> end(job, index, Phase.KILLED));
    List<Delayed> waiting = delayed.stream().filter(d -> d.job == job).toList();
    waiting.forEach(d -> end(job, d.index, Phase.KILLED));
    delayed.removeAll(waiting);
    for (ActiveAttempt attempt : active.values()) {
      if (attempt.job == job && !attempt.killing()) {
        kill(attempt);
      }
    }
    endIfDone(job);
  }

  private void kill(ActiveAttempt attempt) {
    attempt.nextKill = now + options.killInterval();
    effects.add(new Effect.Kill(attempt.ref()));
  }

  private void update(TaskStatus status) {
    Optional<AttemptId> id = AttemptId.parse(status.getTaskId().getValue());
    JobRun job = id.map(i -> jobs.get(i.job())).orElse(null);
    ActiveAttempt attempt =
        job == null ? null : active.get(new TaskKey(job.plan.number(), id.get().index()));
    Verdict verdict = Verdict.of(status);
    if (attempt == null || attempt.number != id.get().attempt()) {
      if (verdict == Verdict.GOING_ON && runs(status)) {
        effects.add(
            new Effect.KillStray(status.getTaskId().getValue(), status.getAgentId().getValue()));
      }
      return;
    }
    attempt.heardOf = true;
    Reconciliation.answered(attempt);
    if (verdict == Verdict.GOING_ON) {
      goingOn(attempt, status);
    } else {
      ended(attempt, status, verdict);
    }
  }

  private static boolean runs(TaskStatus status) {
    return status.getState() != TaskState.TASK_UNREACHABLE
        && status.getState() != TaskState.TASK_UNKNOWN;
  }

  private void goingOn(ActiveAttempt attempt, TaskStatus status) {
    if (!runs(status)) {
      if (attempt.missingSince == 0) {
        attempt.missingSince = now;
        changes.add(new Change.Updated(attempt.key(), attempt.number, status, now));
      }
      return;
    }
    boolean back = attempt.missingSince != 0;
    attempt.missingSince = 0;
    boolean first = status.getState() == TaskState.TASK_RUNNING && attempt.runningAt == 0;
    if (first) {
      attempt.runningAt = now;
      attempt.job.phase(attempt.index, Phase.RUNNING);
    }
    if (first || back) {
      changes.add(new Change.Updated(attempt.key(), attempt.number, status, now));
    }
  }

  private void ended(ActiveAttempt attempt, TaskStatus status, Verdict verdict) {
    active.remove(attempt.key());
    JobRun job = attempt.job;
    int index = attempt.index;
    boolean free = verdict == Verdict.FREE && !attempt.outOfTime;
    TaskStatus told = attempt.outOfTime && verdict != Verdict.FINISHED ? outOfTime(status) : status;
    changes.add(new Change.AttemptEnded(attempt.key(), attempt.number, told, free, now));
    if (verdict == Verdict.FINISHED) {
      end(job, index, Phase.FINISHED);
    } else if (job.killed()) {
      end(job, index, Phase.KILLED);
    } else if (free) {
      requeue(job, index, freeWait(job, index));
    } else {
      int failures = job.failed(index);
      RetryRule retry = job.shapeOf(index).retry();
      if (verdict == Verdict.HOPELESS || failures >= retry.maxAttempts()) {
        end(job, index, Phase.FAILED);
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
    job.phase(index, Phase.PENDING);
    changes.add(new Change.Requeued(key(job, index), now + wait, now));
    delayed.add(new Delayed(job, index, now + wait));
  }

  private void end(JobRun job, int index, Phase phase) {
    job.phase(index, phase);
    changes.add(new Change.TaskEnded(key(job, index), phase, now));
  }

  private void endIfDone(JobRun job) {
    if (job.ended() && jobs.remove(job.plan.id()) != null) {
      changes.add(new Change.JobEnded(job.plan.number(), job.outcome(), now));
    }
  }

  private static TaskKey key(JobRun job, int index) {
    return new TaskKey(job.plan.number(), index);
  }

  private void tick() {
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
    if (subscribed) {
      reconciliation.tick(active.values(), now, effects);
    }
  }

  /** If it ever comes back, its status meets no attempt and it is killed as a stray. */
  private void giveUp(ActiveAttempt attempt) {
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(io.mesosbatch.mesos.v1.TaskID.newBuilder().setValue(""))
            .setState(TaskState.TASK_LOST)
            .setReason(TaskStatus.Reason.REASON_AGENT_DISCONNECTED)
            .setMessage(
                "given up after "
                    + (now - attempt.missingSince) / 1000
                    + " s unreachable on agent "
                    + attempt.agentId)
            .build();
    ended(attempt, status, Verdict.FREE);
  }

  private void wakeDelayed() {
    while (!delayed.isEmpty() && delayed.peek().due <= now) {
      Delayed next = delayed.poll();
      pending.add(next.job, next.index);
      economy.newWork();
    }
  }

  private void answerOffers() {
    if (offers.isEmpty()) {
      return;
    }
    List<OfferID> unused = new ArrayList<>();
    for (Supply supply : Placement.supplies(offers.values())) {
      List<Placement.Placed> placed = pending.size() == 0 ? List.of() : placement.place(supply);
      if (placed.isEmpty()) {
        unused.addAll(supply.offers());
      } else {
        launch(supply, placed);
      }
    }
    if (!unused.isEmpty()) {
      effects.add(new Effect.Decline(unused, economy.refuseSeconds(pending.size() > 0)));
    }
    offers.clear();
  }

  private void launch(Supply supply, List<Placement.Placed> placed) {
    List<Effect.Launch> launches = new ArrayList<>(placed.size());
    for (Placement.Placed p : placed) {
      int number = p.job().launched(p.index());
      ActiveAttempt attempt = new ActiveAttempt(p.job(), p.index(), number, supply.agentId(), now);
      p.job().phase(p.index(), Phase.LAUNCHED);
      active.put(attempt.key(), attempt);
      changes.add(
          new Change.Launched(
              attempt.key(), number, supply.agentId(), supply.hostname(), supply.agentUrl(), now));
      launches.add(new Effect.Launch(attempt.key(), number, p.resources()));
    }
    effects.add(
        new Effect.Accept(
            supply.offers(),
            supply.agentId(),
            launches,
            economy.refuseSeconds(pending.size() > 0)));
  }
}
