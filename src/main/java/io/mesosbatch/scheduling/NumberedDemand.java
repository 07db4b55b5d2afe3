package io.mesosbatch.scheduling;

import io.mesosbatch.mesos.v1.Resource;
import java.util.List;

/** A demand with numbers for names. Amounts in thousandths. */
final class NumberedDemand {
  final int[] names;
  final long[] amounts;
  final List<Resource> others;

  NumberedDemand(Demand demand, ResourceNames numbers) {
    List<Demand.Scalar> scalars = demand.scalars();
    names = new int[scalars.size()];
    amounts = new long[scalars.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = numbers.number(scalars.get(i).name());
      amounts[i] = scalars.get(i).thousandths();
    }
    others = demand.others();
  }
}
