package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reserves resources, and creates the volume among them, on one agent; what stands there already is
 * used as it is.
 */
final class Preparation {
  private static final long AVOID_AFTER_FAILURE = 10_000;
  private static final long FIRST_LOOK = 2_000;
  private static final long PATIENCE = 60_000;

  private final List<Resource> wanted;
  private final OperationsUnderWay operations;
  private final Map<String, Long> avoid = new HashMap<>();
  private final long lookUntil;
  private final boolean mustBeThere;
  private Optional<String> agent;
  private long lastAskedAt;
  private String problem = "";
  private boolean done;

  /**
   * @param wanted reserved resources, canonical
   * @param agent where they are known to stand; empty if they stand nowhere, or that is not known
   * @param known whether that is known
   */
  Preparation(
      List<Resource> wanted,
      Optional<String> agent,
      boolean known,
      OperationsUnderWay operations,
      long now) {
    this.wanted = wanted;
    this.agent = agent;
    this.mustBeThere = agent.isPresent();
    this.operations = operations;
    this.lastAskedAt = now;
    this.lookUntil = known ? now : now + FIRST_LOOK;
  }

  boolean done() {
    return done;
  }

  /** Why the last operation did not come about; empty if none has failed. */
  String problem() {
    return problem;
  }

  /**
   * @return what to do with the supply's offers; empty if it is not the preparation's business
   */
  List<Operation> offered(Supply supply, long now) {
    if (done || agent.isPresent() && !agent.get().equals(supply.agentId())) {
      return List.of();
    }
    lastAskedAt = now;
    if (wanted.stream().allMatch(supply::has)) {
      done = true;
      agent = Optional.of(supply.agentId());
      return List.of();
    }
    // Another agent may have it all already; its offer comes within the first seconds.
    boolean early = agent.isEmpty() && now < lookUntil;
    if (early
        || operations.isBusy(supply.agentId())
        || avoid.getOrDefault(supply.agentId(), 0L) > now) {
      return List.of();
    }
    List<Operation> steps = new ArrayList<>();
    for (Resource resource : wanted) {
      if (!supply.has(resource)) {
        List<Operation> conversion = supply.convert(resource);
        if (conversion.isEmpty()) {
          return List.of();
        }
        steps.addAll(conversion);
      }
    }
    agent = Optional.of(supply.agentId());
    return operations.begin(steps, supply.agentId(), now);
  }

  void ended(OperationStatus status, long now) {
    operations
        .ended(status)
        .ifPresent(
            failed -> {
              // What came after it in the same ACCEPT fails because of it.
              boolean first = avoid.getOrDefault(failed.agentId(), 0L) <= now;
              problem = first ? failed.why() : problem;
              avoid.put(failed.agentId(), now + AVOID_AFTER_FAILURE);
              giveUp(failed.agentId());
            });
  }

  /** An agent that was asked and neither answers nor offers is waited for no longer. */
  void tick(long now) {
    if (!done && agent.isPresent() && now - lastAskedAt >= PATIENCE) {
      problem =
          "agent "
              + agent.get()
              + " offers nothing for "
              + PATIENCE / 1000
              + " s, "
              + (mustBeThere ? "and the volume is there" : "so another one is looked for");
      giveUp(agent.get());
    }
  }

  /** Unless the volume stood there before: its data is nowhere else. */
  private void giveUp(String agentId) {
    if (!mustBeThere && agent.filter(agentId::equals).isPresent()) {
      agent = Optional.empty();
    }
  }
}
