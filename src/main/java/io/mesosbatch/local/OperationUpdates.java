package io.mesosbatch.local;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.Operation;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.UUID;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends of operations that nobody has acknowledged yet, sent again and again. Any thread. */
public final class OperationUpdates {
  private final Map<ByteString, Operation> pending = new LinkedHashMap<>();
  private final ScheduledExecutorService timers;
  private final long retryNanos;
  private AgentID agent;
  private AgentListener master;

  public OperationUpdates(ScheduledExecutorService timers, Duration retry) {
    this.timers = timers;
    this.retryNanos = retry.toNanos();
  }

  /** There is a (new) master: everything unacknowledged is sent to it. */
  public synchronized void registered(AgentID id, AgentListener listener) {
    agent = id;
    master = listener;
    new ArrayList<>(pending.values()).forEach(operation -> send(operation, 0));
  }

  /** The operation has been applied. */
  public synchronized void finished(Operation operation) {
    OperationStatus.Builder status =
        OperationStatus.newBuilder()
            .setState(OperationState.OPERATION_FINISHED)
            .setUuid(UUID.newBuilder().setValue(uuid()))
            .setAgentId(agent);
    if (operation.getInfo().hasId()) {
      status.setOperationId(operation.getInfo().getId());
    }
    Operation finished =
        operation.toBuilder().setLatestStatus(status).clearStatuses().addStatuses(status).build();
    pending.put(finished.getUuid().getValue(), finished);
    send(finished, 0);
  }

  /** Of that operation, that status has arrived. */
  public synchronized void acknowledge(ByteString operationUuid, ByteString statusUuid) {
    Operation operation = pending.get(operationUuid);
    if (operation != null
        && operation.getLatestStatus().getUuid().getValue().equals(statusUuid)) {
      pending.remove(operationUuid);
    }
  }

  public synchronized List<Operation> pending() {
    return List.copyOf(pending.values());
  }

  public synchronized void close() {
    pending.clear();
    master = null;
  }

  private synchronized void send(Operation operation, int attempt) {
    if (master == null || !pending.containsKey(operation.getUuid().getValue())) {
      return;
    }
    FrameworkID framework =
        operation.hasFrameworkId()
            ? operation.getFrameworkId()
            : FrameworkID.newBuilder().setValue("").build();
    master.operationUpdate(
        agent, framework, operation.getUuid().getValue(), operation.getLatestStatus());
    long wait = Math.min(retryNanos << Math.min(attempt, 6), 60 * retryNanos);
    timers.schedule(() -> send(operation, attempt + 1), wait, TimeUnit.NANOSECONDS);
  }

  private static ByteString uuid() {
    java.util.UUID uuid = java.util.UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }
}
