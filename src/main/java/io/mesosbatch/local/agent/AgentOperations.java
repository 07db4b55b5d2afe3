package io.mesosbatch.local.agent;

import com.google.protobuf.ByteString;
import io.mesosbatch.local.AgentListener;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.UUID;
import io.mesosbatch.resources.Resources;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The agent's resources and the operations on them. The status of an operation with an id is sent
 * until it is acknowledged (Mesos, operation feedback). Safe for any thread.
 */
final class AgentOperations {
  private static final int MAX_DOUBLINGS = 6;

  private final Map<ByteString, Operation> pending = new LinkedHashMap<>();
  private final Map<ByteString, Future<?>> timers = new LinkedHashMap<>();
  private final ScheduledExecutorService timer;
  private final Duration retry;
  private final Volumes volumes;
  private Resources total;
  private AgentID agent;
  private AgentListener master;

  AgentOperations(
      Resources total, Volumes volumes, ScheduledExecutorService timer, Duration retry) {
    this.total = total;
    this.volumes = volumes;
    this.timer = timer;
    this.retry = retry;
  }

  synchronized Resources total() {
    return total;
  }

  synchronized List<Operation> pending() {
    return List.copyOf(pending.values());
  }

  /** There is a (new) master: what is not acknowledged is sent to it. */
  synchronized void registered(AgentID id, AgentListener listener) {
    agent = id;
    master = listener;
    List.copyOf(pending.keySet()).forEach(uuid -> send(uuid, 0));
  }

  synchronized void apply(Operation operation) {
    OperationStatus.Builder status = OperationStatus.newBuilder().setAgentId(agent);
    Offer.Operation info = operation.getInfo();
    try {
      Resources applied = total.apply(info);
      volumes.apply(info);
      total = applied;
      status.setState(OperationState.OPERATION_FINISHED);
    } catch (LaunchException | RuntimeException e) {
      status.setState(OperationState.OPERATION_FAILED).setMessage(e.getMessage());
    }
    if (info.hasId()) {
      status.setOperationId(info.getId());
      status.setUuid(UUID.newBuilder().setValue(TaskStatuses.uuid()));
      ByteString uuid = operation.getUuid().getValue();
      pending.put(uuid, operation.toBuilder().setLatestStatus(status).addStatuses(status).build());
      send(uuid, 0);
    }
  }

  synchronized void acknowledge(ByteString operationUuid, ByteString statusUuid) {
    Operation operation = pending.get(operationUuid);
    if (operation != null && operation.getLatestStatus().getUuid().getValue().equals(statusUuid)) {
      pending.remove(operationUuid);
      stopTimer(operationUuid);
    }
  }

  synchronized void close() {
    List.copyOf(timers.keySet()).forEach(this::stopTimer);
    pending.clear();
    master = null;
  }

  private synchronized void send(ByteString uuid, int attempt) {
    Operation operation = pending.get(uuid);
    if (operation == null || master == null) {
      return;
    }
    master.operationUpdate(agent, operation.getFrameworkId(), uuid, operation.getLatestStatus());
    stopTimer(uuid);
    long wait = retry.toNanos() << Math.min(attempt, MAX_DOUBLINGS);
    timers.put(uuid, timer.schedule(() -> send(uuid, attempt + 1), wait, TimeUnit.NANOSECONDS));
  }

  private void stopTimer(ByteString uuid) {
    Future<?> running = timers.remove(uuid);
    if (running != null) {
      running.cancel(false);
    }
  }
}
