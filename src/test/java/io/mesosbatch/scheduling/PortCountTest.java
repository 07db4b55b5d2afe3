package io.mesosbatch.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.resources.Ranges;
import io.mesosbatch.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A number of ports is taken like a scalar, from what explicit ranges leave. */
class PortCountTest {
  private final ResourceNames names = new ResourceNames();

  private Supply supply(String resources) {
    Offer.Builder offer = Offer.newBuilder().setHostname("h");
    offer.getIdBuilder().setValue("o");
    offer.getFrameworkIdBuilder().setValue("f");
    offer.getAgentIdBuilder().setValue("a");
    offer.getAllocationInfoBuilder().setRole("*");
    Resources all = Resources.parse(resources).allocatedTo("*");
    return new Supply(offer.addAllResources(all.toProto()).build(), names, new Cuts());
  }

  private NumberedDemand demand(int ports, String resources) {
    List<Resource> all = new ArrayList<>(Resources.parse(resources).toProto());
    if (ports > 0) {
      all.add(Demand.ports(ports));
    }
    return new NumberedDemand(Demand.of(all), names);
  }

  private static Ranges ports(List<Resource> taken) {
    return Resources.of(taken).unallocated().ranges("ports");
  }

  @Test
  void asManyTasksFitAsThePortsSuffice() {
    Supply supply = supply("cpus:10;ports:[1-3, 10-14]");
    NumberedDemand two = demand(2, "cpus:1");

    assertThat(supply.fits(two, 100)).isEqualTo(4);
    assertThat(ports(supply.take(two))).hasToString("[1-2]");
    assertThat(ports(supply.take(two))).isEqualTo(Ranges.of(3, 3).plus(Ranges.of(10, 10)));
    assertThat(supply.fits(two, 100)).isEqualTo(2);
    assertThat(ports(supply.take(two))).hasToString("[11-12]");
    assertThat(ports(supply.take(two))).hasToString("[13-14]");
    assertThat(supply.fits(two, 1)).isZero();
    assertThat(supply.fits(demand(0, "cpus:6"), 1)).isEqualTo(1);
  }

  @Test
  void reservedPortsGoFirst() {
    Supply supply = supply("cpus:1;ports:[1-5];ports(web):[8-9]");

    NumberedDemand three = demand(3, "cpus:1");

    assertThat(supply.fits(three, 1)).isEqualTo(1);
    assertThat(ports(supply.take(three))).isEqualTo(Ranges.of(8, 9).plus(Ranges.of(1, 1)));
  }

  @Test
  void explicitPortsAreNotChosenAgain() {
    Supply supply = supply("cpus:4;ports:[1-4]");
    NumberedDemand mixed = demand(2, "cpus:1;ports:[1-2]");

    assertThat(supply.fits(demand(3, "cpus:1;ports:[1-2]"), 1)).isZero();
    assertThat(supply.fits(mixed, 1)).isEqualTo(1);
    assertThat(ports(supply.take(mixed))).hasToString("[1-4]");
    assertThat(supply.fits(demand(1, "cpus:1"), 1)).isZero();
    assertThat(supply.fits(demand(0, "cpus:1;ports:[4-4]"), 1)).isZero();
  }

  @Test
  void anAgentWithoutPortsHasNone() {
    assertThat(supply("cpus:4").fits(demand(1, "cpus:1"), 1)).isZero();
  }
}
