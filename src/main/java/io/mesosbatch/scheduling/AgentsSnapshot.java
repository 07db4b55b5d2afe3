package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.DomainInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Unavailability;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The agents that are known at one moment. Taking it is cheap; what people read of it is made by
 * {@link #page}, which any thread may call.
 */
public final class AgentsSnapshot {
  private final List<Known> agents = new ArrayList<>();
  private final List<String> names;
  private boolean sorted;

  /** Offers and amounts are not changed any more. */
  private record Known(
      String id, int ourTasks, long[] used, long[] most, Offer offer, Left left, long offeredAt) {
    String hostname() {
      return offer == null ? "" : offer.getHostname();
    }
  }

  /**
   * @param held null: as offered
   */
  private record Left(List<long[]> held, List<Offer> untouched) {}

  AgentsSnapshot(AgentBook book, LatestOffers latest, ResourceNames names) {
    this.names = names.all();
    Map<String, LatestOffers.Round> rounds = latest.byAgent();
    Set<String> ids = new LinkedHashSet<>(rounds.keySet());
    ids.addAll(book.all().keySet());
    for (String id : ids) {
      add(id, book.all().get(id), rounds.get(id));
    }
  }

  private void add(String id, AgentBook.Entry entry, LatestOffers.Round round) {
    List<long[]> held = new ArrayList<>(1);
    List<Offer> untouched = new ArrayList<>(1);
    Offer offer = entry == null ? null : entry.offer();
    if (round != null) {
      offer = round.supplies().get(0).first();
      for (Supply supply : round.supplies()) {
        supply.left(held, untouched);
      }
    }
    agents.add(
        new Known(
            id,
            entry == null ? 0 : entry.ourTasks,
            entry == null ? new long[0] : entry.used.clone(),
            entry == null ? new long[0] : entry.largest.clone(),
            offer,
            new Left(held, untouched),
            round == null ? 0 : round.at()));
  }

  /** How many agents are known. */
  public int size() {
    return agents.size();
  }

  /** How many of them have tasks of ours. */
  public int busy() {
    return (int) agents.stream().filter(agent -> agent.ourTasks > 0).count();
  }

  /** Those with most of our tasks first, then by hostname. */
  public synchronized List<AgentSummary> page(int offset, int limit) {
    if (!sorted) {
      agents.sort(
          Comparator.comparingInt((Known a) -> -a.ourTasks)
              .thenComparing(Known::hostname)
              .thenComparing(Known::id));
      sorted = true;
    }
    int from = Math.min(offset, agents.size());
    return agents.subList(from, Math.min(agents.size(), from + limit)).stream()
        .map(this::summary)
        .toList();
  }

  private AgentSummary summary(Known agent) {
    Offer offer = agent.offer == null ? Offer.getDefaultInstance() : agent.offer;
    DomainInfo.FaultDomain domain = offer.getDomain().getFaultDomain();
    Unavailability away = offer.getUnavailability();
    long from = away.getStart().getNanoseconds() / 1_000_000;
    long duration = away.getDuration().getNanoseconds() / 1_000_000;
    return new AgentSummary(
        agent.id,
        offer.getHostname(),
        domain.getRegion().getName(),
        domain.getZone().getName(),
        offer.getAttributesList().stream().map(AgentsSnapshot::text).toList(),
        agent.ourTasks,
        amounts(agent),
        agent.offeredAt,
        offer.hasUnavailability() ? from : 0,
        offer.hasUnavailability() && away.hasDuration() ? from + duration : 0);
  }

  private static String text(Attribute attribute) {
    return attribute.getName() + ":" + AgentTraits.text(attribute);
  }

  private List<AgentSummary.Amount> amounts(Known agent) {
    Map<String, long[]> amounts = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      long ours = at(agent.used, i);
      long most = at(agent.most, i);
      long free = 0;
      for (long[] held : agent.left.held) {
        free += at(held, i);
      }
      if (ours > 0 || most > 0 || free > 0) {
        amounts.put(names.get(i), new long[] {ours, free, most});
      }
    }
    for (Offer offer : agent.left.untouched) {
      for (Resource resource : offer.getResourcesList()) {
        if (Demand.ordinary(resource)) {
          amounts.computeIfAbsent(resource.getName(), n -> new long[3])[1] +=
              resource.getType() == Value.Type.SCALAR
                  ? Demand.thousandths(resource)
                  : Stock.counted(resource);
        }
      }
    }
    List<AgentSummary.Amount> all = new ArrayList<>();
    amounts.forEach(
        (name, a) ->
            all.add(new AgentSummary.Amount(name, a[0], a[1], Math.max(a[2], a[0] + a[1]))));
    return all;
  }

  private static long at(long[] amounts, int name) {
    return name < amounts.length ? amounts[name] : 0;
  }
}
