package io.mesosbatch.ops;

import io.mesosbatch.pipeline.HealthReason;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.pipeline.Session;
import io.mesosbatch.pipeline.intake.IntakeLimit;
import io.mesosbatch.store.JobStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/** What Camel's health checks say, and the store. */
final class Health {
  private final Scheduling scheduling;
  private final Session session;
  private final StoreProbe probe;
  private final IntakeLimit limit;

  Health(Scheduling scheduling, Session session, JobStore store, IntakeLimit limit) {
    this.scheduling = scheduling;
    this.session = session;
    this.probe = new StoreProbe(store);
    this.limit = limit;
  }

  /**
   * @param message why it is not up, or what one should know all the same; may be empty
   */
  record Check(String name, boolean up, String message) {}

  /**
   * @param address of the master that leads
   */
  record Master(String address, String frameworkId) {}

  /**
   * @param master empty while this framework is not subscribed
   */
  record Report(List<Check> checks, Optional<Master> master) {
    boolean up() {
      return checks.stream().allMatch(Check::up);
    }
  }

  Report report(CamelContext context) {
    List<Check> checks = new ArrayList<>();
    String away = storeProblem();
    checks.add(new Check("store", away == null, away == null ? "" : away));
    RuntimeException failure = scheduling.failed().getNow(null);
    checks.add(
        new Check(
            "scheduling",
            failure == null,
            failure == null ? "" : "the core failed, restart this program: " + failure));
    Exception over = session.stopped().getNow(null);
    checks.add(
        new Check("framework", over == null, over == null ? session.removed() : over.getMessage()));
    Optional<Master> master = Optional.empty();
    for (HealthCheck.Result result : HealthCheckHelper.invoke(context, "full")) {
      checks.add(
          new Check(
              result.getCheck().getId(),
              result.getState() == HealthCheck.State.UP,
              message(result)));
      master = master.or(() -> master(result));
    }
    checks.sort(Comparator.comparing(Check::name));
    return new Report(List.copyOf(checks), master);
  }

  /** As the component's checks tell it. */
  private static Optional<Master> master(HealthCheck.Result result) {
    Object address = result.getDetails().get("mesos.master");
    Object framework = result.getDetails().get("mesos.frameworkId");
    return result.getState() == HealthCheck.State.UP && address != null && framework != null
        ? Optional.of(new Master(address.toString(), framework.toString()))
        : Optional.empty();
  }

  /** Also while there is nothing to write. */
  private String storeProblem() {
    String problem = scheduling.storeProblem();
    return problem == null ? probe.problem() : problem;
  }

  private static String message(HealthCheck.Result result) {
    return result.getState() == HealthCheck.State.UP ? "" : HealthReason.of(result);
  }

  IntakeLimit intake() {
    return limit;
  }
}
