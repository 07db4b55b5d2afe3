package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * Destroys the volumes and takes back the reservations of a role and principal, wherever offered.
 */
final class Removal {
  private final List<String> roles;
  private final String principal;
  private final OperationsUnderWay operations;
  private final List<String> problems = new ArrayList<>();

  Removal(List<String> roles, String principal, OperationsUnderWay operations) {
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
    List<Operation> steps = new ArrayList<>();
    for (String role : roles) {
      for (Resource resource : supply.reservedBy(role, principal)) {
        if (resource.getDisk().hasPersistence()) {
          steps.add(Operations.destroy(resource));
          steps.add(Operations.unreserve(Supply.withoutVolume(resource)));
        } else {
          steps.add(Operations.unreserve(resource));
        }
      }
    }
    return steps.isEmpty() || operations.isBusy(supply.agentId())
        ? List.of()
        : operations.begin(steps, supply.agentId(), now);
  }

  void ended(OperationStatus status) {
    operations.ended(status).ifPresent(problems::add);
  }
}
