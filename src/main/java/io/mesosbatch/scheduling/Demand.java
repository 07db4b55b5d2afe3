package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.FixedPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one task needs. A plain resource (no reservation, disk, revocable or shared part) is met by
 * whatever an offer has for our role, reserved first; any other must stand in the offer as it is.
 *
 * @param scalars plain scalars, in thousandths; a number of ports, whichever they are, counts as
 *     one
 * @param others everything else
 */
public record Demand(List<Scalar> scalars, List<Resource> others) {
  static final Demand NONE = new Demand(List.of(), List.of());

  public record Scalar(String name, long thousandths) {}

  /** From the resources of a task and of its executor. Allocation info is ignored. */
  public static Demand of(Collection<Resource> resources) {
    Map<String, Long> scalars = new LinkedHashMap<>();
    List<Resource> others = new ArrayList<>();
    for (Resource resource : resources) {
      Resource bare = Reservations.canonical(resource);
      if (bare.getType() == Value.Type.SCALAR && plain(bare)) {
        long amount = thousandths(bare);
        if (amount > 0) {
          scalars.merge(bare.getName(), amount, Long::sum);
        }
      } else {
        others.add(bare);
      }
    }
    List<Scalar> list = new ArrayList<>(scalars.size());
    scalars.forEach((name, amount) -> list.add(new Scalar(name.intern(), amount)));
    return new Demand(List.copyOf(list), List.copyOf(others));
  }

  public boolean isEmpty() {
    return scalars.isEmpty() && others.isEmpty();
  }

  /** All together. */
  static Demand sum(List<Demand> parts) {
    Map<String, Long> scalars = new LinkedHashMap<>();
    List<Resource> others = new ArrayList<>();
    for (Demand part : parts) {
      part.scalars.forEach(s -> scalars.merge(s.name, s.thousandths, Long::sum));
      others.addAll(part.others);
    }
    List<Scalar> list = new ArrayList<>(scalars.size());
    scalars.forEach((name, amount) -> list.add(new Scalar(name, amount)));
    return new Demand(List.copyOf(list), List.copyOf(others));
  }

  /**
   * Without a part of it.
   *
   * @param part one of those that it is the sum of
   */
  Demand without(Demand part) {
    if (part.isEmpty()) {
      return this;
    }
    Map<String, Long> left = new LinkedHashMap<>();
    scalars.forEach(s -> left.put(s.name, s.thousandths));
    part.scalars.forEach(s -> left.merge(s.name, -s.thousandths, Long::sum));
    List<Scalar> rest = new ArrayList<>(left.size());
    left.forEach(
        (name, amount) -> {
          if (amount > 0) {
            rest.add(new Scalar(name, amount));
          }
        });
    List<Resource> others = new ArrayList<>(this.others);
    part.others.forEach(others::remove);
    return new Demand(List.copyOf(rest), List.copyOf(others));
  }

  /** So many ports, whichever they are. */
  static Resource ports(int count) {
    return Resource.newBuilder()
        .setName("ports")
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(count))
        .build();
  }

  static boolean plain(Resource resource) {
    return resource.getReservationsCount() == 0 && ordinary(resource);
  }

  /** Reserved or not, but nothing that a task must ask for by name. */
  static boolean ordinary(Resource resource) {
    return !resource.hasDisk()
        && !resource.hasRevocable()
        && !resource.hasShared()
        && !resource.hasProviderId();
  }

  /** For people, as {@code cpus:1; mem:128}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Scalar scalar : scalars) {
      text.append(text.length() == 0 ? "" : "; ").append(scalar.name()).append(':');
      text.append(FixedPoint.toString(scalar.thousandths()));
    }
    if (!others.isEmpty()) {
      text.append(text.length() == 0 ? "" : "; ").append(others.size()).append(" more");
    }
    return text.toString();
  }

  /**
   * Mesos compares scalars with three decimals (docs, attributes-resources, "Scalar precision").
   */
  static long thousandths(Resource resource) {
    return Math.round(resource.getScalar().getValue() * 1000);
  }
}
