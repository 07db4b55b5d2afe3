package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Resources as Mesos adds, subtracts and compares them. Immutable, always merged as far as Mesos
 * merges, without empty resources, reservations as a stack ({@link ResourceFormat}).
 *
 * <p>Scalars are in thousandths: 1500 is 1.5 cpus; memory and disk are in thousandths of a MB.
 */
public final class Resources {
  public static final Resources EMPTY = new Resources(new Entry[0]);

  private final Entry[] entries;

  Resources(Entry[] merged) {
    this.entries = merged;
  }

  /**
   * From messages of either form.
   *
   * @throws InvalidResourceException if one of them is invalid ({@link ResourceValidation})
   */
  public static Resources of(Collection<Resource> messages) {
    EntryList list = new EntryList(messages.size());
    for (Resource message : messages) {
      Optional<String> problem = ResourceValidation.problem(message);
      if (problem.isPresent()) {
        throw new InvalidResourceException(
            "Resource '" + ResourceText.print(message) + "' is invalid: " + problem.get());
      }
      list.add(Entry.of(ResourceFormat.postRefinement(message)));
    }
    return list.toResources();
  }

  public static Resources of(Resource... messages) {
    return of(List.of(messages));
  }

  /**
   * From text such as {@code cpus:4;mem(role):1024;ports:[31000-32000];zones:{a,b}}.
   *
   * @throws InvalidResourceException if the text cannot be read; its message says where
   */
  public static Resources parse(String text) {
    return of(ResourceParser.parse(text));
  }

  public boolean isEmpty() {
    return entries.length == 0;
  }

  /** How many resources there are after merging; a shared one counts once. */
  public int size() {
    return entries.length;
  }

  public Resources plus(Resources other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    EntryList sum = new EntryList(entries, other.entries.length);
    for (Entry entry : other.entries) {
      sum.add(entry);
    }
    return sum.toResources();
  }

  /**
   * The rest.
   *
   * @throws InvalidResourceException if the other is not contained in this
   */
  public Resources minus(Resources other) {
    if (other.isEmpty()) {
      return this;
    }
    EntryList rest = new EntryList(entries, 0);
    for (Entry entry : other.entries) {
      if (!rest.subtract(entry)) {
        throw new InvalidResourceException(this + " does not contain " + other);
      }
    }
    return rest.toResources();
  }

  /** Whether all of the other can be taken away. */
  public boolean contains(Resources other) {
    boolean mayRepeat = false;
    for (Entry entry : other.entries) {
      if (!contains(entry)) {
        return false;
      }
      mayRepeat |= entry.key().indivisible;
    }
    return !mayRepeat || containsEach(other);
  }

  private boolean contains(Entry entry) {
    for (Entry mine : entries) {
      if (mine.contains(entry)) {
        return true;
      }
    }
    return false;
  }

  /** Equal exclusive disks stand beside each other: each can be taken only once. */
  private boolean containsEach(Resources other) {
    EntryList rest = new EntryList(entries, 0);
    for (Entry entry : other.entries) {
      if (!rest.subtract(entry)) {
        return false;
      }
    }
    return true;
  }

  /** The sum of all scalars of that name, in thousandths; 0 without one. */
  public long scalarMillis(String name) {
    long sum = 0;
    for (Entry entry : entries) {
      if (entry.key().scalar && entry.key().name.equals(name)) {
        sum += ((Amount.Scalar) entry.amount()).millis();
      }
    }
    return sum;
  }

  /** The union of all ranges of that name. */
  public Ranges ranges(String name) {
    Ranges union = Ranges.EMPTY;
    for (Entry entry : entries) {
      if (entry.amount() instanceof Amount.Numbers numbers && entry.key().name.equals(name)) {
        union = union.plus(numbers.ranges());
      }
    }
    return union;
  }

  /** The union of all sets of that name. */
  public Set<String> set(String name) {
    Set<String> union = new LinkedHashSet<>();
    for (Entry entry : entries) {
      if (entry.amount() instanceof Amount.Items items && entry.key().name.equals(name)) {
        union.addAll(items.items());
      }
    }
    return union;
  }

  /** In order of first appearance. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Entry entry : entries) {
      names.add(entry.key().name);
    }
    return names;
  }

  public Resources named(String name) {
    return select(key -> key.name.equals(name));
  }

  public Resources unreserved() {
    return select(key -> key.reservations() == 0);
  }

  public Resources reserved() {
    return select(key -> key.reservations() > 0);
  }

  /** Those whose last reservation is for exactly this role. */
  public Resources reserved(String role) {
    return select(key -> role.equals(key.reservationRole()));
  }

  /** Those that may be offered to this role: unreserved, or reserved to it or to a parent. */
  public Resources allocatableTo(String role) {
    return select(
        key -> {
          String reserved = key.reservationRole();
          return reserved == null
              || role.equals(reserved)
              || Roles.isStrictSubroleOf(role, reserved);
        });
  }

  public Resources revocable() {
    return select(ResourceKey::revocable);
  }

  public Resources nonRevocable() {
    return select(key -> !key.revocable());
  }

  public Resources shared() {
    return select(key -> key.shared);
  }

  public Resources nonShared() {
    return select(key -> !key.shared);
  }

  public Resources persistentVolumes() {
    return select(ResourceKey::volume);
  }

  /** Those whose message (post-refinement form) the predicate accepts. */
  public Resources filter(Predicate<Resource> predicate) {
    EntryList kept = new EntryList(entries.length);
    for (Entry entry : entries) {
      if (predicate.test(entry.toProto())) {
        kept.append(entry);
      }
    }
    return kept.toResources();
  }

  private Resources select(Predicate<ResourceKey> predicate) {
    EntryList kept = new EntryList(entries.length);
    for (Entry entry : entries) {
      if (predicate.test(entry.key())) {
        kept.append(entry);
      }
    }
    return kept.size() == entries.length ? this : kept.toResources();
  }

  /** All of it, with this role in {@code allocation_info}. */
  public Resources allocatedTo(String role) {
    return map(key -> key.allocatedTo(role));
  }

  /** All of it, without {@code allocation_info}. */
  public Resources unallocated() {
    return map(ResourceKey::unallocated);
  }

  /** All of it, without any reservation. */
  public Resources toUnreserved() {
    return map(ResourceKey::unreserved);
  }

  /**
   * All of it with one more reservation.
   *
   * @throws InvalidResourceException if the reservation does not refine the last one
   */
  public Resources pushReservation(ReservationInfo reservation) {
    Resources pushed = map(key -> key.push(reservation));
    ResourceValidation.problem(pushed.toProto())
        .ifPresent(
            problem -> {
              throw new InvalidResourceException(problem);
            });
    return pushed;
  }

  /**
   * All of it without the last reservation.
   *
   * @throws InvalidResourceException if one of them is unreserved
   */
  public Resources popReservation() {
    return map(
        key -> {
          if (key.reservations() == 0) {
            throw new InvalidResourceException(this + " is not reserved");
          }
          return key.pop();
        });
  }

  private Resources map(UnaryOperator<ResourceKey> change) {
    EntryList changed = new EntryList(entries.length);
    for (Entry entry : entries) {
      changed.add(entry.with(change.apply(entry.key())));
    }
    return changed.toResources();
  }

  /**
   * Of these resources, some that are as much as the wanted ones: first reserved ones (the most
   * refined first), then unreserved ones. Reservations and allocations of the wanted ones do not
   * matter; all else (disk, revocability, provider) must be the same. Empty if there is not enough.
   */
  public Optional<Resources> find(Resources wanted) {
    return Finding.find(entries, wanted.entries);
  }

  /**
   * After an operation (RESERVE, UNRESERVE, CREATE, DESTROY, GROW_VOLUME, SHRINK_VOLUME).
   *
   * @throws InvalidResourceException if what it consumes is not there, or it is of another type
   */
  public Resources apply(Offer.Operation operation) {
    return Conversion.apply(operation, this);
  }

  /** In the form of frameworks with RESERVATION_REFINEMENT; each copy of a shared one by itself. */
  public List<Resource> toProto() {
    List<Resource> messages = new ArrayList<>(entries.length);
    for (Entry entry : entries) {
      Resource message = entry.toProto();
      for (int i = 0; i < entry.copies(); i++) {
        messages.add(message);
      }
    }
    return messages;
  }

  /** As {@link #toProto()}, but each shared one once. */
  List<Resource> distinct() {
    List<Resource> messages = new ArrayList<>(entries.length);
    for (Entry entry : entries) {
      messages.add(entry.toProto());
    }
    return messages;
  }

  /** How many single values the ranges and sets have. */
  long countedValues() {
    long count = 0;
    for (Entry entry : entries) {
      if (entry.amount() instanceof Amount.Numbers numbers) {
        count += numbers.ranges().size();
      } else if (entry.amount() instanceof Amount.Items items) {
        count += items.items().size();
      }
    }
    return count;
  }

  /**
   * In the form of frameworks without RESERVATION_REFINEMENT.
   *
   * @throws InvalidResourceException if a reservation is refined
   */
  public List<Resource> toPreRefinement() {
    List<Resource> messages = toProto();
    messages.replaceAll(ResourceFormat::preRefinement);
    return messages;
  }

  /** Regardless of order. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Resources that
            && entries.length == that.entries.length
            && contains(that)
            && that.contains(this));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Entry entry : entries) {
      hash += entry.hashCode();
    }
    return hash;
  }

  /** In the words of a master's messages: {@code cpus(allocated: *):4; mem(allocated: *):1024}. */
  @Override
  public String toString() {
    return ResourceText.print(toProto());
  }
}
