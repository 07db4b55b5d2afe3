package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Destroys the volumes and takes back the reservations of a role and principal, wherever offered.
 */
final class Removal {
  private final List<String> roles;
  private final String principal;
  private final OperationsUnderWay operations;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Set<Resource>> taken = new LinkedHashMap<>();
  private int offers;
  private long quietSince;

  Removal(List<String> roles, String principal, OperationsUnderWay operations, long now) {
    this.quietSince = now;
    this.roles = roles;
    this.principal = principal;
    this.operations = operations;
  }

  /** Why operations did not come about, in their order. */
  List<String> problems() {
    return problems;
  }

  /**
   * @return what to do with the supply's offers; empty if they hold nothing of ours
   */
  List<Operation> offered(Supply supply, long now) {
    offers += supply.offers().size();
    List<Operation> steps = new ArrayList<>();
    Set<Resource> found = new LinkedHashSet<>();
    for (String role : roles) {
      for (Resource resource : supply.reservedBy(role, principal)) {
        found.add(Reservations.canonical(resource));
        if (resource.getDisk().hasPersistence()) {
          steps.add(Operations.destroy(resource));
          steps.add(Operations.unreserve(Reservations.withoutVolume(resource)));
        } else {
          steps.add(Operations.unreserve(resource));
        }
      }
    }
    if (steps.isEmpty()) {
      return List.of();
    }
    quietSince = now;
    if (operations.isBusy(supply.agentId())) {
      return List.of();
    }
    taken.computeIfAbsent(supply.agentId(), id -> new LinkedHashSet<>()).addAll(found);
    return operations.begin(steps, supply.agentId(), now);
  }

  void ended(OperationStatus status, long now) {
    quietSince = now;
    operations
        .ended(status)
        .map(OperationsUnderWay.Failed::why)
        .filter(problem -> !problems.contains(problem))
        .ifPresent(problems::add);
  }

  RemovalProgress progress() {
    Map<String, List<Resource>> copy = new LinkedHashMap<>();
    taken.forEach((agent, resources) -> copy.put(agent, List.copyOf(resources)));
    return new RemovalProgress(copy, !operations.isEmpty(), offers, quietSince);
  }
}
