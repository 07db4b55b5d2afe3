package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Resource;
import java.util.TreeSet;

/** The value of a resource: how much of it. Two amounts in one operation are of one type. */
sealed interface Amount {
  boolean isEmpty();

  boolean contains(Amount other);

  Amount plus(Amount other);

  /** Only if this contains the other. */
  Amount minus(Amount other);

  /** The most that both contain. */
  Amount common(Amount other);

  void writeTo(Resource.Builder resource);

  static Amount of(Resource resource) {
    return switch (resource.getType()) {
      case SCALAR -> new Scalar(FixedPoint.toMillis(resource.getScalar().getValue()));
      case RANGES -> new Numbers(Ranges.of(resource.getRanges()));
      case SET -> new Items(new TreeSet<>(resource.getSet().getItemList()));
      case TEXT ->
          throw new InvalidResourceException(
              "Resource " + resource.getName() + " is of type TEXT, which Mesos does not support");
    };
  }

  record Scalar(long millis) implements Amount {
    @Override
    public boolean isEmpty() {
      return millis == 0;
    }

    @Override
    public boolean contains(Amount other) {
      return millis >= ((Scalar) other).millis;
    }

    @Override
    public Amount plus(Amount other) {
      try {
        return new Scalar(Math.addExact(millis, ((Scalar) other).millis));
      } catch (ArithmeticException e) {
        throw new InvalidResourceException("The sum of " + this + " and " + other + " overflows");
      }
    }

    @Override
    public Amount minus(Amount other) {
      return new Scalar(millis - ((Scalar) other).millis);
    }

    @Override
    public Amount common(Amount other) {
      return millis <= ((Scalar) other).millis ? this : other;
    }

    @Override
    public void writeTo(Resource.Builder resource) {
      resource.getScalarBuilder().setValue(FixedPoint.toDouble(millis));
    }

    @Override
    public String toString() {
      return FixedPoint.toString(millis);
    }
  }

  record Numbers(Ranges ranges) implements Amount {
    @Override
    public boolean isEmpty() {
      return ranges.isEmpty();
    }

    @Override
    public boolean contains(Amount other) {
      return ranges.contains(((Numbers) other).ranges);
    }

    @Override
    public Amount plus(Amount other) {
      return new Numbers(ranges.plus(((Numbers) other).ranges));
    }

    @Override
    public Amount minus(Amount other) {
      return new Numbers(ranges.minus(((Numbers) other).ranges));
    }

    @Override
    public Amount common(Amount other) {
      return new Numbers(ranges.minus(ranges.minus(((Numbers) other).ranges)));
    }

    @Override
    public void writeTo(Resource.Builder resource) {
      resource.setRanges(ranges.toProto());
    }

    @Override
    public String toString() {
      return ranges.toString();
    }
  }

  record Items(TreeSet<String> items) implements Amount {
    @Override
    public boolean isEmpty() {
      return items.isEmpty();
    }

    @Override
    public boolean contains(Amount other) {
      return items.containsAll(((Items) other).items);
    }

    @Override
    public Amount plus(Amount other) {
      TreeSet<String> sum = new TreeSet<>(items);
      sum.addAll(((Items) other).items);
      return new Items(sum);
    }

    @Override
    public Amount minus(Amount other) {
      TreeSet<String> rest = new TreeSet<>(items);
      rest.removeAll(((Items) other).items);
      return new Items(rest);
    }

    @Override
    public Amount common(Amount other) {
      TreeSet<String> both = new TreeSet<>(items);
      both.retainAll(((Items) other).items);
      return new Items(both);
    }

    @Override
    public void writeTo(Resource.Builder resource) {
      resource.getSetBuilder().addAllItem(items);
    }

    @Override
    public String toString() {
      return "{" + String.join(", ", items) + "}";
    }
  }
}
