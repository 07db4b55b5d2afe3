package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Address;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.List;

/** What the offers of one agent to one role hold; less and less of it as tasks are placed. */
final class Supply {
  private final String agentId;
  private final String hostname;
  private final String agentUrl;
  private final List<OfferID> offers = new ArrayList<>(1);
  private final List<Stock> stocks = new ArrayList<>();

  Supply(Offer first) {
    agentId = first.getAgentId().getValue();
    hostname = first.getHostname();
    agentUrl = url(first);
    add(first);
  }

  /** Another offer of the same agent to the same role. */
  void add(Offer offer) {
    offers.add(offer.getId());
    for (Resource resource : offer.getResourcesList()) {
      Stock stock = new Stock(resource);
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
  int fits(Demand demand, int limit) {
    long count = limit;
    for (Demand.Scalar scalar : demand.scalars()) {
      long held = 0;
      for (int i = 0; i < stocks.size(); i++) {
        held += stocks.get(i).ordinary(scalar.name());
      }
      count = Math.min(count, held / scalar.thousandths());
    }
    if (count == 0 || demand.others().isEmpty()) {
      return (int) count;
    }
    // Ranges, sets and resources asked for by name go to one task at a time.
    for (Resource other : demand.others()) {
      if (find(other) == null) {
        return 0;
      }
    }
    return demand.others().stream().allMatch(Resource::hasShared) ? (int) count : 1;
  }

  /** Takes one task's resources, as they stand in the offer. Only after {@link #fits}. */
  List<Resource> take(Demand demand) {
    List<Resource> taken = new ArrayList<>(demand.scalars().size() + demand.others().size());
    for (Demand.Scalar scalar : demand.scalars()) {
      long open = scalar.thousandths();
      for (int i = 0; open > 0; i++) {
        Stock stock = stocks.get(i);
        long part = Math.min(open, stock.ordinary(scalar.name()));
        if (part > 0) {
          taken.add(stock.takeScalar(part));
          open -= part;
        }
      }
    }
    for (Resource other : demand.others()) {
      taken.add(find(other).take(other));
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
