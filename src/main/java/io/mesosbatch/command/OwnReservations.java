package io.mesosbatch.command;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.client.OperatorClient;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.scheduling.RemovalProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the framework's roles and principal have reserved on the agents, as the master knows it. */
final class OwnReservations {
  private static final Logger LOG = LoggerFactory.getLogger(OwnReservations.class);
  private static final long MILLIS_BETWEEN_LOOKS = 250;

  /** Some allocation intervals of a master (1 s by default). */
  private static final long MILLIS_QUIET = 5_000;

  private final FrameworkFlags framework;
  private final OperatorClient operator;
  private final Scheduling scheduling;
  private final SessionCheck session;

  /** Throws if there is no session with the master, and will not be one. */
  interface SessionCheck {
    void run() throws Failures.NoMaster;
  }

  OwnReservations(
      FrameworkFlags framework,
      OperatorClient operator,
      Scheduling scheduling,
      SessionCheck session) {
    this.framework = framework;
    this.operator = operator;
    this.scheduling = scheduling;
    this.session = session;
  }

  /** What the core needs to know to prepare them: the agent where one of the volumes stands. */
  Input.PrepareResources preparation(List<Resource> wanted) {
    Set<String> ids = volumes(wanted);
    try {
      Optional<String> agent =
          operator.totals().entrySet().stream()
              .filter(a -> volumes(a.getValue()).stream().anyMatch(ids::contains))
              .map(Map.Entry::getKey)
              .findFirst();
      return new Input.PrepareResources(wanted, agent, true);
    } catch (MesosException e) {
      return new Input.PrepareResources(wanted, Optional.empty(), false);
    }
  }

  private static Set<String> volumes(List<Resource> resources) {
    Set<String> ids = new TreeSet<>();
    for (Resource resource : resources) {
      if (resource.getDisk().hasPersistence()) {
        ids.add(resource.getDisk().getPersistence().getId());
      }
    }
    return ids;
  }

  /**
   * Takes them back and waits until none of them are left. A master that does not tell what its
   * agents have shows it by its offers.
   *
   * @return what was taken back, a line for each agent
   * @throws Failures.TimedOut some are still there: their resources are in use, or their agent is
   *     away; or there is no knowing
   */
  List<String> remove() throws InterruptedException, Failures.NoMaster, Failures.TimedOut {
    long giveUp = System.nanoTime() + framework.removeTimeout.toNanos();
    while (!scheduling.hasSubscribed()) {
      session.run();
      TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
    }
    try {
      return removeStanding(giveUp);
    } catch (MesosException e) {
      LOG.warn("{}; so only offers show what is to be removed", e.getMessage());
      return removeOffered(giveUp, e.getMessage());
    }
  }

  private List<String> removeStanding(long giveUp)
      throws InterruptedException, MesosException, Failures.NoMaster, Failures.TimedOut {
    Map<String, Resources> before = standing();
    if (!before.isEmpty()) {
      scheduling.submit(new Input.RemoveReservations(framework.roles, framework.principal));
    }
    Map<String, Resources> left = before;
    while (!left.isEmpty()) {
      session.run();
      if (System.nanoTime() - giveUp > 0) {
        throw notRemoved(": " + String.join("; ", lines(left)) + why());
      }
      TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
      left = standing();
    }
    return lines(before);
  }

  /** Done when offers have come, and for a while none of them held something to take back. */
  private List<String> removeOffered(long giveUp, String whyOffers)
      throws InterruptedException, Failures.NoMaster, Failures.TimedOut {
    if (scheduling.removal().isEmpty()) {
      scheduling.submit(new Input.RemoveReservations(framework.roles, framework.principal));
    }
    while (true) {
      TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
      session.run();
      Optional<RemovalProgress> removal = scheduling.removal();
      long now = System.currentTimeMillis();
      if (removal.filter(r -> r.isOver(now - MILLIS_QUIET)).isPresent()) {
        return offeredLines(removal.get());
      }
      if (System.nanoTime() - giveUp > 0) {
        throw notRemoved(
            removal.filter(r -> r.offers() > 0).isEmpty()
                ? ": " + whyOffers + ", and it has made no offers that would show what there is"
                : ", as the offers show" + why());
      }
    }
  }

  private Failures.TimedOut notRemoved(String why) {
    return new Failures.TimedOut(
        "not removed within " + framework.removeTimeout.toSeconds() + " s" + why);
  }

  private static List<String> offeredLines(RemovalProgress removal) {
    Map<String, Resources> taken = new LinkedHashMap<>();
    removal.taken().forEach((agent, resources) -> taken.put(agent, Resources.of(resources)));
    return lines(taken);
  }

  private String why() {
    String problem = scheduling.reservationProblem();
    return problem.isEmpty()
        ? " (a task may be using it, or the agent is away)"
        : " (" + problem + ")";
  }

  private Map<String, Resources> standing() throws MesosException {
    Map<String, Resources> standing = new LinkedHashMap<>();
    operator
        .totals()
        .forEach(
            (agent, total) -> {
              Resources ours = Resources.of(total).filter(this::ours);
              if (!ours.isEmpty()) {
                standing.put(agent, ours);
              }
            });
    return standing;
  }

  private boolean ours(Resource resource) {
    int depth = resource.getReservationsCount();
    if (depth == 0) {
      return false;
    }
    Resource.ReservationInfo last = resource.getReservations(depth - 1);
    return last.getType() == Resource.ReservationInfo.Type.DYNAMIC
        && framework.roles.contains(last.getRole())
        && last.getPrincipal().equals(framework.principal);
  }

  private static List<String> lines(Map<String, Resources> standing) {
    List<String> lines = new ArrayList<>();
    standing.forEach((agent, resources) -> lines.add(resources + " on agent " + agent));
    return lines;
  }
}
