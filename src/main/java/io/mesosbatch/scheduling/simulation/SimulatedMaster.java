package io.mesosbatch.scheduling.simulation;

import com.google.protobuf.ByteString;
import io.mesosbatch.job.TaskStates;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.TaskStatus.Reason;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A master with one framework. It forgets tasks, offers and filters when it fails over; then the
 * agents register again, one after the other.
 */
final class SimulatedMaster {
  private final World world;
  private final Map<String, SimulatedAgent> registered = new LinkedHashMap<>();

  /** Known from the registry, not registered again since the fail-over. */
  private final Map<String, SimulatedAgent> recovered = new LinkedHashMap<>();

  private final Set<String> unreachable = new HashSet<>();
  private final Map<String, MasterTask> tasks = new LinkedHashMap<>();
  final Allocations allocations;
  final SimulatedMaintenance maintenance;

  /** A task as the master sees it. */
  static final class MasterTask {
    final String id;
    final String agentId;
    final Resources resources;

    /** Null if it is a task by itself. */
    final SimulatedGroup group;

    TaskState state = TaskState.TASK_STAGING;

    MasterTask(SimulatedTask task, String agentId) {
      this.id = task.id;
      this.agentId = agentId;
      this.resources = task.resources;
      this.group = task.group;
    }
  }

  SimulatedMaster(World world) {
    this.world = world;
    this.maintenance = new SimulatedMaintenance(world);
    this.allocations = new Allocations(world);
  }

  void register(SimulatedAgent agent) {
    recovered.remove(agent.id());
    boolean back = unreachable.remove(agent.id());
    registered.put(agent.id(), agent);
    agent.connection++;
    // What the master believes to be there and is not was lost on its way.
    for (MasterTask task : new ArrayList<>(tasks.values())) {
      if (task.agentId.equals(agent.id()) && !agent.tasks.containsKey(task.id)) {
        tasks.remove(task.id);
        if (!TaskStates.terminal(task.state)) {
          tell(agent, task.id, TaskState.TASK_DROPPED, Reason.REASON_RECONCILIATION);
        }
      }
    }
    for (SimulatedTask running : agent.tasks.values()) {
      MasterTask task = new MasterTask(running, agent.id());
      task.state = running.state;
      tasks.put(running.id, task);
      if (back && !TaskStates.terminal(running.state)) {
        tell(agent, running.id, running.state, Reason.REASON_AGENT_REREGISTERED);
      }
    }
    agent.reconnected();
    allocations.changed(agent);
  }

  /** The agent does not answer any more: its offers are void. */
  void disconnected(SimulatedAgent agent) {
    allocations.rescindAll(agent);
    world.framework.failure(agent.id());
  }

  /** It has not answered for too long. */
  void markUnreachable(SimulatedAgent agent) {
    allocations.rescindAll(agent);
    registered.remove(agent.id());
    recovered.remove(agent.id());
    unreachable.add(agent.id());
    for (MasterTask task : new ArrayList<>(tasks.values())) {
      if (task.agentId.equals(agent.id())) {
        tasks.remove(task.id);
        if (!TaskStates.terminal(task.state)) {
          tell(agent, task.id, TaskState.TASK_UNREACHABLE, Reason.REASON_AGENT_REMOVED);
        }
      }
    }
  }

  /** Its offers are made anew, with the time at which it will be away. */
  void planMaintenance(SimulatedAgent agent, long start, long length) {
    maintenance.plan(agent.id(), start, length);
    allocations.rescindAll(agent);
  }

  /** The operator takes it away; what runs there is lost. */
  void takeDown(SimulatedAgent agent) {
    maintenance.over(agent.id());
    allocations.rescindAll(agent);
    registered.remove(agent.id());
    recovered.remove(agent.id());
    for (MasterTask task : new ArrayList<>(tasks.values())) {
      if (task.agentId.equals(agent.id())) {
        tasks.remove(task.id);
        if (!TaskStates.terminal(task.state)) {
          tell(agent, task.id, TaskState.TASK_LOST, Reason.REASON_AGENT_REMOVED);
        }
      }
    }
    world.framework.failure(agent.id());
  }

  /** A new master that knows from the registry which agents there are. */
  void failOver() {
    recovered.putAll(registered);
    registered.clear();
    tasks.clear();
    allocations.forget();
    maintenance.forget();
    for (SimulatedAgent agent : recovered.values()) {
      world.timeline.after(world.between(100, 5_000), () -> registerAgain(agent));
    }
  }

  private void registerAgain(SimulatedAgent agent) {
    if (agent.reachable() && recovered.containsKey(agent.id())) {
      register(agent);
    }
  }

  void allocate() {
    allocations.offer(registered.values(), tasks.values());
    maintenance.ask(registered.values(), tasks.values());
  }

  void launch(SimulatedAgent agent, SimulatedGroup group) {
    group.tasks.forEach(task -> tasks.put(task.id, new MasterTask(task, agent.id())));
    int connection = agent.connection;
    world.timeline.after(
        world.between(1, 20),
        () -> {
          if (agent.connection == connection) {
            agent.launch(group);
          }
        });
  }

  void launch(SimulatedAgent agent, SimulatedTask task) {
    tasks.put(task.id, new MasterTask(task, agent.id()));
    int connection = agent.connection;
    world.timeline.after(
        world.between(1, 20),
        () -> {
          if (agent.connection == connection) {
            agent.launch(task);
          }
        });
  }

  void frameworkSubscribed() {
    allocations.subscribed(registered.values());
    maintenance.forget();
  }

  void updateFromAgent(SimulatedAgent agent, SimulatedTask from, TaskStatus status) {
    if (world.fault(world.faults.lostUpdate()) || !registered.containsKey(agent.id())) {
      return;
    }
    MasterTask task = tasks.get(from.id);
    if (task != null && !TaskStates.terminal(task.state)) {
      task.state = status.getState();
      if (TaskStates.terminal(task.state)) {
        allocations.changed(agent);
      }
    }
    world.framework.update(status);
    if (world.fault(world.faults.duplicatedUpdate())) {
      world.framework.update(status);
    }
  }

  void acknowledge(TaskStatus status) {
    if (world.fault(world.faults.lostAcknowledgement())) {
      return;
    }
    String id = status.getTaskId().getValue();
    ByteString uuid = status.getUuid();
    SimulatedAgent agent = registered.get(status.getAgentId().getValue());
    if (agent == null || !agent.reachable()) {
      return;
    }
    agent.acknowledge(id, uuid);
    if (!agent.tasks.containsKey(id)) {
      tasks.remove(id);
    }
  }

  void kill(String taskId, String agentId) {
    MasterTask task = tasks.get(taskId);
    if (task == null) {
      reconcile(taskId, agentId);
    } else if (registered.containsKey(task.agentId) && !world.fault(world.faults.lostKill())) {
      registered.get(task.agentId).kill(taskId);
    }
  }

  /** Mesos's reconciliation document, "Algorithm" of the master. */
  void reconcile(String taskId, String agentId) {
    MasterTask task = tasks.get(taskId);
    TaskState state;
    if (task != null) {
      state = task.state;
    } else if (recovered.containsKey(agentId)) {
      return;
    } else if (registered.containsKey(agentId)) {
      state = TaskState.TASK_GONE;
    } else if (unreachable.contains(agentId)) {
      state = TaskState.TASK_UNREACHABLE;
    } else {
      state = TaskState.TASK_UNKNOWN;
    }
    tell(taskId, agentId, state, Reason.REASON_RECONCILIATION);
  }

  void reconcileAll() {
    List.copyOf(tasks.values())
        .forEach(t -> tell(t.id, t.agentId, t.state, Reason.REASON_RECONCILIATION));
  }

  private void tell(SimulatedAgent agent, String taskId, TaskState state, Reason reason) {
    tell(taskId, agent.id(), state, reason);
  }

  void tell(String taskId, String agentId, TaskState state, Reason reason) {
    world.framework.update(Statuses.ofMaster(taskId, agentId, state, reason));
  }
}
