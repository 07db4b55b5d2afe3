package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is left of one resource of an offer. */
final class Stock {
  private final Resource offered;
  private final Resource kind;
  private final String name;
  private final boolean ordinary;
  private long thousandths;
  private List<Value.Range> ranges;
  private Set<String> items;

  Stock(Resource offered) {
    this.offered = offered;
    this.kind = withoutValue(Reservations.canonical(offered));
    this.name = offered.getName();
    this.ordinary = Demand.ordinary(offered);
    this.thousandths = offered.getType() == Value.Type.SCALAR ? Demand.thousandths(offered) : 0;
    this.ranges = offered.getRanges().getRangeList();
    this.items = Set.copyOf(offered.getSet().getItemList());
  }

  boolean reserved() {
    return kind.getReservationsCount() > 0;
  }

  /** Thousandths of the scalar of that name that any task may have. */
  long ordinary(String wanted) {
    return ordinary && name.equals(wanted) ? thousandths : 0;
  }

  boolean holds(Resource wanted) {
    return name.equals(wanted.getName()) && kind.equals(withoutValue(wanted)) && enough(wanted);
  }

  /** Ignores reservations. */
  boolean holdsPlain(Resource wanted) {
    return ordinary && name.equals(wanted.getName()) && enough(wanted);
  }

  Resource takeScalar(long part) {
    thousandths -= part;
    return offered.toBuilder().setScalar(Value.Scalar.newBuilder().setValue(part / 1000.0)).build();
  }

  /** Takes the value of {@code wanted}; a shared resource stays for the next task. */
  Resource take(Resource wanted) {
    Resource.Builder taken = offered.toBuilder();
    switch (offered.getType()) {
      case SCALAR -> {
        taken.setScalar(wanted.getScalar());
        if (!offered.hasShared()) {
          thousandths -= Demand.thousandths(wanted);
        }
      }
      case RANGES -> {
        taken.setRanges(wanted.getRanges());
        ranges = without(ranges, wanted.getRanges().getRangeList());
      }
      default -> {
        taken.setSet(wanted.getSet());
        Set<String> left = new HashSet<>(items);
        left.removeAll(wanted.getSet().getItemList());
        items = left;
      }
    }
    return taken.build();
  }

  private boolean enough(Resource wanted) {
    if (wanted.getType() != offered.getType()) {
      return false;
    }
    return switch (offered.getType()) {
      case SCALAR -> thousandths >= Demand.thousandths(wanted);
      case RANGES -> wanted.getRanges().getRangeList().stream().allMatch(this::inOneRange);
      default -> items.containsAll(wanted.getSet().getItemList());
    };
  }

  private boolean inOneRange(Value.Range wanted) {
    return ranges.stream()
        .anyMatch(r -> r.getBegin() <= wanted.getBegin() && wanted.getEnd() <= r.getEnd());
  }

  private static List<Value.Range> without(List<Value.Range> from, List<Value.Range> taken) {
    List<Value.Range> left = new ArrayList<>(from);
    for (Value.Range t : taken) {
      List<Value.Range> next = new ArrayList<>();
      for (Value.Range r : left) {
        if (t.getEnd() < r.getBegin() || r.getEnd() < t.getBegin()) {
          next.add(r);
          continue;
        }
        if (r.getBegin() < t.getBegin()) {
          next.add(r.toBuilder().setEnd(t.getBegin() - 1).build());
        }
        if (t.getEnd() < r.getEnd()) {
          next.add(r.toBuilder().setBegin(t.getEnd() + 1).build());
        }
      }
      left = next;
    }
    return left;
  }

  private static Resource withoutValue(Resource resource) {
    return resource.toBuilder().clearScalar().clearRanges().clearSet().build();
  }
}
