package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Resource;

/**
 * One resource of a {@link Resources}.
 *
 * @param copies of a shared resource; 1 of any other
 */
record Entry(ResourceKey key, Amount amount, int copies) {
  static Entry of(Resource valid) {
    return new Entry(ResourceKey.of(valid), Amount.of(valid), 1);
  }

  boolean isEmpty() {
    return copies == 0 || amount.isEmpty();
  }

  boolean addsTo(Entry other) {
    return !key.indivisible
        && key.equals(other.key)
        && (!key.shared || amount.equals(other.amount));
  }

  Entry plus(Entry other) {
    return key.shared
        ? new Entry(key, amount, Math.addExact(copies, other.copies))
        : new Entry(key, amount.plus(other.amount), 1);
  }

  boolean contains(Entry other) {
    if (key != other.key && !key.equals(other.key)) {
      return false;
    }
    if (key.shared) {
      return copies >= other.copies && amount.equals(other.amount);
    }
    return key.indivisible ? amount.equals(other.amount) : amount.contains(other.amount);
  }

  /** Only if this contains the other. */
  Entry minus(Entry other) {
    return key.shared
        ? new Entry(key, amount, copies - other.copies)
        : new Entry(key, amount.minus(other.amount), 1);
  }

  /** The most of this that the other, of the same kind but for its reservation, can use. */
  Entry common(Entry other) {
    if (key.shared || key.indivisible) {
      boolean same = amount.equals(other.amount);
      return new Entry(key, amount, same ? Math.min(copies, other.copies) : 0);
    }
    return new Entry(key, amount.common(other.amount), 1);
  }

  Entry with(ResourceKey changed) {
    return changed == key ? this : new Entry(changed, amount, copies);
  }

  Resource toProto() {
    Resource.Builder resource = key.template.toBuilder();
    amount.writeTo(resource);
    return resource.build();
  }
}
