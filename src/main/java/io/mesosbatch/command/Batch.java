package io.mesosbatch.command;

import io.mesosbatch.client.MasterDetector;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.component.MesosEndpoint;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.ParameterFiles;
import io.mesosbatch.job.Phase;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.pipeline.Pipeline;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.pipeline.Session;
import io.mesosbatch.pipeline.StoredFrameworkId;
import io.mesosbatch.pipeline.WaitingTasks;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.JobProgress;
import io.mesosbatch.store.DuplicateJobException;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.MemoryJobStore;
import io.mesosbatch.store.SourceKey;
import io.mesosbatch.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job, from its list to its end, by the same routes and beans as the pipeline. */
final class Batch implements AutoCloseable {
  private static final long MILLIS_BETWEEN_LOOKS = 50;
  private static final long NANOS_BEFORE_WORD = TimeUnit.SECONDS.toNanos(10);
  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
  private static final int MOST_SHAPES_EXPLAINED = 3;
  private static final String ROUTES =
      "classpath:routes/offers.camel.yaml,classpath:routes/updates.camel.yaml,"
          + "classpath:routes/calls.camel.yaml,"
          + "classpath:routes/tick.camel.yaml";

  private final FrameworkFlags framework;
  private final VolumeFlags volumes;
  private final JobStore store;
  private final boolean resumes;
  private final Optional<LocalMesos> local;
  private final String masters;
  private final Pipeline pipeline;
  private final Main camel = new Main();
  private final CompletableFuture<JobRecord> ended = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Cluster cluster;
  private boolean saidWhyNoVolume;
  private long begun;
  private JobRecord job;
  private boolean resumed;

  /**
   * @param store may hold what an earlier run has left; closed by the caller
   */
  Batch(
      FrameworkFlags framework,
      TaskFlags tasks,
      VolumeFlags volumes,
      LocalFlags localFlags,
      JobStore store)
      throws Failures.BadInput {
    this.framework = framework;
    this.store = store;
    this.resumes = !(store instanceof MemoryJobStore);
    this.volumes = volumes;
    if (framework.master.equals("local")) {
      try {
        local = Optional.of(LocalMesos.start(localFlags.config(0)).closedByCaller());
      } catch (IllegalArgumentException e) {
        throw new Failures.BadInput(e.getMessage());
      }
      masters = local.get().uri().getAuthority();
    } else {
      local = Optional.empty();
      masters = framework.master;
    }
    cluster = new Cluster(masters, framework.credential());
    pipeline =
        new Pipeline(
            store,
            tasks.defaults(),
            cluster::fit,
            resumes ? Session.WhenRemoved.REQUEUE : Session.WhenRemoved.STOP,
            Clock.systemUTC());
  }

  /**
   * Nothing is launched yet.
   *
   * @param files that the list may name
   * @param copy of the list, if the store is to know it again
   */
  void accept(InputStream list, String name, ParameterFiles files, Optional<ResumeFlags.Copy> copy)
      throws IOException, InvalidTaskListException, Failures.BadInput {
    pipeline.intake().parameters(files);
    pipeline.intake().noOtherJobsCome();
    Optional<SourceKey> key = copy.map(ResumeFlags.Copy::key);
    Optional<String> id = copy.flatMap(ResumeFlags.Copy::id);
    for (JobRecord other : store.unfinished()) {
      if (!other.source().equals(key) && !id.equals(Optional.of(other.id()))) {
        throw new Failures.BadInput(
            "--store: it holds another list that has not ended, "
                + other.id()
                + ": resume that one, or give this one another --store");
      }
    }
    JobDraft.Accepted accepted;
    try {
      accepted = pipeline.intake().accept(list, name, name, key);
    } catch (DuplicateJobException e) {
      throw new Failures.BadInput(
          "--resume: a list with the id "
              + e.id()
              + " was started before, and its content was not the same; give the changed list"
              + " another id, or start it with another --store");
    }
    job = accepted.job();
    if (!accepted.isNew()) {
      job = store.job(job.number()).orElseThrow();
      store.rerun(job.number(), System.currentTimeMillis()).ifPresent(again -> job = again);
      pipeline.recovery().restore(local.isPresent());
      resumed = job.endedAt() == 0;
    }
  }

  /** How far an earlier run has come, for people; empty if there was none. */
  Optional<String> goesOn() {
    return resumed
        ? Optional.of(
            "Job "
                + job.id()
                + " goes on: "
                + store.counts(job.number()).getOrDefault(Phase.FINISHED, 0)
                + " of "
                + job.tasks()
                + " tasks have finished")
        : Optional.empty();
  }

  /**
   * @param display null for none
   * @throws Failures.NoMaster the master could not be reached or refused the framework
   */
  JobRecord run(ProgressDisplay display) throws Exception {
    if (job.endedAt() != 0) {
      return job;
    }
    configure();
    Thread killer = new Thread(this::interrupted, "Interrupted");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      prepare();
      start();
      await(display);
      if (volumes.unreserve) {
        reservations().remove();
      }
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(killer);
      } catch (IllegalStateException e) {
        // It runs already, and waits for this thread's last words.
      }
    }
    if (display != null) {
      display.end(progress());
    }
    return ended.get();
  }

  private void prepare() throws Failures.BadInput {
    if (volumes.reserve) {
      pipeline.scheduling().submit(new Input.ReserveOnDemand());
    }
    if (volumes.persistentVolume) {
      refuseWhatNoAgentHas(volumes.resources());
      pipeline.scheduling().submit(reservations().preparation(volumes.resources()));
    }
  }

  private void refuseWhatNoAgentHas(List<Resource> wanted) throws Failures.BadInput {
    TaskInfo whole = TaskInfo.newBuilder().addAllResources(wanted).buildPartial();
    Optional<String> problem = cluster.fit().flatMap(fit -> fit.problem(whole));
    if (problem.isPresent()) {
      throw new Failures.BadInput("--persistent_volume_resource: " + problem.get());
    }
  }

  /**
   * Takes back what role and principal have reserved, and runs nothing.
   *
   * @return what was removed, a line for each agent
   */
  List<String> remove() throws Exception {
    configure();
    start();
    return reservations().remove();
  }

  private OwnReservations reservations() throws Failures.BadInput {
    return new OwnReservations(
        framework,
        new OperatorClient(masters, framework.credential()),
        pipeline.scheduling(),
        this::checkSession);
  }

  private void await(ProgressDisplay display) throws Exception {
    while (true) {
      try {
        ended.get(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (display != null) {
          update(display);
        }
        checkSession();
        if (volumes.persistentVolume && pipeline.scheduling().preparing()) {
          checkVolume();
        }
      }
    }
  }

  private static void update(ProgressDisplay display) {
    try {
      display.update(System.currentTimeMillis());
    } catch (StoreException e) {
      LOG.debug("No progress is shown while the store is away", e);
    }
  }

  /** Says why there is no volume yet, and gives up in the end. */
  private void checkVolume() throws Failures.BadInput, Failures.TimedOut {
    long waited = System.nanoTime() - begun;
    String problem = pipeline.scheduling().reservationProblem();
    String why = problem.isEmpty() ? "no agent has offered all that it needs" : problem;
    if (volumes.volumeTimeout != null && waited > volumes.volumeTimeout.toNanos()) {
      throw new Failures.TimedOut(
          "the persistent volume was not made within "
              + volumes.volumeTimeout.toSeconds()
              + " s: "
              + why);
    }
    if (!saidWhyNoVolume && waited > NANOS_BEFORE_WORD) {
      saidWhyNoVolume = true;
      LOG.warn("Still waiting to make the persistent volume: {}", why);
    }
  }

  private void checkSession() throws Failures.NoMaster {
    if (pipeline.scheduling().failed().isDone()) {
      throw new IllegalStateException(
          "the scheduling core failed", pipeline.scheduling().failed().join());
    }
    if (pipeline.session().stopped().isDone()) {
      throw new Failures.NoMaster(
          "the master at "
              + MasterDetector.shown(masters)
              + " ended the session: "
              + Failures.lastWords(pipeline.session().stopped().join()));
    }
    if (!pipeline.scheduling().hasSubscribed()
        && System.nanoTime() - begun > framework.connectTimeout.toNanos()) {
      MesosEndpoint endpoint =
          camel.getCamelContext().getEndpoint("mesos:batch", MesosEndpoint.class);
      String why = endpoint.getSessionLastError();
      throw new Failures.NoMaster(
          "no master at "
              + MasterDetector.shown(masters)
              + " took this framework within "
              + framework.connectTimeout.toSeconds()
              + " s"
              + (why == null ? "" : ": " + why));
    }
  }

  private void start() {
    camel.start();
    begun = System.nanoTime();
  }

  /** Ctrl-C: kills what runs, and waits until the main thread has said so and cleaned up. */
  private void interrupted() {
    pipeline.scheduling().submit(new Input.KillJob(job.id()));
    try {
      if (!closed.await(framework.shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(
            "Not all tasks are known to have ended within --shutdown_timeout, "
                + framework.shutdownTimeout.toMillis() / 1000.0
                + " s");
        local.ifPresent(LocalMesos::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void configure() throws Failures.BadInput {
    // The service's application.properties, in the folder where a user starts, is not the
    // command's.
    camel.setPropertyPlaceholderLocations("classpath:mesos-batch-command.properties;optional=true");
    framework.configure(camel, masters);
    camel.configure().setRoutesIncludePattern(ROUTES);
    camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
    camel.configure().setShutdownTimeout(10);
    camel.configure().setAutoConfigurationLogSummary(false);
    pipeline.bind(camel);
    if (resumes) {
      camel.bind("frameworkId", new StoredFrameworkId(store));
      camel.addInitialProperty("camel.component.mesos.frameworkIdRepository", "#bean:frameworkId");
    }
    camel
        .configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from(Scheduling.JOB_ENDED + "?pollTimeout=20")
                    .errorHandler(
                        defaultErrorHandler().maximumRedeliveries(-1).redeliveryDelay(1000))
                    .process(e -> ended.complete(store.job(job.number()).orElseThrow()));
              }
            });
  }

  /** Of the job, running or ended. */
  JobProgress progress() {
    for (JobProgress progress : pipeline.scheduling().progress()) {
      if (progress.jobId().equals(job.id())) {
        return progress;
      }
    }
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    store.forEachTask(job.number(), task -> counts.merge(task.phase(), 1, Integer::sum));
    return new JobProgress(
        job.id(),
        counts.getOrDefault(Phase.PENDING, 0),
        counts.getOrDefault(Phase.LAUNCHED, 0),
        counts.getOrDefault(Phase.RUNNING, 0),
        counts.getOrDefault(Phase.FINISHED, 0),
        counts.getOrDefault(Phase.FAILED, 0),
        counts.getOrDefault(Phase.KILLED, 0),
        counts.getOrDefault(Phase.SKIPPED, 0));
  }

  /** Why tasks wait now, a line for each reason; empty if nobody knows. */
  List<String> waiting() {
    if (!pipeline.scheduling().hasSubscribed()) {
      return List.of("no master has taken this framework yet");
    }
    try {
      return WaitingTasks.of(
              job.number(),
              pipeline
                  .scheduling()
                  .ask(core -> core.explain(List.of(job.id()), MOST_SHAPES_EXPLAINED))
                  .join(),
              store)
          .stream()
          .map(WaitingTasks::sentence)
          .toList();
    } catch (CompletionException e) {
      return List.of();
    }
  }

  JobStore store() {
    return store;
  }

  @Override
  public void close() {
    camel.stop();
    if (resumes && ended.isDone()) {
      // Torn down: its id is of no use any more.
      store.commit(List.of(new Change.FrameworkForgotten("torn down", System.currentTimeMillis())));
    }
    local.ifPresent(LocalMesos::close);
    closed.countDown();
  }
}
