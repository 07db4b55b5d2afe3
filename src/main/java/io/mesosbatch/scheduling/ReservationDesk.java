package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Resource;
import java.util.List;
import java.util.Optional;

/** What is done with reservations and volumes as such, beside the tasks. */
final class ReservationDesk {
  private Preparation preparation;
  private Removal removal;
  private OperationsUnderWay operations;

  void prepare(List<Resource> wanted, Optional<String> agent, boolean known, long now) {
    List<Resource> canonical = wanted.stream().map(Reservations::canonical).toList();
    preparation = new Preparation(canonical, agent, known, operations(now), now);
  }

  void remove(List<String> roles, String principal, long now) {
    preparation = null;
    removal = new Removal(roles, principal, operations(now), now);
  }

  /** Whether an offer could be of use now. */
  boolean wantsOffers() {
    return removal != null || preparation != null && !preparation.done();
  }

  /** The operations that answer the supply's offers; empty if they are free for tasks. */
  List<Operation> offered(Supply supply, long now) {
    if (removal != null) {
      return removal.offered(supply, now);
    }
    return preparation == null ? List.of() : preparation.offered(supply, now);
  }

  void ended(OperationStatus status, long now) {
    if (removal != null) {
      removal.ended(status, now);
    } else if (preparation != null) {
      preparation.ended(status, now);
    }
  }

  List<Effect> tick(long now) {
    if (preparation != null) {
      preparation.tick(now);
    }
    return operations == null ? List.of() : operations.tick(now);
  }

  /** What went wrong last; empty if nothing has. */
  String problem() {
    if (removal != null) {
      return String.join("; ", removal.problems());
    }
    return preparation == null ? "" : preparation.problem();
  }

  Optional<RemovalProgress> removal() {
    return Optional.ofNullable(removal).map(Removal::progress);
  }

  /** Whether what the tasks need is still to be reserved or created. */
  boolean preparing() {
    return removal == null && preparation != null && !preparation.done();
  }

  private OperationsUnderWay operations(long now) {
    if (operations == null) {
      // Operation ids are used once in a framework's life, so the time is part of them.
      operations = new OperationsUnderWay("mesos-batch-" + now);
    }
    return operations;
  }
}
