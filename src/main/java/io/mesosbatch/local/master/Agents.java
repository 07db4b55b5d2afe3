package io.mesosbatch.local.master;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.Agent;
import io.mesosbatch.local.AgentListener;
import io.mesosbatch.local.AgentState;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The registered agents: they come, speak, and go. */
final class Agents implements AgentListener {
  private final Master master;
  private final Map<String, RegisteredAgent> registered = new LinkedHashMap<>();

  /** Of an earlier master, not back yet. */
  private final Set<String> awaited = new HashSet<>();

  /** Of an earlier master, not back in time, and since when. */
  private final Map<String, Long> unreachable = new HashMap<>();

  /** Marked gone by an operator. */
  private final Set<String> gone = new HashSet<>();

  Agents(Master master) {
    this.master = master;
  }

  Collection<RegisteredAgent> all() {
    return registered.values();
  }

  RegisteredAgent get(String id) {
    return registered.get(id);
  }

  /** Whether this agent (null: any) was there before the master started and may come back. */
  boolean awaited(AgentID agent) {
    return agent == null ? !awaited.isEmpty() : awaited.contains(agent.getValue());
  }

  void await(Collection<AgentID> agents) {
    agents.forEach(agent -> awaited.add(agent.getValue()));
  }

  /** Those that have not come back by now are unreachable. */
  void giveUpWaiting() {
    awaited.forEach(agent -> unreachable.put(agent, now()));
    awaited.clear();
  }

  /** Since when the agent is unreachable, in nanoseconds since 1970; null if it is not. */
  Long unreachableSince(AgentID agent) {
    return unreachable.get(agent.getValue());
  }

  boolean isGone(AgentID agent) {
    return gone.contains(agent.getValue());
  }

  /** A new agent gets an id; one that has an id brings what it holds along. */
  void register(Agent agent) {
    AgentInfo info = agent.info();
    if (info.hasId()) {
      registerAgain(agent, info);
      return;
    }
    AgentID id = master.ids.nextAgent();
    AgentInfo complete = info.toBuilder().setId(id).build();
    Resources total = Resources.of(info.getResourcesList());
    put(new RegisteredAgent(id, agent, complete, total, now()));
    agent.registered(id, this);
  }

  private static long now() {
    return System.currentTimeMillis() * 1_000_000;
  }

  private void put(RegisteredAgent agent) {
    registered.put(agent.key, agent);
    master.allocator.shares.agentAdded(agent.total);
    master.allocator.soon();
  }

  private void registerAgain(Agent agent, AgentInfo info) {
    AgentState state = agent.state();
    Resources total = Resources.of(state.total());
    RegisteredAgent entry = new RegisteredAgent(info.getId(), agent, info, total, now());
    entry.reregisteredTime = entry.registeredTime;
    boolean known = awaited.remove(entry.key);
    String message =
        unreachable.remove(entry.key) != null
            ? "Unreachable agent re-reregistered"
            : "Unknown agent reregistered";
    put(entry);
    state.frameworks().forEach(master.subscribing::recover);
    state
        .executors()
        .forEach(
            executor -> {
              Framework framework = master.framework(executor.getFrameworkId().getValue());
              master.tasks.add(framework, entry, executor);
              take(entry, framework, Resources.of(executor.getResourcesList()));
            });
    state
        .tasks()
        .forEach(
            task -> {
              Framework framework = master.framework(task.getFrameworkId().getValue());
              TaskEntry taken = new TaskEntry(entry, task);
              master.tasks.put(framework, taken);
              if (!taken.terminal()) {
                take(entry, framework, taken.resources);
              }
              if (!known) {
                tellState(framework, taken, message);
              }
            });
    agent.registered(info.getId(), this);
  }

  private void take(RegisteredAgent agent, Framework framework, Resources resources) {
    Resources free = resources.unallocated();
    agent.available = agent.available.minus(free.nonShared());
    master.allocator.shares.add(Tasks.role(resources), framework.key, free);
  }

  /** An agent that the master had forgotten: frameworks may have given its tasks up. */
  private static void tellState(Framework framework, TaskEntry task, String message) {
    TaskStatus.Builder status =
        Statuses.ofMaster(
            task.template().getTaskId(),
            task.agent.id,
            task.state,
            TaskStatus.Reason.REASON_AGENT_REREGISTERED,
            message);
    task.lastStatus().ifPresent(last -> Reconciliation.copyCondition(last, status));
    framework.send(Statuses.update(status.build()));
  }

  /** The agent does not answer. Frameworks that wait for it may hear of its tasks again. */
  void markUnreachable(RegisteredAgent agent) {
    unreachable.put(agent.key, now());
    remove(agent, "health check timed out");
  }

  /** The agent is gone for good; its tasks are lost. */
  void remove(RegisteredAgent agent, String why) {
    registered.remove(agent.key);
    for (String frameworkId : List.copyOf(agent.tasks.keySet())) {
      Framework framework = master.framework(frameworkId);
      for (TaskEntry task : List.copyOf(agent.tasks.get(frameworkId).values())) {
        if (framework != null) {
          lose(framework, task, why);
        }
      }
    }
    for (Framework framework : master.frameworks()) {
      for (ExecutorEntry executor :
          List.copyOf(agent.executors.getOrDefault(framework.key, Map.of()).values())) {
        master.tasks.removeExecutor(framework, agent, executor.info().getExecutorId().getValue());
      }
      framework.filters.clearAgent(agent.key);
    }
    List.copyOf(agent.offers).forEach(master.offers::rescind);
    List.copyOf(agent.inverseOffers.values()).forEach(master.maintenance::remove);
    agent.operations.values().forEach(this::forget);
    master.allocator.shares.agentRemoved(agent.total);
    Event.Failure failure = Event.Failure.newBuilder().setAgentId(agent.id).build();
    Event event = Event.newBuilder().setType(Event.Type.FAILURE).setFailure(failure).build();
    master.frameworks().forEach(framework -> framework.send(event));
  }

  private void lose(Framework framework, TaskEntry task, String why) {
    boolean waits =
        unreachable.containsKey(task.agent.key) && framework.capabilities.partitionAware();
    if (!task.terminal()) {
      TaskStatus status =
          Statuses.ofMaster(
                  task.template().getTaskId(),
                  task.agent.id,
                  waits ? TaskState.TASK_UNREACHABLE : TaskState.TASK_LOST,
                  TaskStatus.Reason.REASON_AGENT_REMOVED,
                  "Agent " + task.agent.info.getHostname() + " removed: " + why)
              .build();
      framework.send(Statuses.update(status));
    }
    master.tasks.remove(framework, task);
  }

  private void forget(OperationEntry operation) {
    operation
        .framework
        .map(id -> master.framework(id.getValue()))
        .ifPresent(framework -> framework.operations.values().remove(operation));
  }

  void markGone(RegisteredAgent agent) {
    gone.add(agent.key);
    remove(agent, "the agent was marked as gone");
    agent.agent.close();
  }

  /** Runs it on the master's thread, unless the agent is not registered any more by then. */
  private void ofRegistered(AgentID agent, Consumer<RegisteredAgent> news) {
    master.execute(
        () -> {
          RegisteredAgent from = get(agent.getValue());
          if (from != null) {
            news.accept(from);
          }
        });
  }

  @Override
  public void statusUpdate(
      AgentID agent, FrameworkID framework, TaskStatus status, TaskState latest) {
    ofRegistered(agent, from -> master.tasks.update(from, framework.getValue(), status, latest));
  }

  @Override
  public void operationUpdate(
      AgentID agent, FrameworkID framework, ByteString operationUuid, OperationStatus status) {
    ofRegistered(agent, from -> master.operations.update(from, operationUuid, status));
  }

  @Override
  public void executorExited(
      AgentID agent, FrameworkID framework, ExecutorID executor, int status) {
    ofRegistered(
        agent, from -> master.tasks.executorExited(from, framework.getValue(), executor, status));
  }

  @Override
  public void executorMessage(
      AgentID agent, FrameworkID framework, ExecutorID executor, ByteString data) {
    master.execute(
        () -> {
          Framework to = master.framework(framework.getValue());
          if (to != null) {
            Event.Message.Builder message =
                Event.Message.newBuilder().setAgentId(agent).setExecutorId(executor).setData(data);
            to.send(Event.newBuilder().setType(Event.Type.MESSAGE).setMessage(message).build());
          }
        });
  }

  @Override
  public void stopped(AgentID agent) {
    master.execute(
        () -> {
          RegisteredAgent from = get(agent.getValue());
          if (from != null) {
            remove(from, "the agent unregistered");
          }
        });
  }
}
