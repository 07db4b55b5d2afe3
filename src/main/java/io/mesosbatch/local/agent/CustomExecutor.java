package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.ContainerID;
import io.mesosbatch.mesos.v1.ContainerInfo;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.KillPolicy;
import io.mesosbatch.mesos.v1.TaskGroupInfo;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.mesos.v1.TaskStatus.Source;
import io.mesosbatch.mesos.v1.executor.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An executor of the framework's own: a process that subscribes to the agent's executor API (Mesos,
 * executor-http-api document) and runs the tasks itself.
 */
final class CustomExecutor implements TaskExecutor {
  /** Mesos, executor_registration_timeout. */
  private static final Duration REGISTRATION = Duration.ofMinutes(1);

  /** Mesos, executor_shutdown_grace_period. */
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

  private record Undelivered(Event event, List<TaskID> tasks) {}

  private final ExecutorInfo info;
  private final AgentInfo agent;
  private final Launch self;
  private final ExecutorServices services;
  private final Path directory;
  private final Map<TaskID, Launch> live = new LinkedHashMap<>();
  private final Set<ByteString> seen = new HashSet<>();
  private final List<Undelivered> undelivered = new ArrayList<>();
  private ExecutorStream stream;
  private TaskProcess process;
  private Future<?> registration;
  private boolean silent;
  private String why;
  private Reason reason = Reason.REASON_EXECUTOR_TERMINATED;
  private volatile int waitStatus;
  private volatile boolean ended;

  CustomExecutor(
      AgentInfo agent, FrameworkInfo framework, ExecutorInfo info, ExecutorServices services)
      throws LaunchException {
    this.agent = agent;
    this.info = info;
    this.services = services;
    this.self =
        new Launch(
            agent.getId(),
            framework,
            asTask(agent, info),
            info.getExecutorId(),
            Launch.newContainer());
    this.directory =
        services
            .containerizer()
            .directory(agent.getId(), framework, info.getExecutorId(), container());
  }

  /** To the containerizer an executor is just another command. */
  private static TaskInfo asTask(AgentInfo agent, ExecutorInfo info) throws LaunchException {
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(info.getName())
            .setTaskId(TaskID.newBuilder().setValue(info.getExecutorId().getValue()))
            .setAgentId(agent.getId())
            .addAllResources(info.getResourcesList())
            .setCommand(info.getCommand());
    if (info.hasContainer()) {
      if (info.getContainer().getType() == ContainerInfo.Type.DOCKER) {
        throw new LaunchException("The embedded Mesos runs no executors in DOCKER containers");
      }
      task.setContainer(info.getContainer());
    }
    return task.build();
  }

  /** A task that it will be asked to run. */
  Launch launch(TaskInfo task) {
    return new Launch(self.agent(), self.framework(), task, info.getExecutorId(), self.container());
  }

  /** Starts the executor's process if it does not run yet, and gives it the task. */
  synchronized void run(TaskInfo task) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.LAUNCH);
    event.getLaunchBuilder().setTask(task);
    run(event.build(), List.of(task));
  }

  synchronized void run(TaskGroupInfo group) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.LAUNCH_GROUP);
    event.getLaunchGroupBuilder().setTaskGroup(group);
    run(event.build(), group.getTasksList());
  }

  private void run(Event event, List<TaskInfo> tasks) {
    tasks.forEach(task -> live.put(task.getTaskId(), launch(task)));
    if (ended) {
      failAll();
    } else if (stream != null) {
      stream.send(event);
    } else {
      undelivered.add(new Undelivered(event, tasks.stream().map(TaskInfo::getTaskId).toList()));
      if (registration == null) {
        registration = after(REGISTRATION, this::notRegistered);
        services.slow().execute(this::start);
      }
    }
  }

  private void start() {
    try {
      Sandbox sandbox = services.containerizer().prepare(self);
      synchronized (this) {
        if (!ended) {
          process = services.containerizer().start(self, sandbox);
          process.onExit().thenAccept(this::exited);
        }
      }
    } catch (LaunchException e) {
      synchronized (this) {
        reason = Reason.REASON_CONTAINER_LAUNCH_FAILED;
        why = "Failed to launch container: " + e.getMessage();
        end();
      }
    }
  }

  /** The executor has connected, for the first time or again. */
  synchronized void subscribe(ExecutorStream to, List<TaskStatus> unacknowledged) {
    stream = to;
    registration.cancel(false);
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed
        .getSubscribedBuilder()
        .setExecutorInfo(info)
        .setFrameworkInfo(self.framework())
        .setAgentInfo(agent)
        .setContainerId(container());
    stream.send(subscribed.build());
    unacknowledged.forEach(this::update);
    undelivered.forEach(waiting -> stream.send(waiting.event()));
    undelivered.clear();
  }

  synchronized boolean subscribed() {
    return stream != null;
  }

  /** An update of the executor; one that it sends again is taken once. */
  synchronized void update(TaskStatus status) {
    Launch launch = live.get(status.getTaskId());
    if (launch == null || !seen.add(status.getUuid())) {
      return;
    }
    TaskStatus.Builder update =
        status.toBuilder()
            .setAgentId(self.agent())
            .setExecutorId(info.getExecutorId())
            .setSource(Source.SOURCE_EXECUTOR);
    if (!status.hasTimestamp()) {
      update.setTimestamp(TaskStatuses.now());
    }
    send(launch, update);
  }

  private void send(Launch launch, TaskStatus.Builder status) {
    if (TaskStatuses.isTerminal(status.getState())) {
      live.remove(launch.task().getTaskId());
    }
    OptionalLong pid =
        process == null || ended ? OptionalLong.empty() : OptionalLong.of(process.pid());
    if (!silent) {
      services
          .updates()
          .send(launch, status.setContainerStatus(TaskStatuses.container(launch, pid)).build());
    }
  }

  @Override
  public synchronized void acknowledged(TaskID task, ByteString uuid) {
    if (stream != null) {
      Event.Builder event = Event.newBuilder().setType(Event.Type.ACKNOWLEDGED);
      event.getAcknowledgedBuilder().setTaskId(task).setUuid(uuid);
      stream.send(event.build());
    }
  }

  @Override
  public synchronized void message(ByteString data) {
    if (stream != null) {
      Event.Builder event = Event.newBuilder().setType(Event.Type.MESSAGE);
      event.getMessageBuilder().setData(data);
      stream.send(event.build());
    }
  }

  @Override
  public synchronized void kill(TaskID task, Optional<KillPolicy> policy) {
    for (Undelivered waiting : List.copyOf(undelivered)) {
      if (waiting.tasks().contains(task)) {
        undelivered.remove(waiting);
        waiting.tasks().forEach(this::killedBeforeDelivery);
        if (live.isEmpty()) {
          shutdown();
        }
        return;
      }
    }
    if (stream != null) {
      Event.Builder event = Event.newBuilder().setType(Event.Type.KILL);
      event.getKillBuilder().setTaskId(task);
      policy.ifPresent(event.getKillBuilder()::setKillPolicy);
      stream.send(event.build());
    }
  }

  private void killedBeforeDelivery(TaskID task) {
    Launch launch = live.get(task);
    send(
        launch,
        TaskStatuses.create(launch, TaskState.TASK_KILLED, Source.SOURCE_AGENT)
            .setReason(Reason.REASON_TASK_KILLED_DURING_LAUNCH)
            .setMessage("Killed before delivery to the executor"));
  }

  @Override
  public synchronized void shutdown() {
    if (stream == null) {
      destroy();
      return;
    }
    stream.send(Event.newBuilder().setType(Event.Type.SHUTDOWN).build());
    after(
        info.hasShutdownGracePeriod()
            ? Durations.of(info.getShutdownGracePeriod())
            : SHUTDOWN_GRACE,
        this::destroy);
  }

  @Override
  public synchronized void discard() {
    silent = true;
    shutdown();
  }

  private synchronized void destroy() {
    if (process == null) {
      end();
    } else if (!ended) {
      process.signal(Signal.KILL, services);
    }
  }

  private synchronized void notRegistered() {
    if (stream == null && !ended) {
      reason = Reason.REASON_EXECUTOR_REGISTRATION_TIMEOUT;
      why = "Executor did not register within " + Durations.text(REGISTRATION);
      destroy();
    }
  }

  private synchronized void exited(ExitStatus status) {
    waitStatus = status.waitStatus();
    services.leftovers().ended(process.pid());
    if (why == null) {
      why = "Executor terminated: it " + status.words();
    }
    end();
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    registration.cancel(false);
    if (stream != null) {
      stream.end();
    }
    failAll();
    services.workers().execute(() -> services.updates().ended(self.framework().getId(), this));
  }

  private void failAll() {
    for (Launch launch : List.copyOf(live.values())) {
      send(
          launch,
          TaskStatuses.create(launch, TaskState.TASK_FAILED, Source.SOURCE_AGENT)
              .setReason(reason)
              .setMessage(why == null ? "Executor terminated" : why));
    }
  }

  private Future<?> after(Duration delay, Runnable action) {
    return services.timers().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public ExecutorInfo info() {
    return info;
  }

  @Override
  public ContainerID container() {
    return self.container();
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public synchronized List<TaskProcess> processes() {
    return process == null || ended ? List.of() : List.of(process);
  }

  @Override
  public boolean generated() {
    return false;
  }

  @Override
  public int waitStatus() {
    return waitStatus;
  }
}
