package io.mesosbatch.local.master;

import io.mesosbatch.mesos.v1.OfferFilters;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Decides who is offered what: each agent goes as a whole to the role, and in it to the framework,
 * with the smallest dominant share that wants it (Mesos, "Allocation module", hierarchical DRF,
 * here over the flat list of roles).
 */
final class Allocator {
  /** Below both, an agent's rest is not worth an offer (Mesos, min_allocatable_resources). */
  private static final long MIN_CPU_MILLIS = 10;

  private static final long MIN_MEM_MILLIS = 32_000;

  private record Client(Framework framework, String role) {}

  private final Master master;

  /** Over roles and frameworks; offers and tasks count alike. */
  final Shares shares = new Shares();

  private boolean scheduled;

  Allocator(Master master) {
    this.master = master;
  }

  /** A round over all agents, as soon as what is being done now is done. */
  void soon() {
    if (!scheduled) {
      scheduled = true;
      master.execute(this::round);
    }
  }

  /** A round over all agents. */
  void round() {
    scheduled = false;
    allocate(master.agents());
  }

  private void allocate(Collection<RegisteredAgent> agents) {
    List<Client> clients = clients();
    if (!clients.isEmpty()) {
      Map<Framework, List<Grant>> grants = new LinkedHashMap<>();
      for (RegisteredAgent agent : candidates(agents)) {
        allocate(agent, clients, grants);
      }
      grants.forEach(master.offers::make);
    }
    master.maintenance.inverseOffers(agents);
  }

  private List<Client> clients() {
    List<Client> clients = new ArrayList<>();
    for (Framework framework : master.frameworks()) {
      if (framework.connected()) {
        for (String role : framework.roles) {
          if (!framework.suppressed.contains(role)) {
            clients.add(new Client(framework, role));
          }
        }
      }
    }
    return clients;
  }

  private static List<RegisteredAgent> candidates(Collection<RegisteredAgent> agents) {
    List<RegisteredAgent> candidates = new ArrayList<>();
    for (RegisteredAgent agent : agents) {
      if (!agent.deactivated && !agent.available.isEmpty()) {
        candidates.add(agent);
      }
    }
    Collections.shuffle(candidates);
    return candidates;
  }

  private void allocate(
      RegisteredAgent agent, List<Client> clients, Map<Framework, List<Grant>> grants) {
    for (Client client : sorted(clients)) {
      Resources resources = offerable(agent, client);
      if (resources.isEmpty()) {
        continue;
      }
      agent.available = agent.available.minus(resources.nonShared());
      shares.add(client.role, client.framework.key, resources);
      grants
          .computeIfAbsent(client.framework, key -> new ArrayList<>())
          .add(new Grant(agent, client.role, inOrder(resources).allocatedTo(client.role)));
      if (agent.available.isEmpty()) {
        return;
      }
    }
  }

  private List<Client> sorted(List<Client> clients) {
    if (clients.size() == 1) {
      return clients;
    }
    record Ranked(Client client, double role, double framework) {}
    List<Ranked> ranked = new ArrayList<>(clients.size());
    for (Client client : clients) {
      double ofRole = shares.ofRole(client.role);
      double ofFramework = shares.ofFramework(client.role, client.framework.key);
      ranked.add(new Ranked(client, ofRole, ofFramework));
    }
    ranked.sort(
        Comparator.comparingDouble(Ranked::role)
            .thenComparing(rank -> rank.client.role)
            .thenComparingDouble(Ranked::framework)
            .thenComparing(rank -> rank.client.framework.key));
    return ranked.stream().map(Ranked::client).toList();
  }

  private Resources offerable(RegisteredAgent agent, Client client) {
    Framework framework = client.framework;
    if (framework.constraints.excludes(client.role, agent.info)) {
      return Resources.EMPTY;
    }
    Capabilities can = framework.capabilities;
    if (!can.gpus() && agent.total.scalarMillis("gpus") > 0) {
      return Resources.EMPTY; // such agents are kept for who can use them
    }
    Resources resources = agent.available.allocatableTo(client.role);
    if (can.shared()) {
      resources = resources.plus(agent.total.shared().allocatableTo(client.role));
    }
    if (!can.revocable()) {
      resources = resources.nonRevocable();
    }
    if (!can.reservationRefinement()) {
      resources = unrefined(resources);
    }
    if (!worthAnOffer(resources, framework, client.role)
        || framework.filters.refuses(client.role, agent.key, resources, System.nanoTime())) {
      return Resources.EMPTY;
    }
    return resources;
  }

  /** As Mesos orders them, which shows in its messages: unreserved scalars stand last. */
  private static Resources inOrder(Resources resources) {
    Predicate<Resource> last =
        resource ->
            resource.getType() == Value.Type.SCALAR
                && resource.getReservationsCount() == 0
                && !resource.hasRevocable();
    return resources.filter(last.negate()).plus(resources.filter(last));
  }

  private static Resources unrefined(Resources resources) {
    if (resources.reserved().isEmpty()) {
      return resources;
    }
    return resources.filter(resource -> resource.getReservationsCount() <= 1);
  }

  private static boolean worthAnOffer(Resources resources, Framework framework, String role) {
    OfferFilters own = framework.info.getOfferFiltersMap().get(role);
    if (own == null || !own.hasMinAllocatableResources()) {
      return resources.scalarMillis("cpus") >= MIN_CPU_MILLIS
          || resources.scalarMillis("mem") >= MIN_MEM_MILLIS;
    }
    List<OfferFilters.ResourceQuantities> any =
        own.getMinAllocatableResources().getQuantitiesList();
    return !resources.isEmpty()
        && (any.isEmpty() || any.stream().anyMatch(all -> atLeast(resources, all)));
  }

  private static boolean atLeast(Resources resources, OfferFilters.ResourceQuantities all) {
    for (Map.Entry<String, Value.Scalar> quantity : all.getQuantitiesMap().entrySet()) {
      long wanted = FixedPoint.toMillis(quantity.getValue().getValue());
      if (resources.scalarMillis(quantity.getKey()) < wanted) {
        return false;
      }
    }
    return true;
  }
}
