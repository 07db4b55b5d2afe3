package io.mesosbatch.resources;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.DiskInfo;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.Volume;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Messages and arbitrary resources for the tests. */
final class Samples {
  private Samples() {}

  static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }

  static Resource ports(long begin, long end) {
    return Resource.newBuilder()
        .setName("ports")
        .setType(Value.Type.RANGES)
        .setRanges(Ranges.of(begin, end).toProto())
        .build();
  }

  static Resource zones(String... items) {
    return Resource.newBuilder()
        .setName("zones")
        .setType(Value.Type.SET)
        .setSet(Value.Set.newBuilder().addAllItem(List.of(items)))
        .build();
  }

  static ReservationInfo reservation(ReservationInfo.Type type, String role, String principal) {
    ReservationInfo.Builder info = ReservationInfo.newBuilder().setType(type).setRole(role);
    if (principal != null) {
      info.setPrincipal(principal);
    }
    return info.build();
  }

  static ReservationInfo dynamic(String role) {
    return reservation(ReservationInfo.Type.DYNAMIC, role, "test");
  }

  static Resource reserved(Resource resource, ReservationInfo... stack) {
    return resource.toBuilder().addAllReservations(List.of(stack)).build();
  }

  static Resource allocated(Resource resource, String role) {
    return resource.toBuilder()
        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
        .build();
  }

  static Resource volume(Resource disk, String id) {
    Resource.Builder volume = disk.toBuilder();
    volume
        .getDiskBuilder()
        .setPersistence(DiskInfo.Persistence.newBuilder().setId(id).setPrincipal("test"))
        .setVolume(Volume.newBuilder().setContainerPath("data").setMode(Volume.Mode.RW));
    return volume.build();
  }

  static Resource source(Resource disk, DiskInfo.Source.Type type, String id) {
    Resource.Builder changed = disk.toBuilder();
    changed.getDiskBuilder().getSourceBuilder().setType(type);
    if (id != null) {
      changed.getDiskBuilder().getSourceBuilder().setId(id);
    }
    return changed.build();
  }

  static Resource shared(Resource volume) {
    return volume.toBuilder().setShared(Resource.SharedInfo.getDefaultInstance()).build();
  }

  static Resource revocable(Resource resource) {
    return resource.toBuilder().setRevocable(Resource.RevocableInfo.getDefaultInstance()).build();
  }

  /** Valid resources of few kinds, so that many merge; values of ranges and sets from the base. */
  static Arbitrary<Resource> resource(int base) {
    Arbitrary<Resource> amount =
        Arbitraries.oneOf(
            Combinators.combine(
                    Arbitraries.of("cpus", "mem", "disk"), Arbitraries.integers().between(1, 5000))
                .as((name, millis) -> scalar(name, FixedPoint.toDouble(millis))),
            Combinators.combine(
                    Arbitraries.integers().between(base, base + 40),
                    Arbitraries.integers().between(0, 10))
                .as((begin, more) -> ports(begin, begin + more)),
            Arbitraries.integers()
                .between(base, base + 5)
                .set()
                .ofMinSize(1)
                .map(set -> zones(set.stream().map(i -> "z" + i).toArray(String[]::new))));
    return Combinators.combine(amount, stack(), Arbitraries.integers().between(0, 9), allocation())
        .as((r, stack, kind, role) -> dressed(r.toBuilder().addAllReservations(stack), kind, role));
  }

  private static Resource dressed(Resource.Builder builder, int kind, String role) {
    if (!role.isEmpty()) {
      builder.getAllocationInfoBuilder().setRole(role);
    }
    Resource plain = builder.build();
    boolean disk = plain.getName().equals("disk");
    boolean reserved = plain.getReservationsCount() > 0;
    switch (kind) {
      case 0:
        return reserved ? plain : revocable(plain);
      case 1:
        return disk ? source(plain, DiskInfo.Source.Type.MOUNT, null) : plain;
      case 2:
        return disk ? source(plain, DiskInfo.Source.Type.PATH, null) : plain;
      case 3:
        return disk ? source(plain, DiskInfo.Source.Type.RAW, null) : plain;
      case 4:
        return disk ? source(plain, DiskInfo.Source.Type.RAW, "raw1") : plain;
      case 5:
        return disk && reserved ? volume(plain, "v1") : plain;
      case 6:
        return disk && reserved ? shared(volume(plain, "v2")) : plain;
      default:
        return plain;
    }
  }

  private static Arbitrary<String> allocation() {
    return Arbitraries.of("", "", "a/b");
  }

  private static Arbitrary<List<ReservationInfo>> stack() {
    return Arbitraries.of(
        List.<ReservationInfo>of(),
        List.<ReservationInfo>of(),
        List.of(reservation(ReservationInfo.Type.STATIC, "a", null)),
        List.of(dynamic("a")),
        List.of(dynamic("a"), dynamic("a/b")));
  }

  static Arbitrary<Resources> resources(int base) {
    return resource(base).list().ofMaxSize(8).map(Resources::of);
  }
}
