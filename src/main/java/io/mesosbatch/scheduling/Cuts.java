package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * The parts that were cut out of unreserved scalars. Most tasks ask for the same few amounts, so
 * most are made once and shared.
 */
final class Cuts {
  private static final int MOST = 10_000;

  private final Map<Cut, Resource> made = new HashMap<>();

  private record Cut(int name, String role, long thousandths) {}

  Resource unreserved(int name, String role, long thousandths, Resource offered) {
    Cut cut = new Cut(name, role, thousandths);
    Resource known = made.get(cut);
    if (known == null) {
      if (made.size() >= MOST) {
        made.clear();
      }
      known = of(offered, thousandths);
      made.put(cut, known);
    }
    return known;
  }

  static Resource of(Resource offered, long thousandths) {
    return offered.toBuilder()
        .setScalar(Value.Scalar.newBuilder().setValue(thousandths / 1000.0))
        .build();
  }
}
