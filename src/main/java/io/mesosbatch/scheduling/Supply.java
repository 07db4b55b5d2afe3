package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Address;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the offers of one agent to one role hold; less and less of it as tasks are placed. */
final class Supply {
  private final String agentId;
  private final String hostname;
  private final String agentUrl;
  private final List<OfferID> offers = new ArrayList<>(1);
  private final List<Stock> stocks = new ArrayList<>(4);
  private final ResourceNames names;
  private final Cuts cuts;

  /** By the number of the name, in thousandths: the scalars that any task may have. */
  private long[] held = new long[8];

  Supply(Offer first, ResourceNames names, Cuts cuts) {
    this.names = names;
    this.cuts = cuts;
    agentId = first.getAgentId().getValue();
    hostname = first.getHostname();
    agentUrl = url(first);
    add(first);
  }

  /** Another offer of the same agent to the same role. */
  void add(Offer offer) {
    offers.add(offer.getId());
    for (Resource resource : offer.getResourcesList()) {
      Stock stock = new Stock(resource, names);
      if (stock.number() >= held.length) {
        held = Arrays.copyOf(held, Math.max(held.length * 2, stock.number() + 1));
      }
      held[stock.number()] += stock.ordinary();
      // Reserved resources are of use to nobody else: they are taken first.
      int place = stock.reserved() ? 0 : stocks.size();
      stocks.add(place, stock);
    }
  }

  String agentId() {
    return agentId;
  }

  String hostname() {
    return hostname;
  }

  /** Where the agent's API is, without a path; empty if the offer does not say. */
  String agentUrl() {
    return agentUrl;
  }

  private static String url(Offer offer) {
    if (!offer.hasUrl()) {
      return "";
    }
    Address address = offer.getUrl().getAddress();
    String host = address.hasIp() ? address.getIp() : address.getHostname();
    return offer.getUrl().getScheme() + "://" + host + ":" + address.getPort();
  }

  List<OfferID> offers() {
    return offers;
  }

  /** How many tasks of this demand fit, at most {@code limit}. */
  int fits(NumberedDemand demand, int limit) {
    long count = limit;
    for (int i = 0; i < demand.names.length; i++) {
      int name = demand.names[i];
      long amount = demand.amounts[i];
      if (name >= held.length || held[name] < amount) {
        return 0;
      }
      if (held[name] < amount * count) {
        count = held[name] / amount;
      }
    }
    if (demand.others.isEmpty()) {
      return (int) count;
    }
    // Ranges, sets and resources asked for by name go to one task at a time.
    for (Resource other : demand.others) {
      if (find(other) == null) {
        return 0;
      }
    }
    return demand.others.stream().allMatch(Resource::hasShared) ? (int) count : 1;
  }

  /** Takes one task's resources, as they stand in the offer. Only after {@link #fits}. */
  List<Resource> take(NumberedDemand demand) {
    List<Resource> taken = new ArrayList<>(demand.names.length + demand.others.size());
    for (int n = 0; n < demand.names.length; n++) {
      int name = demand.names[n];
      long open = demand.amounts[n];
      held[name] -= open;
      for (int i = 0; open > 0; i++) {
        Stock stock = stocks.get(i);
        long part = stock.number() == name ? Math.min(open, stock.ordinary()) : 0;
        if (part > 0) {
          taken.add(stock.takeScalar(part, cuts));
          open -= part;
        }
      }
    }
    for (Resource other : demand.others) {
      Stock stock = find(other);
      long before = stock.ordinary();
      taken.add(stock.take(other));
      held[stock.number()] -= before - stock.ordinary();
    }
    return taken;
  }

  private Stock find(Resource wanted) {
    for (Stock stock : stocks) {
      if (stock.holds(wanted)) {
        return stock;
      }
    }
    // A plain range or set may come from a reserved resource as well.
    if (wanted.getType() != Value.Type.SCALAR && Demand.plain(wanted)) {
      for (Stock stock : stocks) {
        if (stock.holdsPlain(wanted)) {
          return stock;
        }
      }
    }
    return null;
  }
}
