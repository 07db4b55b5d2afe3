package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.ContainerStatus;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.TaskStatus.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One task from its launch to its terminal update: what Mesos's command executor does for its task,
 * and the default executor for each task of a group. Safe for any thread.
 */
final class TaskRun {
  /** Makes the sandbox; may take long. */
  interface Preparation {
    Sandbox prepare() throws LaunchException;
  }

  private enum Phase {
    LAUNCHING,
    RUNNING,
    KILLING,
    ENDED
  }

  /** Mesos, kill policy: the default grace period. */
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(3);

  private final Launch launch;
  private final ExecutorServices services;
  private final CompletableFuture<TaskState> end = new CompletableFuture<>();

  private volatile Phase phase = Phase.LAUNCHING;
  private boolean silent;
  private boolean completionTimeReached;
  private boolean unhealthy;
  private Sandbox sandbox;
  private TaskProcess process;
  private TaskStatus last;
  private ExecutorLog log;
  private Future<?> preparing;
  private Future<?> completionTimer;
  private Future<?> killTimer;
  private long killAtNanos;
  private Checks checks;

  TaskRun(Launch launch, ExecutorServices services) {
    this.launch = launch;
    this.services = services;
  }

  Launch launch() {
    return launch;
  }

  /** Completes with the terminal state, after the update is on its way. */
  CompletableFuture<TaskState> end() {
    return end;
  }

  boolean ended() {
    return phase == Phase.ENDED;
  }

  boolean killing() {
    return phase == Phase.KILLING;
  }

  /** Starts the task on the worker threads. */
  synchronized void start(Preparation preparation) {
    if (phase != Phase.LAUNCHING) {
      return;
    }
    if (launch.nested()) {
      send(create(TaskState.TASK_STARTING), noProcess());
    }
    boolean slow = launch.task().getCommand().getUrisCount() > 0 || launch.inDocker();
    preparing = (slow ? services.slow() : services.workers()).submit(() -> run(preparation));
  }

  private void run(Preparation preparation) {
    try {
      Sandbox prepared = preparation.prepare();
      synchronized (this) {
        if (phase == Phase.LAUNCHING) {
          sandbox = prepared;
          startProcess();
        }
      }
    } catch (LaunchException e) {
      failLaunch(e.getMessage());
    } catch (RuntimeException e) {
      failLaunch("internal error: " + e);
      throw e;
    }
  }

  private void startProcess() {
    log = new ExecutorLog(sandbox.stderr());
    TaskStatus.Builder starting = create(TaskState.TASK_STARTING);
    if (!launch.nested()) {
      log.starting(
          services.version(), launch.agent().getValue(), services.hostname(), launch.taskId());
    }
    try {
      process = services.containerizer().start(launch, sandbox);
    } catch (LaunchException e) {
      if (!launch.nested()) {
        send(starting, noProcess());
      }
      log.info("executor.cpp:1041", e.getMessage());
      end(create(TaskState.TASK_FAILED).setMessage(e.getMessage()), noProcess());
      return;
    }
    if (!launch.nested()) {
      log.forked(process.pid());
      send(starting, withProcess());
    }
    phase = Phase.RUNNING;
    send(create(TaskState.TASK_RUNNING), withProcess());
    if (launch.task().getMaxCompletionTime().getNanoseconds() > 0) {
      completionTimer =
          after(Durations.of(launch.task().getMaxCompletionTime()), this::completionTimeReached);
    }
    checks = Checks.start(launch, sandbox, services, this::checked);
    process.onExit().thenAccept(this::exited);
  }

  /** The container could not be made: the agent says so, before any update of the executor. */
  private synchronized void failLaunch(String message) {
    if (phase != Phase.LAUNCHING) {
      return;
    }
    TaskStatus.Builder status =
        launch.nested()
            ? create(TaskState.TASK_FAILED).setMessage(message)
            : TaskStatuses.create(launch, TaskState.TASK_FAILED, Source.SOURCE_AGENT)
                .setReason(Reason.REASON_CONTAINER_LAUNCH_FAILED)
                .setMessage("Failed to launch container: " + message);
    end(status, noProcess());
  }

  /** Kills the task; the policy, if present, goes before the task's own. Again: may only hurry. */
  synchronized void kill(Optional<KillPolicy> policy) {
    KillPolicy own = launch.task().getKillPolicy();
    if (policy.isPresent() && policy.get().hasGracePeriod()) {
      kill(Durations.of(policy.get().getGracePeriod()));
    } else {
      kill(own.hasGracePeriod() ? Durations.of(own.getGracePeriod()) : DEFAULT_GRACE);
    }
  }

  /** Ends the task without a word: its framework or its agent is gone. */
  synchronized void discard() {
    silent = true;
    kill(DEFAULT_GRACE);
  }

  /** The process that runs, if any. */
  synchronized Optional<TaskProcess> process() {
    return phase == Phase.ENDED ? Optional.empty() : Optional.ofNullable(process);
  }

  private void signal(Signal signal) {
    process.signal(signal, services);
  }

  private void kill(Duration grace) {
    switch (phase) {
      case LAUNCHING -> {
        if (preparing != null) {
          preparing.cancel(true);
        }
        end(
            TaskStatuses.create(launch, TaskState.TASK_KILLED, Source.SOURCE_AGENT)
                .setReason(Reason.REASON_TASK_KILLED_DURING_LAUNCH)
                .setMessage("Killed before delivery to the executor"),
            noProcess());
      }
      case RUNNING -> {
        phase = Phase.KILLING;
        stopTimers();
        if (!completionTimeReached && launch.frameworkCan(Capability.Type.TASK_KILLING_STATE)) {
          send(create(TaskState.TASK_KILLING), withProcess());
        }
        log.killing(process.pid(), launch.taskId(), Durations.text(grace));
        signal(Signal.TERM);
        escalateAfter(grace);
      }
      case KILLING -> {
        // Mesos, kill policy: a second kill may shorten the grace period, not lengthen it
        if (System.nanoTime() + grace.toNanos() < killAtNanos) {
          killTimer.cancel(false);
          escalateAfter(grace);
        }
      }
      case ENDED -> {}
    }
  }

  private void escalateAfter(Duration grace) {
    killAtNanos = System.nanoTime() + grace.toNanos();
    killTimer = after(grace, () -> escalate(grace));
  }

  private synchronized void escalate(Duration grace) {
    if (phase == Phase.KILLING) {
      log.escalated(process.pid(), Durations.text(grace));
      signal(Signal.KILL);
    }
  }

  private synchronized void completionTimeReached() {
    if (phase == Phase.RUNNING) {
      completionTimeReached = true;
      log.completionTimeReached(
          launch.taskId(), Durations.text(Durations.of(launch.task().getMaxCompletionTime())));
      kill(Duration.ZERO);
    }
  }

  /** A check has something new to say. */
  private synchronized void checked(Checks.Result result) {
    if (phase != Phase.RUNNING) {
      return;
    }
    send(result.applyTo(TaskStatuses.renew(last)), withProcess());
    if (result.kill()) {
      unhealthy = true;
      kill(Optional.empty());
    }
  }

  private synchronized void exited(ExitStatus status) {
    TaskStatus.Builder ended;
    if (completionTimeReached) {
      ended = create(TaskState.TASK_FAILED).setReason(Reason.REASON_MAX_COMPLETION_TIME_REACHED);
    } else if (phase == Phase.KILLING) {
      ended = create(TaskState.TASK_KILLED);
    } else {
      ended = create(status.succeeded() ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED);
    }
    if (unhealthy) {
      ended.setHealthy(false);
    }
    String message = (launch.inDocker() ? "Container " : "Command ") + status.words();
    if (!launch.nested()) {
      log.ended(process.pid(), message);
    }
    end(ended.setMessage(message), launch.nested() ? noProcess() : withProcess());
    services.leftovers().ended(process.pid());
  }

  private void end(TaskStatus.Builder status, ContainerStatus container) {
    phase = Phase.ENDED;
    stopTimers();
    if (killTimer != null) {
      killTimer.cancel(false);
    }
    send(status, container);
    TaskState state = status.getState();
    services.workers().execute(() -> end.complete(state));
  }

  private void stopTimers() {
    if (completionTimer != null) {
      completionTimer.cancel(false);
    }
    if (checks != null) {
      checks.stop();
    }
  }

  private Future<?> after(Duration delay, Runnable action) {
    return services.timers().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private TaskStatus.Builder create(TaskState state) {
    return TaskStatuses.create(launch, state, Source.SOURCE_EXECUTOR);
  }

  private ContainerStatus noProcess() {
    return TaskStatuses.container(launch, OptionalLong.empty());
  }

  private ContainerStatus withProcess() {
    return TaskStatuses.container(launch, OptionalLong.of(process.pid()));
  }

  private void send(TaskStatus.Builder status, ContainerStatus container) {
    last = status.setContainerStatus(container).build();
    if (!silent) {
      services.updates().send(launch, last);
    }
  }
}
