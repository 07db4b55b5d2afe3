package io.mesosbatch.scheduling.simulation;

import com.google.protobuf.ByteString;
import io.mesosbatch.job.TaskStates;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.resources.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs tasks that do nothing, and sends each status until it is acknowledged, as agents do. */
final class SimulatedAgent {
  private static final long RESEND = 10_000;
  private static final long START = 200;

  final AgentModel model;
  final Map<String, SimulatedTask> tasks = new LinkedHashMap<>();
  boolean alive = true;
  boolean connected = true;

  /** Rises with each connection to a master; what was sent on an older one never arrives. */
  int connection;

  private final World world;
  private Resources used = Resources.EMPTY;
  private long updates;

  SimulatedAgent(AgentModel model, World world) {
    this.model = model;
    this.world = world;
  }

  String id() {
    return model.id();
  }

  void launch(SimulatedGroup group) {
    if (reachable()) {
      use(group.executor);
      group.tasks.forEach(this::launch);
    }
  }

  private void use(Resources resources) {
    used = used.plus(resources.unallocated());
    if (!model.total().contains(used)) {
      throw new IllegalStateException("agent " + id() + " is over-committed: " + used);
    }
  }

  void launch(SimulatedTask task) {
    if (!reachable()) {
      return;
    }
    use(task.resources);
    tasks.put(task.id, task);
    world.observer.started(task.id, id(), world.timeline.now());
    world.timeline.after(START, () -> become(task, TaskState.TASK_RUNNING));
    world.timeline.after(START + task.outcome.millis(), () -> become(task, task.outcome.end()));
  }

  void kill(String taskId) {
    SimulatedTask task = tasks.get(taskId);
    if (task != null && reachable()) {
      world.timeline.after(100, () -> become(task, TaskState.TASK_KILLED));
    }
  }

  void acknowledge(String taskId, ByteString uuid) {
    SimulatedTask task = tasks.get(taskId);
    if (!reachable() || task == null || task.updates.isEmpty()) {
      return;
    }
    if (task.updates.peek().getUuid().equals(uuid)) {
      TaskStatus done = task.updates.poll();
      if (TaskStates.terminal(done.getState())) {
        tasks.remove(taskId);
      }
      send(task);
    }
  }

  boolean reachable() {
    return alive && connected;
  }

  /** The connection is back: what was not acknowledged is sent again. */
  void reconnected() {
    new ArrayList<>(tasks.values()).forEach(this::send);
  }

  void die() {
    alive = false;
    for (SimulatedTask task : tasks.values()) {
      // Those that have ended are lost as well, if nobody has heard of it.
      world.observer.stopped(task.id, id(), TaskState.TASK_LOST, world.timeline.now());
    }
    tasks.clear();
  }

  private void become(SimulatedTask task, TaskState state) {
    if (!alive || TaskStates.terminal(task.state) || !tasks.containsKey(task.id)) {
      return;
    }
    task.state = state;
    if (TaskStates.terminal(state)) {
      used = used.minus(task.resources.unallocated());
      world.observer.stopped(task.id, id(), state, world.timeline.now());
      if (task.group != null) {
        ended(task.group, state);
      }
    }
    String uuid = id() + "/" + ++updates;
    TaskStatus.Builder status =
        Statuses.of(task.id, id(), state)
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .setUuid(ByteString.copyFrom(uuid, StandardCharsets.UTF_8));
    if (state == TaskState.TASK_FAILED) {
      status.setReason(Reason.REASON_COMMAND_EXECUTOR_FAILED);
    }
    task.updates.add(status.build());
    if (task.updates.size() == 1) {
      send(task);
    }
  }

  /** As the default executor does: one that fails ends the others. */
  private void ended(SimulatedGroup group, TaskState state) {
    if (group.ended()) {
      used = used.minus(group.executor.unallocated());
    } else if (state != TaskState.TASK_FINISHED) {
      for (SimulatedTask other : group.tasks) {
        world.timeline.after(100, () -> become(other, TaskState.TASK_KILLED));
      }
    }
  }

  private void send(SimulatedTask task) {
    TaskStatus status = task.updates.peek();
    if (status == null) {
      return;
    }
    int sending = ++task.sendings;
    if (reachable()) {
      world.master.updateFromAgent(this, task, status);
    }
    world.timeline.after(
        RESEND,
        () -> {
          if (alive && sending == task.sendings) {
            send(task);
          }
        });
  }
}
