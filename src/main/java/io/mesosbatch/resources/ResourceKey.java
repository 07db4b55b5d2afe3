package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.Labels;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a resource is, apart from how much of it: name, type, allocation, reservations, disk,
 * revocability, sharing, provider. Amounts of equal keys add up, unless the key is indivisible.
 *
 * <p>Keys that recur in every offer are shared, so that comparing them is mostly an identity check.
 */
final class ResourceKey {
  /** Only a bound against unbounded growth by made-up names and labels; far above what occurs. */
  private static final int MAX_SHARED_KEYS = 10_000;

  private static final Map<Object, ResourceKey> SHARED_KEYS = new ConcurrentHashMap<>();

  private record PlainKey(String name, Value.Type type, String allocation, boolean revocable) {}

  final String name;
  final boolean scalar;
  final boolean shared;

  /** Volumes and exclusive disks: only the whole can be taken, and two of them never merge. */
  final boolean indivisible;

  /** In post-refinement form, without amount; with what does not count in a comparison. */
  final Resource template;

  /** The template as it is compared. */
  private final Resource identity;

  private final int hash;

  /** Made when first asked for; which of two equal ones stays does not matter. */
  private volatile ResourceKey bare;

  private ResourceKey(Resource template, Resource identity) {
    this.template = template;
    this.identity = identity;
    this.name = template.getName();
    this.scalar = template.getType() == Value.Type.SCALAR;
    this.shared = template.hasShared();
    this.indivisible = !shared && template.hasDisk() && isIndivisible(template.getDisk());
    this.hash = identity.hashCode();
  }

  /** The key of a valid resource in post-refinement form; its amount is ignored. */
  static ResourceKey of(Resource resource) {
    boolean plain =
        resource.getReservationsCount() == 0
            && !resource.hasDisk()
            && !resource.hasShared()
            && !resource.hasProviderId();
    if (plain) {
      PlainKey key =
          new PlainKey(
              resource.getName(),
              resource.getType(),
              resource.hasAllocationInfo() ? resource.getAllocationInfo().getRole() : null,
              resource.hasRevocable());
      ResourceKey known = SHARED_KEYS.get(key);
      return known != null ? known : share(key, create(resource));
    }
    ResourceKey created = create(resource);
    return resource.hasDisk() ? created : share(created.identity, created);
  }

  private static ResourceKey share(Object key, ResourceKey created) {
    ResourceKey known = SHARED_KEYS.get(key);
    if (known != null) {
      return known;
    }
    if (SHARED_KEYS.size() < MAX_SHARED_KEYS) {
      known = SHARED_KEYS.putIfAbsent(key, created);
    }
    return known != null ? known : created;
  }

  private static ResourceKey create(Resource resource) {
    Resource template = resource.toBuilder().clearScalar().clearRanges().clearSet().build();
    return new ResourceKey(template, identity(template));
  }

  /** Leaves out what Mesos does not compare: how a volume is mounted, who made it. */
  private static Resource identity(Resource template) {
    Resource.Builder identity =
        Resource.newBuilder().setName(template.getName()).setType(template.getType());
    if (template.hasAllocationInfo()) {
      identity.getAllocationInfoBuilder().setRole(template.getAllocationInfo().getRole());
    }
    for (ReservationInfo reservation : template.getReservationsList()) {
      identity.addReservations(identity(reservation));
    }
    if (template.hasDisk()) {
      Resource.DiskInfo disk = template.getDisk();
      Resource.DiskInfo.Builder plain = identity.getDiskBuilder();
      if (disk.hasPersistence()) {
        plain.getPersistenceBuilder().setId(disk.getPersistence().getId());
      }
      if (disk.hasSource()) {
        Resource.DiskInfo.Source.Builder source = disk.getSource().toBuilder();
        if (source.hasMetadata()) {
          source.setMetadata(sorted(source.getMetadata()));
        }
        plain.setSource(source);
      }
    }
    if (template.hasRevocable()) {
      identity.getRevocableBuilder();
    }
    if (template.hasShared()) {
      identity.getSharedBuilder();
    }
    if (template.hasProviderId()) {
      identity.setProviderId(template.getProviderId());
    }
    return identity.build();
  }

  private static ReservationInfo identity(ReservationInfo reservation) {
    ReservationInfo.Builder identity =
        ReservationInfo.newBuilder().setType(reservation.getType()).setRole(reservation.getRole());
    if (reservation.hasPrincipal()) {
      identity.setPrincipal(reservation.getPrincipal());
    }
    if (reservation.hasLabels()) {
      identity.setLabels(sorted(reservation.getLabels()));
    }
    return identity.build();
  }

  /** Labels are compared without regard to their order. */
  private static Labels sorted(Labels labels) {
    if (labels.getLabelsCount() < 2) {
      return labels;
    }
    List<Label> list = new ArrayList<>(labels.getLabelsList());
    list.sort(Comparator.comparing(Label::getKey).thenComparing(Label::getValue));
    return Labels.newBuilder().addAllLabels(list).build();
  }

  private static boolean isIndivisible(Resource.DiskInfo disk) {
    if (disk.hasPersistence()) {
      return true;
    }
    if (!disk.hasSource()) {
      return false;
    }
    return switch (disk.getSource().getType()) {
      case MOUNT, BLOCK -> true;
      case RAW -> disk.getSource().hasId();
      case PATH, UNKNOWN -> false;
    };
  }

  String allocation() {
    return template.hasAllocationInfo() ? template.getAllocationInfo().getRole() : null;
  }

  int reservations() {
    return template.getReservationsCount();
  }

  boolean revocable() {
    return template.hasRevocable();
  }

  boolean volume() {
    return template.hasDisk() && template.getDisk().hasPersistence();
  }

  /** The role of the last reservation, or null. */
  String reservationRole() {
    int count = template.getReservationsCount();
    return count == 0 ? null : template.getReservations(count - 1).getRole();
  }

  ResourceKey allocatedTo(String role) {
    if (role.equals(allocation())) {
      return this;
    }
    Resource.Builder changed = template.toBuilder();
    changed.getAllocationInfoBuilder().setRole(role);
    return of(changed.build());
  }

  ResourceKey unallocated() {
    return template.hasAllocationInfo()
        ? of(template.toBuilder().clearAllocationInfo().build())
        : this;
  }

  ResourceKey unreserved() {
    return reservations() == 0 ? this : of(template.toBuilder().clearReservations().build());
  }

  /** Without reservations and allocation. */
  ResourceKey bare() {
    ResourceKey made = bare;
    if (made == null) {
      made = unreserved().unallocated();
      bare = made;
    }
    return made;
  }

  ResourceKey push(ReservationInfo reservation) {
    return of(template.toBuilder().addReservations(reservation).build());
  }

  ResourceKey pop() {
    return of(template.toBuilder().removeReservations(reservations() - 1).build());
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof ResourceKey that
            && hash == that.hash
            && identity.equals(that.identity));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
