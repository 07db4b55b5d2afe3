package io.mesosbatch.intake;

import io.mesosbatch.job.ClusterFit;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.ops.Http;
import io.mesosbatch.pipeline.DropLock;
import io.mesosbatch.pipeline.DroppedFiles;
import io.mesosbatch.pipeline.Pipeline;
import io.mesosbatch.pipeline.Session;
import io.mesosbatch.pipeline.TaskDefaults;
import io.mesosbatch.pipeline.intake.Intake;
import io.mesosbatch.pipeline.notify.Notify;
import io.mesosbatch.scheduling.RetryRule;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.MemoryJobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;

/**
 * The pipeline as "run" starts it, with the routes that are shipped, in this JVM. The store can
 * outlive it, as a durable one does.
 */
public final class RunningPipeline implements AutoCloseable {
  public static final String MASTER = "camel.component.mesos.master";

  private final Main camel = new Main();
  private final JobStore store;
  private final Pipeline pipeline;
  private Intake intake;

  private RunningPipeline(JobStore store) {
    this.store = store;
    this.pipeline =
        new Pipeline(
            store,
            new TaskDefaults(RetryRule.ONCE, 0),
            RunningPipeline::anything,
            Session.WhenRemoved.STOP,
            Clock.systemUTC());
  }

  private static Optional<ClusterFit> anything() {
    return Optional.empty();
  }

  /** Started when the first pipeline needs it. */
  private static final class SharedMesos {
    static final LocalMesos MESOS = startMesos();

    private static LocalMesos startMesos() {
      LocalMesos mesos = LocalMesos.start(LocalConfig.defaults());
      Runtime.getRuntime().addShutdownHook(new Thread(mesos::close));
      return mesos;
    }
  }

  /** A store for {@link #start(JobStore, Path, Map, String...)}. */
  public static JobStore newStore() {
    return new MemoryJobStore();
  }

  public static RunningPipeline start(Path folder, Map<String, String> settings, String... routes)
      throws Exception {
    return start(newStore(), folder, settings, routes);
  }

  /**
   * @param routes names of files of routes/, beside those that every program needs
   */
  public static RunningPipeline start(
      JobStore store, Path folder, Map<String, String> settings, String... routes)
      throws Exception {
    RunningPipeline program = new RunningPipeline(store);
    program.run(folder, settings, routes);
    return program;
  }

  private void run(Path folder, Map<String, String> settings, String... routes) throws Exception {
    for (String name : List.of("inbox", "running", "done", "failed")) {
      Files.createDirectories(folder.resolve(name));
    }
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("mesosbatch.folder", folder.toString());
    all.computeIfAbsent(MASTER, key -> SharedMesos.MESOS.uri().getAuthority());
    camel.setPropertyPlaceholderLocations("file:application.properties");
    all.forEach(camel::addOverrideProperty);
    camel.addInitialProperty(
        "camel.main.routesIncludePattern",
        Arrays.stream(
                (String.join(",", routes)
                        + ",offers,updates,calls,tick,job-ended,notify-reply"
                        + ",notify-webhook,notify-sqs,notify-jms,notify-s3")
                    .split(","))
            .filter(name -> !name.isBlank())
            .map(name -> "file:routes/" + name + ".camel.yaml")
            .collect(Collectors.joining(",")));
    pipeline.recovery().restore(false);
    pipeline.bind(camel);
    camel.bind("droppedFiles", new DroppedFiles(pipeline, folder));
    camel.bind("dropLock", new DropLock(folder));
    intake = Intake.bind(camel, pipeline, all::getOrDefault, Path.of(""), folder.resolve("data"));
    Path spool = folder.resolve("spool");
    Notify.bind(camel, store, all::getOrDefault, intake.objects(), spool);
    Http.bind(camel, pipeline, intake.limit(), all::getOrDefault, spool);
    camel.start();
    pipeline.recovery().report();
  }

  public JobStore store() {
    return store;
  }

  Optional<JobRecord> rerun(JobRecord job) {
    return pipeline.intake().rerun(job);
  }

  public Intake intake() {
    return intake;
  }

  public Main camel() {
    return camel;
  }

  public boolean isRunning() {
    return camel.isStarted();
  }

  /** The names of the health checks that are down. */
  public Set<String> down() {
    return HealthCheckHelper.invoke(camel.getCamelContext()).stream()
        .filter(result -> result.getState() == HealthCheck.State.DOWN)
        .map(result -> result.getCheck().getId())
        .collect(Collectors.toSet());
  }

  /** As a crash would: what is in hand is not waited for. */
  void stopAtOnce() {
    camel.getCamelContext().getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
    camel.getCamelContext().getShutdownStrategy().setTimeout(1);
    camel.stop();
  }

  public JobRecord awaitEnd(String id) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> store.job(id).orElseThrow(), job -> job.endedAt() != 0);
  }

  @Override
  public void close() throws IOException {
    camel.stop();
  }

  /** A list of tasks that run a command. */
  public static String list(int tasks, String command) {
    StringBuilder list = new StringBuilder("{\"tasks\":[");
    for (int i = 0; i < tasks; i++) {
      list.append(i == 0 ? "" : ",")
          .append("{\"name\":\"t")
          .append(i)
          .append("\",\"task_id\":{\"value\":\"t")
          .append(i)
          .append("\"},\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",")
          .append("\"scalar\":{\"value\":0.01}}],\"command\":{\"value\":\"")
          .append(command)
          .append("\"}}");
    }
    return list.append("]}").toString();
  }
}
