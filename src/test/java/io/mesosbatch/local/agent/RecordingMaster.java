package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.Agent;
import io.mesosbatch.local.AgentListener;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.ExecutorID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Takes what an agent says, and acknowledges it at once if told to. */
final class RecordingMaster implements AgentListener, AutoCloseable {
  record Exited(ExecutorID executor, int status) {}

  private final List<TaskStatus> updates = new ArrayList<>();
  private final List<OperationStatus> operations = new ArrayList<>();
  private final List<Exited> exited = new ArrayList<>();
  private final List<ByteString> messages = new ArrayList<>();
  private final ExecutorService acknowledger = Executors.newSingleThreadExecutor();
  private volatile Agent agent;
  private volatile boolean stopped;

  void acknowledgeFor(Agent agent) {
    this.agent = agent;
  }

  @Override
  public void statusUpdate(AgentID id, FrameworkID framework, TaskStatus status, TaskState latest) {
    synchronized (this) {
      updates.add(status);
      notifyAll();
    }
    Agent to = agent;
    if (to != null) {
      acknowledger.execute(() -> to.acknowledge(framework, status.getTaskId(), status.getUuid()));
    }
  }

  @Override
  public synchronized void operationUpdate(
      AgentID id, FrameworkID framework, ByteString operationUuid, OperationStatus status) {
    operations.add(status);
    notifyAll();
  }

  @Override
  public synchronized void executorExited(
      AgentID id, FrameworkID framework, ExecutorID executor, int status) {
    exited.add(new Exited(executor, status));
    notifyAll();
  }

  @Override
  public synchronized void executorMessage(
      AgentID id, FrameworkID framework, ExecutorID executor, ByteString data) {
    messages.add(data);
  }

  synchronized List<ByteString> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void stopped(AgentID id) {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  synchronized List<TaskStatus> updates() {
    return List.copyOf(updates);
  }

  synchronized List<TaskStatus> updates(String task) {
    return updates.stream().filter(s -> s.getTaskId().getValue().equals(task)).toList();
  }

  List<TaskState> states(String task) {
    return updates(task).stream().map(TaskStatus::getState).toList();
  }

  synchronized List<OperationStatus> operations() {
    return List.copyOf(operations);
  }

  synchronized List<Exited> exited() {
    return List.copyOf(exited);
  }

  /** The first update of this task in this state. */
  synchronized TaskStatus await(String task, TaskState state) {
    return awaitStatus(task, state.name(), s -> s.getState() == state);
  }

  synchronized TaskStatus awaitEnd(String task) {
    return awaitStatus(task, "an end", s -> TaskStatuses.isTerminal(s.getState()));
  }

  synchronized TaskStatus awaitStatus(String task, String what, Predicate<TaskStatus> wanted) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (true) {
      for (TaskStatus status : updates(task)) {
        if (wanted.test(status)) {
          return status;
        }
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("task " + task + " did not reach " + what + ": " + updates(task));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    acknowledger.shutdownNow();
  }
}
