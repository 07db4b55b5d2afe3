package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Address;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/** What the offers of one agent to one role hold; less and less of it as tasks are placed. */
final class Supply {
  private final String agentId;
  private final Offer first;
  private final ResourceNames names;
  private final Cuts cuts;

  /** Further offers of the same agent to the same role. */
  private List<Offer> more = List.of();

  /** What the same agent offers to another role. */
  private Supply otherRole;

  private List<Offer.Operation> operations = List.of();
  private List<Effect.Launch> launches = List.of();
  private List<Effect.LaunchGroup> groups = List.of();

  /** As {@code held()}; null until somebody looks into the offers: often there is no need to. */
  private long[] held;

  /** Null until something is taken, or asked for by name. */
  private Stocks stocks;

  Supply(Offer first, ResourceNames names, Cuts cuts) {
    this.first = first;
    this.names = names;
    this.cuts = cuts;
    agentId = first.getAgentId().getValue();
  }

  /**
   * Takes in the only offer of another supply of the same agent, if it is to a role that has been
   * seen; otherwise remembers that supply.
   *
   * @return whether it stays a supply of its own
   */
  boolean addOrFollow(Supply other) {
    String role = other.first.getAllocationInfo().getRole();
    Supply last = this;
    for (Supply next = this; next != null; next = next.otherRole) {
      if (next.first.getAllocationInfo().getRole().equals(role)) {
        next.more = next.more.isEmpty() ? new ArrayList<>(2) : next.more;
        next.more.add(other.first);
        return false;
      }
      last = next;
    }
    last.otherRole = other;
    return true;
  }

  String agentId() {
    return agentId;
  }

  /** One of them. */
  Offer first() {
    return first;
  }

  /** What is left for any task, in thousandths, by number of the name; not to be changed. */
  long[] held() {
    if (held == null) {
      held = Stocks.amounts(first, names, new long[names.atLeast()]);
      for (Offer offer : more) {
        held = Stocks.amounts(offer, names, held);
      }
    }
    return held;
  }

  private Stocks stocks() {
    if (stocks == null) {
      stocks = new Stocks(names, cuts);
      stocks.add(first);
      more.forEach(stocks::add);
      held = stocks.held();
    }
    return stocks;
  }

  /** Tasks have been placed: from now on only what is left is of interest. */
  void settle() {
    stocks = null;
    launches = List.of();
    operations = List.of();
  }

  /** Adds what is left: amounts by number of the name, or the offers if nobody looked into them. */
  void left(List<long[]> amounts, List<Offer> untouched) {
    if (held != null) {
      amounts.add(held);
    } else {
      untouched.add(first);
      untouched.addAll(more);
    }
  }

  String hostname() {
    return first.getHostname();
  }

  /** Where the agent's API is, without a path; empty if the offer does not say. */
  String agentUrl() {
    return url(first);
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
    if (more.isEmpty()) {
      return List.of(first.getId());
    }
    List<OfferID> ids = new ArrayList<>();
    offersInto(ids);
    return ids;
  }

  void offersInto(List<OfferID> ids) {
    ids.add(first.getId());
    more.forEach(offer -> ids.add(offer.getId()));
  }

  /** What has been placed on it. */
  List<Effect.Launch> launches() {
    return launches;
  }

  List<Effect.LaunchGroup> groups() {
    return groups;
  }

  /** Whether nothing has been placed on it. */
  boolean isUnused() {
    return launches.isEmpty() && groups.isEmpty();
  }

  void launch(Effect.LaunchGroup group) {
    if (groups.isEmpty()) {
      groups = new ArrayList<>(2);
    }
    groups.add(group);
  }

  void launch(Effect.Launch launch) {
    if (launches.isEmpty()) {
      launches = new ArrayList<>(4);
    }
    launches.add(launch);
  }

  /** How many tasks of this demand fit, at most {@code limit}. */
  int fits(NumberedDemand demand, int limit) {
    long[] left = held();
    long count = limit;
    for (int i = 0; i < demand.names.length; i++) {
      int name = demand.names[i];
      long amount = demand.amounts[i];
      if (name >= left.length || left[name] < amount) {
        return 0;
      }
      if (left[name] < amount * count) {
        count = left[name] / amount;
      }
    }
    return demand.others.isEmpty() ? (int) count : stocks().holdAll(demand) ? 1 : 0;
  }

  /** Takes one task's resources, as they stand in the offer. Only after {@link #fits}. */
  List<Resource> take(NumberedDemand demand) {
    return stocks().take(demand);
  }

  /** The same for what is placed together and fits together. */
  List<List<Resource>> takeAll(List<NumberedDemand> demands) {
    return stocks().takeAll(demands);
  }

  /** What must be done before the tasks that were placed here are launched. */
  List<Offer.Operation> operations() {
    return operations;
  }

  /**
   * Makes the reservations that one task of the demand asks for and that are not there, if with
   * them it fits.
   */
  boolean reserveFor(NumberedDemand demand) {
    Stocks trial = new Stocks(stocks());
    List<Offer.Operation> steps = trial.convertFor(demand);
    if (steps.isEmpty()) {
      return false;
    }
    stocks = trial;
    held = trial.held();
    operations = operations.isEmpty() ? new ArrayList<>(steps.size()) : operations;
    operations.addAll(steps);
    return true;
  }

  /** Whether it holds that resource as it is, reservations and all. */
  boolean has(Resource wanted) {
    return stocks().has(wanted);
  }

  /** As {@link Stocks#convert}. */
  List<Offer.Operation> convert(Resource wanted) {
    List<Offer.Operation> conversion = stocks().convert(wanted);
    held = stocks.held();
    return conversion;
  }

  /** What is reserved last by that role and principal, as offered: volumes first. */
  List<Resource> reservedBy(String role, String principal) {
    return stocks().reservedBy(role, principal);
  }
}
