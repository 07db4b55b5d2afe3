package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.CheckStatusInfo;
import io.mesosbatch.mesos.v1.HealthCheck;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The check and the health check of one running task (Mesos, health-checks document). */
final class Checks {
  /** What is new about the task. */
  sealed interface Result permits Checked, Health {
    TaskStatus.Builder applyTo(TaskStatus.Builder status);

    /** Whether the task has failed its health check too often. */
    boolean kill();
  }

  private record Checked(CheckStatusInfo status) implements Result {
    @Override
    public TaskStatus.Builder applyTo(TaskStatus.Builder update) {
      return update.setReason(Reason.REASON_TASK_CHECK_STATUS_UPDATED).setCheckStatus(status);
    }

    @Override
    public boolean kill() {
      return false;
    }
  }

  private record Health(boolean healthy, boolean kill) implements Result {
    @Override
    public TaskStatus.Builder applyTo(TaskStatus.Builder update) {
      return update.setReason(Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED).setHealthy(healthy);
    }
  }

  private final Launch launch;
  private final Sandbox sandbox;
  private final ExecutorServices services;
  private final Consumer<Result> listener;
  private volatile boolean stopped;

  private Checks(
      Launch launch, Sandbox sandbox, ExecutorServices services, Consumer<Result> listener) {
    this.launch = launch;
    this.sandbox = sandbox;
    this.services = services;
    this.listener = listener;
  }

  static Checks start(
      Launch launch, Sandbox sandbox, ExecutorServices services, Consumer<Result> listener) {
    Checks checks = new Checks(launch, sandbox, services, listener);
    if (launch.task().hasCheck()) {
      checks.start(launch.task().getCheck());
    }
    if (launch.task().hasHealthCheck()) {
      checks.start(launch.task().getHealthCheck());
    }
    return checks;
  }

  void stop() {
    stopped = true;
  }

  private void start(CheckInfo check) {
    Optional<Probe> probe =
        switch (check.getType()) {
          case COMMAND ->
              Optional.of(
                  new CommandProbe(check.getCommand().getCommand(), launch, sandbox, services));
          case HTTP ->
              Optional.of(
                  new HttpProbe("http", check.getHttp().getPort(), check.getHttp().getPath()));
          case TCP -> Optional.of(new TcpProbe(check.getTcp().getPort()));
          case UNKNOWN -> Optional.empty();
        };
    probe.ifPresent(
        p ->
            new Loop(
                    p,
                    Durations.ofSeconds(check.getIntervalSeconds()),
                    Durations.ofSeconds(check.getTimeoutSeconds()),
                    new CheckSink(p))
                .after(Durations.ofSeconds(check.getDelaySeconds())));
  }

  private void start(HealthCheck check) {
    Optional<Probe> probe =
        switch (check.getType()) {
          case COMMAND ->
              Optional.of(new CommandProbe(check.getCommand(), launch, sandbox, services));
          case HTTP ->
              Optional.of(
                  new HttpProbe(
                      check.getHttp().hasScheme() ? check.getHttp().getScheme() : "http",
                      check.getHttp().getPort(),
                      check.getHttp().getPath()));
          case TCP -> Optional.of(new TcpProbe(check.getTcp().getPort()));
          case UNKNOWN -> Optional.empty();
        };
    probe.ifPresent(
        p ->
            new Loop(
                    p,
                    Durations.ofSeconds(check.getIntervalSeconds()),
                    Durations.ofSeconds(check.getTimeoutSeconds()),
                    new HealthSink(p, check))
                .after(Durations.ofSeconds(check.getDelaySeconds())));
  }

  /** Takes the results of one probe; called by one thread at a time. */
  private interface Sink {
    Optional<Result> take(OptionalInt result);
  }

  private final class Loop {
    private final Probe probe;
    private final Duration interval;
    private final Duration timeout;
    private final Sink sink;

    Loop(Probe probe, Duration interval, Duration timeout, Sink sink) {
      this.probe = probe;
      this.interval = interval;
      this.timeout = timeout;
      this.sink = sink;
    }

    void after(Duration delay) {
      if (!stopped) {
        services
            .timers()
            .schedule(
                () -> services.workers().execute(this::once),
                delay.toNanos(),
                TimeUnit.NANOSECONDS);
      }
    }

    private void once() {
      if (!stopped) {
        probe.probe(timeout).thenAccept(this::took);
      }
    }

    private void took(OptionalInt result) {
      if (!stopped) {
        sink.take(result).ifPresent(listener);
        after(interval);
      }
    }
  }

  /** Reports only what differs from the last report. */
  private static final class CheckSink implements Sink {
    private final Probe probe;
    private CheckStatusInfo last;

    CheckSink(Probe probe) {
      this.probe = probe;
      this.last = probe.status(OptionalInt.empty());
    }

    @Override
    public Optional<Result> take(OptionalInt result) {
      CheckStatusInfo status = probe.status(result);
      if (status.equals(last)) {
        return Optional.empty();
      }
      last = status;
      return Optional.of(new Checked(status));
    }
  }

  /** Reports each failure, and the first success after a failure or the start. */
  private static final class HealthSink implements Sink {
    private final Probe probe;
    private final HealthCheck check;
    private final long graceEndNanos;
    private boolean initializing = true;
    private int failures;

    HealthSink(Probe probe, HealthCheck check) {
      this.probe = probe;
      this.check = check;
      this.graceEndNanos =
          System.nanoTime() + Durations.ofSeconds(check.getGracePeriodSeconds()).toNanos();
    }

    @Override
    public Optional<Result> take(OptionalInt result) {
      if (result.isPresent() && probe.healthy(result.getAsInt())) {
        boolean news = initializing || failures > 0;
        initializing = false;
        failures = 0;
        return news ? Optional.of(new Health(true, false)) : Optional.empty();
      }
      if (initializing && System.nanoTime() < graceEndNanos) {
        return Optional.empty();
      }
      failures++;
      return Optional.of(new Health(false, failures >= check.getConsecutiveFailures()));
    }
  }
}
