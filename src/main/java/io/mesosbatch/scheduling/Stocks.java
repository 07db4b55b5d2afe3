package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What is left of the resources of one agent's offers to one role. */
final class Stocks {
  private final ResourceNames names;
  private final Cuts cuts;
  private final List<Stock> stocks;

  /** As {@code held()}. */
  private long[] held;

  Stocks(ResourceNames names, Cuts cuts) {
    this.names = names;
    this.cuts = cuts;
    stocks = new ArrayList<>(4);
    held = new long[names.atLeast()];
  }

  Stocks(Stocks other) {
    names = other.names;
    cuts = other.cuts;
    held = other.held.clone();
    stocks = new ArrayList<>(other.stocks.size() + 4);
    other.stocks.forEach(stock -> stocks.add(new Stock(stock)));
  }

  /**
   * Adds what the offer holds for any task, without a {@code Stock} for each resource: most offers
   * are looked into and refused.
   *
   * @param to in thousandths, by number of the name
   * @return the same, or a larger array
   */
  static long[] amounts(Offer offer, ResourceNames names, long[] to) {
    long[] sum = to;
    for (int i = 0; i < offer.getResourcesCount(); i++) {
      Resource resource = offer.getResources(i);
      int number = names.number(resource.getName(), i);
      sum = withRoomFor(number, sum);
      sum[number] += Stock.ordinary(resource);
    }
    return sum;
  }

  private static long[] withRoomFor(int number, long[] amounts) {
    return number < amounts.length
        ? amounts
        : Arrays.copyOf(amounts, Math.max(amounts.length * 2, number + 1));
  }

  void add(Offer offer) {
    for (Resource resource : offer.getResourcesList()) {
      add(new Stock(resource, names));
    }
  }

  private void add(Stock stock) {
    held = withRoomFor(stock.number(), held);
    held[stock.number()] += stock.ordinary();
    // Reserved resources are of use to nobody else: they are taken first.
    stocks.add(stock.reserved() ? 0 : stocks.size(), stock);
  }

  /** What is left for any task, in thousandths, by number of the name; not to be changed. */
  long[] held() {
    return held;
  }

  /**
   * Whether one task of the demand fits: resources asked for by name are taken first, and what is
   * left must do for the plain scalars.
   */
  boolean holdAll(NumberedDemand demand) {
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

  /** Takes one task's resources, as they stand in the offer; they must be there. */
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

  /**
   * Makes the reservations that one task of the demand asks for and that are not there.
   *
   * @return how, in order; empty if there is nothing to do, or if the task does not fit even so:
   *     this then is of no use any more
   */
  List<Offer.Operation> convertFor(NumberedDemand demand) {
    List<Offer.Operation> steps = new ArrayList<>();
    for (Resource other : demand.others) {
      if (find(other) == null) {
        List<Offer.Operation> conversion =
            other.getDisk().hasPersistence() ? List.of() : convert(other);
        if (conversion.isEmpty()) {
          return List.of();
        }
        steps.addAll(conversion);
      }
    }
    return holdAll(demand) ? steps : List.of();
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
    Resource reserved = volume ? Reservations.withoutVolume(wanted) : wanted;
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
