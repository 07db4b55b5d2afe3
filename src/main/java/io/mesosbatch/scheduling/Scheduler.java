package io.mesosbatch.scheduling;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The core: takes inputs, gives changes to store and effects to send. It has no clock, no thread
 * and no I/O; one caller at a time.
 */
public final class Scheduler {
  /** Of a job that are explained one by one. */
  private static final int MOST_SHAPES = 20;

  private final Map<String, JobRun> jobs = new LinkedHashMap<>();
  private final FrameDraft draft = new FrameDraft();
  private final ResourceNames names = new ResourceNames();
  private final PendingTasks pending = new PendingTasks();
  private final AgentBook agents;
  private final RecentOffers recent = new RecentOffers();
  private final Users users;
  private final Starvation starvation;
  private final JobOrder jobOrder = new JobOrder(jobs, this::ready, this::mustNotRun);
  private final OfferEconomy economy;
  private final Reconciliation reconciliation;
  private final TaskLife life;
  private final OfferDesk desk;
  private final MaintenanceDesk maintenance;
  private final ReservationDesk reservations = new ReservationDesk();
  private final OfferFiltering filtering;

  private String frameworkId;
  private boolean subscribed;
  private boolean hasSubscribed;

  /**
   * @param frameworkId as stored, if this framework has subscribed before
   */
  public Scheduler(SchedulingOptions options, Optional<String> frameworkId) {
    this.frameworkId = frameworkId.orElse(null);
    agents = new AgentBook(options.maintenance());
    starvation = new Starvation(pending, agents);
    economy = new OfferEconomy(options.times());
    filtering = new OfferFiltering(options.filterOffers());
    reconciliation = new Reconciliation(options.times());
    users = new Users(options.shares(), agents);
    life = new TaskLife(options.times(), draft, pending, agents, this::jobEnded);
    maintenance = new MaintenanceDesk(draft, agents, life);
    Placement placement = new Placement(pending, names, agents, life, starvation);
    desk =
        new OfferDesk(
            draft, pending, placement, agents, users::withJobs, recent, economy, reservations);
  }

  /**
   * All offers among the inputs are answered in this frame, in view of each other.
   *
   * @param now ms since the epoch; must not go back
   */
  public Frame handle(List<? extends Input> inputs, long now) {
    draft.begin(now);
    for (Input input : inputs) {
      handle(input);
    }
    life.wakeDelayed();
    if (life.takeNewWork()) {
      economy.newWork();
    }
    starvation.look(now);
    desk.answer();
    maintenance.answer();
    if (subscribed) {
      boolean wanted = pending.size() > 0 || reservations.wantsOffers();
      if (wanted) {
        boolean everything = reservations.wantsOffers() || desk.reservesOnDemand();
        filtering.decide(everything, agents.repeatedAttributes(), draft);
      }
      economy.decide(wanted, now, draft.effects());
    }
    return draft.end();
  }

  /** Whether there has been a subscription since the start. */
  public boolean hasSubscribed() {
    return hasSubscribed;
  }

  /** Why the last operation on reservations did not come about; empty if none has failed. */
  public String reservationProblem() {
    return reservations.problem();
  }

  /** Empty unless reservations are being taken back. */
  public Optional<RemovalProgress> removal() {
    return reservations.removal();
  }

  /** Whether what {@link Input.PrepareResources} asked for does not stand yet. */
  public boolean preparing() {
    return reservations.preparing();
  }

  /** Why tasks wait, of all jobs under way. */
  public List<Waiting> explain() {
    return explain(jobs.keySet(), MOST_SHAPES);
  }

  /**
   * Why tasks wait. Looks at every agent, so it is for people and not for each frame.
   *
   * @param ids of jobs; those that are not under way are left out
   * @param mostShapes of each job; the rest is only counted
   */
  public List<Waiting> explain(Collection<String> ids, int mostShapes) {
    return explain(ids, mostShapes, task -> false);
  }

  /**
   * @param untold places of tasks of which it is not told that they come after others
   */
  List<Waiting> explain(Collection<String> ids, int mostShapes, IntPredicate untold) {
    long now = draft.now();
    AgentReasons reasons = new AgentReasons(agents, recent, starvation, filtering.on(), now);
    return new Explanation(reasons, life.delayed(), this::isUnderWay, mostShapes, untold, now)
        .of(ids.stream().map(jobs::get).filter(Objects::nonNull).toList());
  }

  /** The agents that are known by their offers or by tasks of ours. */
  public AgentsSnapshot agents() {
    return new AgentsSnapshot(agents, desk.latest(), names);
  }

  /** The agent that is kept free for a shape that has waited for long, if there is one. */
  public Optional<Starvation.Kept> keptFree() {
    return starvation.kept();
  }

  /** Whether the job has been accepted and has not ended. */
  public boolean isUnderWay(String jobId) {
    return jobs.containsKey(jobId);
  }

  /** Jobs that have been accepted and have not ended. */
  public int jobsUnderWay() {
    return jobs.size();
  }

  /** Of all jobs under way, in the order of their acceptance. */
  public List<JobProgress> progress() {
    return jobs.values().stream().map(JobRun::progress).toList();
  }

  private void handle(Input input) {
    if (input instanceof Input.MesosEvent event) {
      event(event.event());
    } else if (input instanceof Input.JobAccepted accepted) {
      accepted.ended().forEach(jobOrder::endedBefore);
      accept(accepted.plan(), List.of(), Optional.empty());
    } else if (input instanceof Input.JobRestored restored) {
      restored.ended().forEach(jobOrder::endedBefore);
      accept(restored.plan(), restored.tasks(), restored.stop());
    } else if (input instanceof Input.KillJob kill) {
      JobRun job = jobs.get(kill.jobId());
      if (job != null) {
        life.stop(job, Phase.KILLED, "the job was killed");
      }
    } else if (input instanceof Input.PrepareResources prepare) {
      reservations.prepare(prepare.wanted(), prepare.agentId(), prepare.agentKnown(), draft.now());
      economy.newWork();
    } else if (input instanceof Input.RemoveReservations remove) {
      reservations.remove(remove.roles(), remove.principal(), draft.now());
      economy.newWork();
    } else if (input instanceof Input.ReserveOnDemand) {
      desk.reserveOnDemand();
    } else if (input instanceof Input.Tick) {
      tick();
    } else if (input instanceof Input.CallsFailed failed) {
      reconciliation.allDue(draft.now());
      economy.callsFailed();
      filtering.unsure();
      if (subscribed) {
        desk.unanswered(failed.offers());
        maintenance.unanswered(failed.inverseOffers());
      }
    } else if (input instanceof Input.FilterRefused) {
      filtering.refused();
      economy.newWork();
    } else if (input instanceof Input.FrameworkRemoved removed) {
      disconnected();
      frameworkId = null;
      filtering.forgotten();
      draft.change(new Change.FrameworkForgotten(removed.why(), draft.now()));
      life.frameworkRemoved(removed.why(), removed.requeue());
    } else {
      disconnected();
    }
  }

  private void disconnected() {
    subscribed = false;
    desk.allVoid();
    maintenance.allVoid();
  }

  private void event(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED -> subscribed(event.getSubscribed().getFrameworkId().getValue());
      case OFFERS -> {
        economy.offered(draft.now());
        desk.offered(event.getOffers().getOffersList());
      }
      case INVERSE_OFFERS -> maintenance.asked(event.getInverseOffers().getInverseOffersList());
      case RESCIND_INVERSE_OFFER ->
          maintenance.rescinded(event.getRescindInverseOffer().getInverseOfferId());
      case FAILURE ->
          agents.failure(
              event.getFailure().getAgentId().getValue(),
              event.getFailure().getExecutorId().getValue());
      case RESCIND -> desk.rescinded(event.getRescind().getOfferId());
      case UPDATE -> update(event.getUpdate().getStatus());
      case UPDATE_OPERATION_STATUS -> {
        reservations.ended(event.getUpdateOperationStatus().getStatus(), draft.now());
        economy.newWork();
      }
      default -> {}
    }
  }

  private void subscribed(String id) {
    long now = draft.now();
    subscribed = true;
    hasSubscribed = true;
    desk.allVoid();
    maintenance.allVoid();
    agents.subscribed();
    if (!id.equals(frameworkId)) {
      frameworkId = id;
      draft.change(new Change.FrameworkIdentified(id, now));
    }
    economy.subscribed(now);
    reconciliation.subscribed(life.active(), now);
    reconciliation.tick(life.active(), now, draft.effects());
  }

  private void accept(JobPlan plan, List<RestoredTask> restored, Optional<Change.JobStopped> stop) {
    JobRun job = new JobRun(plan, users.of(plan.rules().user()), names);
    jobs.put(plan.id(), job);
    filtering.accepted(plan);
    job.user.jobs.add(job);
    stop.ifPresent(job::stop);
    boolean[] known = new boolean[plan.tasks()];
    for (RestoredTask task : restored) {
      known[task.index()] = true;
    }
    life.restore(job, restored);
    for (int i = 0; i < known.length; i++) {
      if (!known[i] && plan.groups().leader(i) == i && job.ready(i)) {
        pending.add(job, i);
      }
    }
    // Now that it is known what has ended: one before it may have failed.
    jobOrder.waits(job);
    stop.ifPresent(s -> life.obey(job, s));
    // The program may have been away when it passed: nothing more starts before the next tick.
    stopIfLate(job);
    life.newWork();
    life.endIfDone(job);
  }

  private void update(TaskStatus status) {
    Optional<AttemptId> id = AttemptId.parse(status.getTaskId().getValue());
    JobRun job = id.map(i -> jobs.get(i.job())).orElse(null);
    ActiveAttempt attempt = job == null ? null : life.active(job, id.get().index());
    Verdict verdict =
        attempt == null ? Verdict.of(status) : job.retryOf(attempt.index).verdict(status);
    if (attempt == null || attempt.number != id.get().attempt()) {
      if (verdict == Verdict.GOING_ON && !TaskLife.missing(status)) {
        draft.effect(
            new Effect.KillStray(status.getTaskId().getValue(), status.getAgentId().getValue()));
      }
      return;
    }
    attempt.heardOf = true;
    Reconciliation.answered(attempt);
    if (verdict == Verdict.GOING_ON) {
      life.goesOn(attempt, status);
      if (TaskLife.missing(status)) {
        Reconciliation.missing(attempt, draft.now());
      }
    } else {
      life.ended(attempt, status, verdict);
    }
  }

  private void tick() {
    life.tick(subscribed);
    List.copyOf(jobs.values()).forEach(this::stopIfLate);
    if (subscribed) {
      desk.declineUnsure();
      maintenance.tick();
      reservations.tick(draft.now()).forEach(draft::effect);
      reconciliation.tick(life.active(), draft.now(), draft.effects());
    }
  }

  private void stopIfLate(JobRun job) {
    long deadline = job.plan.rules().deadlineAt();
    if (deadline != 0 && draft.now() >= deadline) {
      life.stop(job, Phase.FAILED, "the job's deadline has passed");
    }
  }

  private void ready(JobRun job) {
    pending.limitsChanged(job);
    life.newWork();
  }

  private void mustNotRun(JobRun job, String why) {
    life.stop(job, Phase.SKIPPED, why);
  }

  private void jobEnded(JobRun job) {
    if (jobs.remove(job.plan.id()) != null) {
      filtering.ended(job.plan);
      job.user.jobs.remove(job);
      jobOrder.gone(job);
      draft.change(new Change.JobEnded(job.plan.number(), job.outcome(), draft.now()));
      jobOrder.ended(job.plan.id(), job.outcome());
    }
  }
}
