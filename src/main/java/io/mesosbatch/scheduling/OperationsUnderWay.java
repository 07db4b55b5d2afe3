package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OperationID;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations on agents whose end is not known yet. They carry an id, so that the agent tells
 * how they ended; an agent that cannot do that makes the master refuse the id, and from then on
 * they go without, and the next offer shows their effect.
 */
final class OperationsUnderWay {
  private static final long RECONCILE_AFTER = 30_000;

  private final String prefix;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private boolean withoutIds;
  private int count;

  private record Pending(String agentId, long askedAt) {}

  /** An operation that did not come about. */
  record Failed(String agentId, String why) {}

  /**
   * @param prefix of the ids; no other run of this framework may use it
   */
  OperationsUnderWay(String prefix) {
    this.prefix = prefix;
  }

  List<Operation> begin(List<Operation> operations, String agentId, long now) {
    if (withoutIds) {
      return operations;
    }
    List<Operation> withIds = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      String id = prefix + "-" + ++count;
      pending.put(id, new Pending(agentId, now));
      withIds.add(operation.toBuilder().setId(OperationID.newBuilder().setValue(id)).build());
    }
    return withIds;
  }

  boolean isBusy(String agentId) {
    return pending.values().stream().anyMatch(p -> p.agentId().equals(agentId));
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /**
   * @return why the operation did not come about, if it did not and is one of these
   */
  Optional<Failed> ended(OperationStatus status) {
    Pending known = pending.get(status.getOperationId().getValue());
    if (known == null || status.getState() == OperationState.OPERATION_PENDING) {
      return Optional.empty();
    }
    pending.remove(status.getOperationId().getValue());
    return switch (status.getState()) {
      case OPERATION_FINISHED, OPERATION_UNKNOWN, OPERATION_UNREACHABLE, OPERATION_RECOVERING ->
          Optional.empty();
      default -> {
        if (status.getMessage().contains("AGENT_OPERATION_FEEDBACK")) {
          withoutIds = true;
          yield Optional.empty();
        }
        String why =
            status.getState()
                + " on agent "
                + known.agentId()
                + (status.getMessage().isEmpty() ? "" : ": " + status.getMessage());
        yield Optional.of(new Failed(known.agentId(), why));
      }
    };
  }

  /** What was never answered is asked for, and asked for again. */
  List<Effect> tick(long now) {
    List<Effect.PendingOperation> due = new ArrayList<>();
    for (Map.Entry<String, Pending> entry : pending.entrySet()) {
      Pending operation = entry.getValue();
      if (now - operation.askedAt() >= RECONCILE_AFTER) {
        due.add(new Effect.PendingOperation(entry.getKey(), operation.agentId()));
        entry.setValue(new Pending(operation.agentId(), now));
      }
    }
    return due.isEmpty() ? List.of() : List.of(new Effect.ReconcileOperations(due));
  }
}
