package io.mesosbatch.pipeline;

import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.RestoredTask;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what an earlier run of this program left unfinished back into the core. */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final JobStore store;
  private final Scheduling scheduling;
  private final TaskDefaults defaults;

  public Recovery(JobStore store, Scheduling scheduling, TaskDefaults defaults) {
    this.store = store;
    this.scheduling = scheduling;
    this.defaults = defaults;
  }

  /**
   * Before the first subscription: what runs is then reconciled after it.
   *
   * @param clusterGone whether the earlier run's cluster ended with it, as the embedded Mesos does:
   *     then there is nobody to ask, and what ran is started again
   */
  public void restore(boolean clusterGone) {
    for (JobRecord job : store.unfinished()) {
      List<RestoredTask> known = restore(job);
      if (clusterGone) {
        known.stream()
            .filter(task -> task.phase().active())
            .forEach(task -> scheduling.submit(gone(job, task)));
      }
      LOG.info("Job {} goes on: {} tasks, {} of them begun", job.id(), job.tasks(), known.size());
    }
  }

  /** Of {@link JobIntake#rerun}. */
  Optional<JobRecord> rerun(JobRecord job, long now) {
    Optional<JobRecord> again = store.rerun(job.number(), now);
    again.ifPresent(
        record -> {
          int finished = store.counts(record.number()).getOrDefault(Phase.FINISHED, 0);
          LOG.info(
              "Job {} runs again: {} of {} tasks",
              record.id(),
              record.tasks() - finished,
              record.tasks());
          restore(record);
        });
    return again;
  }

  /** Hands over a job that is in the store, and that the core does not know. */
  void resume(JobRecord job) {
    restore(job);
  }

  /** What is known of the tasks that are no longer as new. */
  private List<RestoredTask> restore(JobRecord job) {
    JobPlanBuilder plan = defaults.planBuilder();
    store.forEachSpec(job.number(), plan::add);
    List<RestoredTask> known = new ArrayList<>();
    long begunAt = job.begunAt();
    store.forEachBegunTask(job.number(), task -> known.add(restored(task, begunAt)));
    scheduling.submit(
        new Input.JobRestored(
            plan.build(job.number(), job.header(), begunAt),
            List.copyOf(known),
            job.stop().map(s -> new Change.JobStopped(job.number(), s.phase(), s.reason(), s.at())),
            EarlierJobs.ended(store, job.header())));
    return known;
  }

  /** Ends that nobody was told of are told now. */
  public void report() {
    store.unreported().stream().map(JobRecord::number).forEach(scheduling::report);
  }

  private static Input gone(JobRecord job, RestoredTask task) {
    String id = new AttemptId(job.id(), task.index(), task.launches()).format("task");
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setState(TaskState.TASK_GONE)
            .setMessage("The embedded Mesos that ran it has ended")
            .build();
    return new Input.MesosEvent(
        Event.newBuilder()
            .setType(Event.Type.UPDATE)
            .setUpdate(Event.Update.newBuilder().setStatus(status))
            .build());
  }

  /**
   * @param begunAt attempts that were launched before that no longer count
   */
  private static RestoredTask restored(TaskRecord task, long begunAt) {
    List<AttemptRecord> attempts = task.attempts();
    AttemptRecord last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    boolean active = task.phase().active() && last != null;
    List<AttemptRecord> counting =
        attempts.stream().filter(attempt -> attempt.launchedAt() >= begunAt).toList();
    int failures = (int) counting.stream().filter(Recovery::failed).count();
    // Of a group that goes on.
    boolean ended = active && last.endedAt() != 0;
    return new RestoredTask(
        task.key().index(),
        task.phase(),
        last == null ? 0 : last.number(),
        attempts.size() - counting.size(),
        failures,
        active ? last.agentId() : "",
        active ? last.hostname() : "",
        active ? last.launchedAt() : 0,
        active ? last.runningAt() : 0,
        active ? last.last().filter(Recovery::isMoving).map(TaskStatus::getMessage).orElse("") : "",
        task.notBefore(),
        ended ? last.last() : Optional.empty(),
        ended && failed(last));
  }

  /** A task that finished may have been tried again, if another of its group failed. */
  private static boolean failed(AttemptRecord attempt) {
    return attempt.endedAt() != 0
        && !attempt.free()
        && attempt.last().map(s -> s.getState() != TaskState.TASK_FINISHED).orElse(true);
  }

  /** As the core stores it when it moves a task away from an agent. */
  static boolean isMoving(TaskStatus status) {
    return status.getState() == TaskState.TASK_KILLING
        && status.getReason() == TaskStatus.Reason.REASON_AGENT_DRAINING;
  }
}
