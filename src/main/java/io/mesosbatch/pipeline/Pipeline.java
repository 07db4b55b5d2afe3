package io.mesosbatch.pipeline;

import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.pipeline.schedule.Schedules;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.store.JobStore;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.main.Main;

/** The beans that the routes call, made and bound under their names. */
public final class Pipeline {
  private final JobStore store;
  private final Scheduling scheduling;
  private final Session session;
  private final JobIntake intake;
  private final Recovery recovery;
  private final Schedules schedules;

  public Pipeline(
      JobStore store,
      TaskDefaults defaults,
      Supplier<Optional<ClusterFit>> cluster,
      Session.WhenRemoved whenRemoved,
      Clock clock) {
    this(store, defaults, cluster, whenRemoved, SchedulingOptions.DEFAULT, clock);
  }

  public Pipeline(
      JobStore store,
      TaskDefaults defaults,
      Supplier<Optional<ClusterFit>> cluster,
      Session.WhenRemoved whenRemoved,
      SchedulingOptions options,
      Clock clock) {
    this.store = store;
    Scheduler scheduler = new Scheduler(options, store.frameworkId());
    scheduling = new Scheduling(scheduler, store, clock);
    session = new Session(scheduling, whenRemoved);
    intake = new JobIntake(store, scheduling, defaults, cluster, clock);
    schedules = new Schedules(intake, store, clock);
    recovery = new Recovery(store, scheduling, defaults);
  }

  public void bind(Main main) {
    main.bind("scheduling", scheduling);
    main.bind("session", session);
    main.bind("jobIntake", intake);
    Retries retries = new Retries();
    main.bind("retries", retries);
    main.bind("retriesHealth", new RetriesHealthCheck(retries));
    main.bind("healthLog", new HealthLog());
    // A way in that pauses before its first look, because too much is pending, is not down.
    main.addInitialProperty("camel.health.initialState", "up");
    main.bind("schedules", schedules);
    main.bind("endedJobs", new EndedJobs(store));
  }

  public JobStore store() {
    return store;
  }

  public Scheduling scheduling() {
    return scheduling;
  }

  public Session session() {
    return session;
  }

  public Recovery recovery() {
    return recovery;
  }

  public Schedules schedules() {
    return schedules;
  }

  public JobIntake intake() {
    return intake;
  }
}
