package io.mesosbatch.resources;

import static io.mesosbatch.resources.Samples.allocated;
import static io.mesosbatch.resources.Samples.dynamic;
import static io.mesosbatch.resources.Samples.ports;
import static io.mesosbatch.resources.Samples.reserved;
import static io.mesosbatch.resources.Samples.revocable;
import static io.mesosbatch.resources.Samples.scalar;
import static io.mesosbatch.resources.Samples.shared;
import static io.mesosbatch.resources.Samples.source;
import static io.mesosbatch.resources.Samples.volume;
import static io.mesosbatch.resources.Samples.zones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.Labels;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.DiskInfo.Source;
import io.mesosbatch.mesos.v1.ResourceProviderID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResourcesTest {
  private static final Resource DISK = reserved(scalar("disk", 64), dynamic("test"));

  @Test
  void tenTenthsAreOne() {
    Resources sum = Resources.EMPTY;
    for (int i = 0; i < 10; i++) {
      sum = sum.plus(Resources.parse("cpus:0.1"));
    }
    assertThat(sum).isEqualTo(Resources.parse("cpus:1")).hasToString("cpus:1");
    assertThat(sum.toProto().get(0).getScalar().getValue()).isEqualTo(1.0);
  }

  @ParameterizedTest
  @CsvSource({"1.0004,1000", "1.0005,1001", "0.0014999,1", "-1.0005,-1001", "0,0"})
  void scalarsRoundToThousandths(double value, long millis) {
    assertThat(FixedPoint.toMillis(value)).isEqualTo(millis);
  }

  @Test
  void printsInTheWordsOfTheRecordedMaster() {
    Resources offered =
        Resources.of(
            ports(31000, 32000), scalar("cpus", 4), scalar("mem", 4096), scalar("disk", 20000));
    assertThat(offered.allocatedTo("*"))
        .hasToString(
            "ports(allocated: *):[31000-32000]; cpus(allocated: *):4; mem(allocated: *):4096;"
                + " disk(allocated: *):20000");
    assertThat(Resources.of(allocated(DISK, "test")))
        .hasToString("disk(allocated: test)(reservations: [(DYNAMIC,test,test)]):64");
    assertThat(Resources.EMPTY).hasToString("{}");
    assertThat(Resources.of(revocable(scalar("cpus", 0.5)))).hasToString("cpus{REV}:0.5");
    assertThat(Resources.of(shared(volume(DISK, "v"))))
        .hasToString("disk(reservations: [(DYNAMIC,test,test)])[v:data]<SHARED>:64");
    assertThat(Resources.of(source(scalar("disk", 1), Source.Type.MOUNT, null)))
        .hasToString("disk[MOUNT]:1");
  }

  @Test
  void differentKindsStayApart() {
    Resources all =
        Resources.of(
            scalar("cpus", 1),
            revocable(scalar("cpus", 1)),
            allocated(scalar("cpus", 1), "a"),
            reserved(scalar("cpus", 1), dynamic("a")),
            scalar("cpus", 1).toBuilder()
                .setProviderId(ResourceProviderID.newBuilder().setValue("p"))
                .build());
    assertThat(all.size()).isEqualTo(5);
    assertThat(all.scalarMillis("cpus")).isEqualTo(5000);
    assertThat(all.contains(Resources.parse("cpus:2"))).isFalse();
    assertThat(all.names()).containsExactly("cpus");
  }

  @Test
  void labelsOfAReservationHaveNoOrder() {
    Label a = Label.newBuilder().setKey("a").setValue("1").build();
    Label b = Label.newBuilder().setKey("b").build();
    Resource one =
        reserved(
            scalar("cpus", 1),
            dynamic("r").toBuilder()
                .setLabels(Labels.newBuilder().addLabels(a).addLabels(b))
                .build());
    Resource two =
        reserved(
            scalar("cpus", 1),
            dynamic("r").toBuilder()
                .setLabels(Labels.newBuilder().addLabels(b).addLabels(a))
                .build());
    assertThat(Resources.of(one, two).size()).isEqualTo(1);
    assertThat(Resources.of(one, reserved(scalar("cpus", 1), dynamic("r"))).size()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Source.Type.class,
      names = {"MOUNT", "BLOCK"})
  void exclusiveDisksAreIndivisible(Source.Type type) {
    Resources two =
        Resources.of(
            source(scalar("disk", 10), type, null), source(scalar("disk", 10), type, null));
    assertThat(two.size()).isEqualTo(2);
    assertThat(two.contains(Resources.of(source(scalar("disk", 5), type, null)))).isFalse();
    assertThat(two.contains(two)).isTrue();
    Resources one = Resources.of(source(scalar("disk", 10), type, null));
    assertThat(one.contains(two)).isFalse();
    assertThat(two.minus(one)).isEqualTo(one);
  }

  @Test
  void pathDisksAndRawDisksWithoutIdMerge() {
    Resource path = source(scalar("disk", 10), Source.Type.PATH, null);
    assertThat(Resources.of(path, path).size()).isEqualTo(1);
    Resource raw = source(scalar("disk", 10), Source.Type.RAW, null);
    assertThat(Resources.of(raw, raw).size()).isEqualTo(1);
    Resource named = source(scalar("disk", 10), Source.Type.RAW, "id");
    assertThat(Resources.of(named, named).size()).isEqualTo(2);
  }

  @Test
  void aVolumeIsTakenWholeHoweverItIsMounted() {
    Resource volume = volume(DISK, "v");
    Resource.Builder elsewhere = volume.toBuilder();
    elsewhere.getDiskBuilder().getVolumeBuilder().setContainerPath("other");
    elsewhere.getDiskBuilder().getPersistenceBuilder().clearPrincipal();
    Resources all = Resources.of(volume);
    assertThat(all.contains(Resources.of(elsewhere.build()))).isTrue();
    assertThat(all.contains(Resources.of(volume(DISK, "w")))).isFalse();
    elsewhere.getScalarBuilder().setValue(32);
    assertThat(all.contains(Resources.of(elsewhere.build()))).isFalse();
    assertThat(all.toProto()).containsExactly(volume);
  }

  @Test
  void sharedVolumesAreCounted() {
    Resources one = Resources.of(shared(volume(DISK, "v")));
    Resources two = one.plus(one);
    assertThat(two.size()).isEqualTo(1);
    assertThat(two.toProto()).hasSize(2);
    assertThat(two.scalarMillis("disk")).isEqualTo(64_000);
    assertThat(one.contains(two)).isFalse();
    assertThat(two.minus(one)).isEqualTo(one);
    assertThat(two).isNotEqualTo(one);
  }

  @Test
  void namedThingsAreUnited() {
    Resources all =
        Resources.of(
            ports(1, 5),
            reserved(ports(6, 9), dynamic("r")),
            zones("a"),
            allocated(zones("b"), "r"));
    assertThat(all.ranges("ports")).isEqualTo(Ranges.of(1, 9));
    assertThat(all.set("zones")).containsExactly("a", "b");
    assertThat(all.ranges("zones")).isEqualTo(Ranges.EMPTY);
    assertThat(all.scalarMillis("ports")).isZero();
    assertThat(all.named("ports").size()).isEqualTo(2);
  }

  @Test
  void zeroIsNothing() {
    assertThat(Resources.parse("cpus:0;ports:[];zones:{}")).isEqualTo(Resources.EMPTY);
  }

  @Test
  void whatMayGoToARole() {
    Resources all =
        Resources.of(
            scalar("cpus", 1),
            reserved(scalar("cpus", 2), dynamic("a")),
            reserved(scalar("cpus", 4), dynamic("a"), dynamic("a/b")),
            reserved(scalar("cpus", 8), dynamic("ab")));
    assertThat(all.allocatableTo("a").scalarMillis("cpus")).isEqualTo(3000);
    assertThat(all.allocatableTo("a/b").scalarMillis("cpus")).isEqualTo(7000);
    assertThat(all.allocatableTo("ab").scalarMillis("cpus")).isEqualTo(9000);
    assertThat(all.reserved("a").scalarMillis("cpus")).isEqualTo(2000);
  }

  @Test
  void findsReservedOnesFirst() {
    Resources offer =
        Resources.of(
                scalar("cpus", 3), reserved(scalar("cpus", 1), dynamic("r")), scalar("mem", 64))
            .allocatedTo("r");
    assertThat(offer.find(Resources.parse("cpus:2;mem:32")))
        .contains(
            Resources.of(
                    reserved(scalar("cpus", 1), dynamic("r")), scalar("cpus", 1), scalar("mem", 32))
                .allocatedTo("r"));
    assertThat(offer.find(Resources.parse("cpus:4.001"))).isEmpty();
    assertThat(offer.find(Resources.parse("gpus:1"))).isEmpty();
  }

  @Test
  void anInvalidResourceIsRefusedWithItsText() {
    assertThatThrownBy(() -> Resources.of(scalar("cpus", -1)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessage("Resource 'cpus:-1' is invalid: Invalid scalar: -1.0 is negative");
  }

  @Test
  void aSumThatIsTooLargeIsRefused() {
    Resources much = Resources.of(scalar("mem", 9e15));
    assertThatThrownBy(() -> much.plus(much)).hasMessageContaining("overflows");
  }
}
