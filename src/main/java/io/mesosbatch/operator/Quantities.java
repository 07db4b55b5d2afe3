package io.mesosbatch.operator;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.Ranges;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How much of each name, whatever is reserved or a volume. */
final class Quantities {
  private Quantities() {}

  /** What of the wanted is not there. */
  static Resources missing(Resources wanted, Resources there) {
    List<Resource> missing = new ArrayList<>();
    for (Resource resource : wanted.toUnreserved().toProto()) {
      String name = resource.getName();
      Resource.Builder rest = resource.toBuilder();
      switch (resource.getType()) {
        case SCALAR -> {
          long millis = wanted.scalarMillis(name) - there.scalarMillis(name);
          rest.getScalarBuilder().setValue(FixedPoint.toDouble(Math.max(0, millis)));
        }
        case RANGES -> {
          Ranges ranges = Ranges.of(resource.getRanges()).minus(there.ranges(name));
          rest.setRanges(ranges.toProto());
        }
        case SET -> {
          Set<String> items = new LinkedHashSet<>(resource.getSet().getItemList());
          items.removeAll(there.set(name));
          rest.setSet(Value.Set.newBuilder().addAllItem(items));
        }
        default -> {}
      }
      missing.add(rest.build());
    }
    return Resources.of(missing);
  }

  /** What of the wanted is there. */
  static Resources present(Resources wanted, Resources there) {
    return missing(wanted, missing(wanted, there));
  }
}
