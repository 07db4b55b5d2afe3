package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Address;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

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

  /** Null until somebody looks into the offers: often there is no need to. */
  private List<Stock> stocks;

  /** By the number of the name, in thousandths: the scalars that any task may have. */
  private long[] held;

  Supply(Offer first, ResourceNames names, Cuts cuts) {
    this.first = first;
    this.names = names;
    this.cuts = cuts;
    agentId = first.getAgentId().getValue();
  }

  private Supply(Supply other) {
    other.read();
    first = other.first;
    names = other.names;
    cuts = other.cuts;
    agentId = other.agentId;
    held = other.held.clone();
    stocks = new ArrayList<>(other.stocks.size() + 4);
    other.stocks.forEach(stock -> stocks.add(new Stock(stock)));
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

  private void read() {
    if (stocks != null) {
      return;
    }
    stocks = new ArrayList<>(first.getResourcesCount());
    held = new long[8];
    read(first);
    more.forEach(this::read);
  }

  private void read(Offer offer) {
    for (Resource resource : offer.getResourcesList()) {
      add(new Stock(resource, names));
    }
  }

  private void add(Stock stock) {
    if (stock.number() >= held.length) {
      held = Arrays.copyOf(held, Math.max(held.length * 2, stock.number() + 1));
    }
    held[stock.number()] += stock.ordinary();
    // Reserved resources are of use to nobody else: they are taken first.
    stocks.add(stock.reserved() ? 0 : stocks.size(), stock);
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
    read();
    return held;
  }

  /** Tasks have been placed: from now on only what is left is of interest. */
  void settle() {
    stocks = stocks == null ? null : List.of();
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
    read();
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
    return demand.others.isEmpty() ? (int) count : fitsWithOthers(demand) ? 1 : 0;
  }

  /** Resources asked for by name are taken first; what is left must do for the plain scalars. */
  private boolean fitsWithOthers(NumberedDemand demand) {
    long[] left = held.clone();
    Map<Stock, Long> claims = new IdentityHashMap<>();
    for (Resource other : demand.others) {
      Stock stock = find(other);
      if (stock == null) {
        return false;
      }
      if (other.getType() == Value.Type.SCALAR && !other.hasShared()) {
        long amount = Demand.thousandths(other);
        if (claims.merge(stock, amount, Long::sum) > stock.thousandths()) {
          return false;
        }
        left[stock.number()] -= stock.ordinary() > 0 ? amount : 0;
      } else if (other.getType() == Value.Type.RANGES) {
        left[stock.number()] -= stock.ordinary() > 0 ? Stock.counted(other) : 0;
      }
    }
    for (int i = 0; i < demand.names.length; i++) {
      if (left[demand.names[i]] < demand.amounts[i]) {
        return false;
      }
    }
    return true;
  }

  /** Takes one task's resources, as they stand in the offer. Only after {@link #fits}. */
  List<Resource> take(NumberedDemand demand) {
    List<Resource> taken = takeOthers(demand);
    takeScalars(demand, taken);
    return taken;
  }

  /**
   * The same for what is placed together and fits together. What one asks for by name must not go
   * to another, so it is taken first.
   */
  List<List<Resource>> takeAll(List<NumberedDemand> demands) {
    List<List<Resource>> taken = demands.stream().map(this::takeOthers).toList();
    for (int i = 0; i < taken.size(); i++) {
      takeScalars(demands.get(i), taken.get(i));
    }
    return taken;
  }

  private List<Resource> takeOthers(NumberedDemand demand) {
    List<Resource> taken = new ArrayList<>(demand.names.length + demand.others.size());
    for (Resource other : demand.others) {
      taken.add(take(find(other), other));
    }
    return taken;
  }

  private void takeScalars(NumberedDemand demand, List<Resource> taken) {
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
  }

  private Resource take(Stock stock, Resource wanted) {
    long before = stock.ordinary();
    Resource taken = stock.take(wanted);
    held[stock.number()] -= before - stock.ordinary();
    return taken;
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
    Supply trial = new Supply(this);
    List<Offer.Operation> steps = new ArrayList<>();
    for (Resource other : demand.others) {
      if (trial.find(other) == null) {
        List<Offer.Operation> conversion =
            other.getDisk().hasPersistence() ? List.of() : trial.convert(other);
        if (conversion.isEmpty()) {
          return false;
        }
        steps.addAll(conversion);
      }
    }
    if (steps.isEmpty() || trial.fits(demand, 1) == 0) {
      return false;
    }
    stocks.clear();
    stocks.addAll(trial.stocks);
    held = trial.held;
    operations = operations.isEmpty() ? new ArrayList<>(steps.size()) : operations;
    operations.addAll(steps);
    return true;
  }

  /** Whether it holds that resource as it is, reservations and all. */
  boolean has(Resource wanted) {
    return exact(wanted) != null;
  }

  /**
   * Turns a part of what is offered into the wanted resource, if that can be done: by a
   * reservation, or by a volume on reserved disk.
   *
   * @param wanted canonical; as {@code has} says, not there
   * @return the operations in their order; empty if it cannot be done
   */
  List<Offer.Operation> convert(Resource wanted) {
    boolean volume = wanted.getDisk().hasPersistence();
    Resource reserved = volume ? withoutVolume(wanted) : wanted;
    List<Offer.Operation> conversion = new ArrayList<>(2);
    Stock source = exact(reserved);
    if (source == null) {
      Stock parent = reserved.getReservationsCount() == 0 ? null : exact(popped(reserved));
      if (parent == null) {
        return List.of();
      }
      Resource made = Reservations.allocatedLike(take(parent, popped(reserved)), reserved);
      conversion.add(Operations.reserve(made));
      source = new Stock(made, names);
      add(source);
    }
    if (volume) {
      Resource made = Reservations.allocatedLike(take(source, reserved), wanted);
      conversion.add(Operations.create(made));
      add(new Stock(made, names));
    }
    return conversion;
  }

  /** What is reserved last by that role and principal, as offered: volumes first. */
  List<Resource> reservedBy(String role, String principal) {
    read();
    List<Resource> found = new ArrayList<>();
    for (Stock stock : stocks) {
      Resource resource = stock.remaining();
      if (Reservations.isLast(Reservations.canonical(resource), role, principal)) {
        found.add(stock.isVolume() ? 0 : found.size(), resource);
      }
    }
    return found;
  }

  private Stock exact(Resource wanted) {
    read();
    for (Stock stock : stocks) {
      if (stock.holds(wanted)) {
        return stock;
      }
    }
    return null;
  }

  private static Resource popped(Resource resource) {
    return resource.toBuilder().removeReservations(resource.getReservationsCount() - 1).build();
  }

  /** The reserved disk on which the volume is. */
  static Resource withoutVolume(Resource resource) {
    Resource.Builder bare = resource.toBuilder().clearShared();
    if (bare.getDisk().hasSource()) {
      bare.getDiskBuilder().clearPersistence().clearVolume();
    } else {
      bare.clearDisk();
    }
    return bare.build();
  }

  private Stock find(Resource wanted) {
    Stock exact = exact(wanted);
    if (exact != null) {
      return exact;
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
