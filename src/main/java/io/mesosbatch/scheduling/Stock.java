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
  private final String name;
  private final int number;
  private final boolean ordinary;
  private final boolean reserved;
  private Resource kind;
  private long thousandths;
  private List<Value.Range> ranges;
  private Set<String> items;

  Stock(Resource offered, ResourceNames names) {
    this.offered = offered;
    this.name = offered.getName();
    this.number = names.number(name);
    this.ordinary = Demand.ordinary(offered);
    this.reserved = Reservations.reserved(offered);
    this.ranges = offered.getRanges().getRangeList();
    this.thousandths = amount(offered);
    this.items = offered.hasSet() ? Set.copyOf(offered.getSet().getItemList()) : Set.of();
  }

  private static long amount(Resource resource) {
    return resource.getType() == Value.Type.SCALAR
        ? Demand.thousandths(resource)
        : counted(resource);
  }

  /** {@link #ordinary()} of a resource of which nothing has been taken yet. */
  static long ordinary(Resource resource) {
    return Demand.ordinary(resource) ? amount(resource) : 0;
  }

  Stock(Stock other) {
    offered = other.offered;
    kind = other.kind;
    name = other.name;
    number = other.number;
    ordinary = other.ordinary;
    reserved = other.reserved;
    thousandths = other.thousandths;
    ranges = other.ranges;
    items = other.items;
  }

  boolean reserved() {
    return reserved;
  }

  /** Of the resource's name. */
  int number() {
    return number;
  }

  /** Thousandths of the scalar that any task may have; of ranges, how many numbers. */
  long ordinary() {
    return ordinary ? thousandths : 0;
  }

  boolean holds(Resource wanted) {
    return name.equals(wanted.getName()) && kind().equals(withoutValue(wanted)) && enough(wanted);
  }

  private Resource kind() {
    if (kind == null) {
      kind = withoutValue(Reservations.canonical(offered));
    }
    return kind;
  }

  /** Ignores reservations. */
  boolean holdsPlain(Resource wanted) {
    return ordinary && name.equals(wanted.getName()) && enough(wanted);
  }

  Resource takeScalar(long part, Cuts cuts) {
    if (offered.getType() == Value.Type.RANGES) {
      return takeFirst(part / 1_000);
    }
    thousandths -= part;
    return reserved || !ordinary
        ? Cuts.of(offered, part)
        : cuts.unreserved(number, offered.getAllocationInfo().getRole(), part, offered);
  }

  /** The lowest numbers, so many. */
  private Resource takeFirst(long count) {
    Value.Ranges.Builder first = Value.Ranges.newBuilder();
    long open = count;
    for (int i = 0; open > 0; i++) {
      Value.Range range = ranges.get(i);
      long size = Math.min(open, range.getEnd() - range.getBegin() + 1);
      first.addRange(range.toBuilder().setEnd(range.getBegin() + size - 1));
      open -= size;
    }
    return take(Resource.newBuilder().setName(name).setRanges(first).buildPartial());
  }

  /** How many numbers its ranges have, in thousandths. */
  static long counted(Resource resource) {
    return counted(resource.getRanges().getRangeList());
  }

  private static long counted(List<Value.Range> ranges) {
    long count = 0;
    for (Value.Range range : ranges) {
      count += range.getEnd() - range.getBegin() + 1;
    }
    return 1_000 * count;
  }

  /** What is left of a scalar. */
  long thousandths() {
    return thousandths;
  }

  boolean isVolume() {
    return offered.getDisk().hasPersistence();
  }

  /** As offered, with its allocation and with what is left of a scalar. */
  Resource remaining() {
    return offered.getType() == Value.Type.SCALAR
        ? offered.toBuilder()
            .setScalar(Value.Scalar.newBuilder().setValue(thousandths / 1000.0))
            .build()
        : offered;
  }

  /** Takes the value of {@code wanted}; a shared resource stays for the next task. */
  Resource take(Resource wanted) {
    Resource.Builder taken = offered.toBuilder();
    switch (offered.getType()) {
      case SCALAR -> {
        taken.setScalar(wanted.getScalar());
        if (wanted.getDisk().hasVolume()) {
          taken.getDiskBuilder().setVolume(wanted.getDisk().getVolume());
        }
        if (!offered.hasShared()) {
          thousandths -= Demand.thousandths(wanted);
        }
      }
      case RANGES -> {
        taken.setRanges(wanted.getRanges());
        ranges = without(ranges, wanted.getRanges().getRangeList());
        thousandths = counted(ranges);
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
      // A volume is one whole.
      case SCALAR ->
          isVolume()
              ? thousandths == Demand.thousandths(wanted)
              : thousandths >= Demand.thousandths(wanted);
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

  /** What makes two resources of the same kind; how a volume is mounted is not part of it. */
  private static Resource withoutValue(Resource resource) {
    Resource.Builder kind = resource.toBuilder().clearScalar().clearRanges().clearSet();
    if (resource.getDisk().hasVolume()) {
      kind.getDiskBuilder().clearVolume();
    }
    if (resource.getDisk().hasPersistence()) {
      kind.getDiskBuilder().getPersistenceBuilder().clearPrincipal();
    }
    return kind.build();
  }
}
