package io.mesosbatch.resources;

import static io.mesosbatch.resources.Samples.dynamic;
import static io.mesosbatch.resources.Samples.ports;
import static io.mesosbatch.resources.Samples.reservation;
import static io.mesosbatch.resources.Samples.reserved;
import static io.mesosbatch.resources.Samples.scalar;
import static io.mesosbatch.resources.Samples.shared;
import static io.mesosbatch.resources.Samples.source;
import static io.mesosbatch.resources.Samples.volume;
import static io.mesosbatch.resources.Samples.zones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.DiskInfo.Source;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Value;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("deprecation") // Resource.role is the old form
class ResourceValidationTest {
  private static final Resource CPUS = scalar("cpus", 1);
  private static final ReservationInfo STATIC = reservation(ReservationInfo.Type.STATIC, "a", null);

  static Stream<Arguments> bad() {
    Resource raw = source(scalar("disk", 1), Source.Type.RAW, null);
    Resource.Builder mounted = raw.toBuilder();
    mounted.getDiskBuilder().getSourceBuilder().getMountBuilder();
    Resource overlapping =
        ports(1, 5).toBuilder()
            .setRanges(
                Value.Ranges.newBuilder()
                    .addRange(Value.Range.newBuilder().setBegin(4).setEnd(9))
                    .addRange(Value.Range.newBuilder().setBegin(1).setEnd(5)))
            .build();
    return Stream.of(
        arguments(scalar("", 1), "Empty resource name"),
        arguments(
            Resource.newBuilder().setName("cpus").buildPartial(), "Missing required fields: type"),
        arguments(scalar("cpus", -1), "negative"),
        arguments(scalar("cpus", 0.0001), "less than 0.001"),
        arguments(scalar("cpus", Double.NaN), "out of range"),
        arguments(scalar("cpus", 1e300), "out of range"),
        arguments(CPUS.toBuilder().setType(Value.Type.RANGES).build(), "needs the field 'ranges'"),
        arguments(CPUS.toBuilder().setType(Value.Type.TEXT).build(), "Unsupported resource type"),
        arguments(CPUS.toBuilder().setSet(zones("a").getSet()).build(), "no other value"),
        arguments(overlapping, "overlap"),
        arguments(zones("a", "b", "a"), "'a' stands there twice"),
        arguments(source(CPUS, Source.Type.PATH, null), "DiskInfo should not be set for cpus"),
        arguments(mounted.build(), "has no 'mount'"),
        arguments(source(scalar("disk", 1), Source.Type.UNKNOWN, null), "Unknown type of disk"),
        arguments(CPUS.toBuilder().setRole("/a").build(), "cannot start with a slash"),
        arguments(
            CPUS.toBuilder().setReservation(ReservationInfo.newBuilder()).build(),
            "cannot be dynamically reserved"),
        arguments(
            CPUS.toBuilder().setRole("a").setReservation(dynamic("a")).build(),
            "belong in 'reservations'"),
        arguments(reserved(CPUS, ReservationInfo.newBuilder().setRole("a").build()), "'type'"),
        arguments(reserved(CPUS, dynamic("*")), "cannot be reserved"),
        arguments(reserved(CPUS, dynamic("a"), dynamic("b")), "role 'b' does not stand below 'a'"),
        arguments(
            reserved(CPUS, dynamic("a"), dynamic("ab")), "role 'ab' does not stand below 'a'"),
        arguments(
            reserved(CPUS, dynamic("a"), reservation(ReservationInfo.Type.STATIC, "a/b", null)),
            "only the first reservation may be STATIC"),
        arguments(reserved(CPUS, dynamic("a")).toBuilder().setRole("b").build(), "'role' says 'b'"),
        arguments(
            reserved(CPUS, dynamic("a")).toBuilder().setRole("a").build(), "must both be set"),
        arguments(
            reserved(CPUS, dynamic("a"), dynamic("a/b")).toBuilder().setRole("a").build(),
            "more than one of 'reservations'"),
        arguments(shared(CPUS), "cannot be shared"),
        arguments(shared(scalar("disk", 1)), "cannot be shared"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhatIsWrong(Resource resource, String message) {
    assertThat(ResourceValidation.problem(resource).orElse("nothing")).contains(message);
    assertThatThrownBy(() -> Resources.of(CPUS, resource)).hasMessageContaining(message);
  }

  @Test
  void acceptsBothFormsAtOnceIfTheySayTheSame() {
    Resource both =
        reserved(CPUS, dynamic("a")).toBuilder()
            .setRole("a")
            .setReservation(ReservationInfo.newBuilder().setPrincipal("test"))
            .build();
    assertThat(ResourceValidation.problem(both)).isEmpty();
    assertThat(Resources.of(both)).isEqualTo(Resources.of(reserved(CPUS, dynamic("a"))));
  }

  @Test
  void formsConvert() {
    Resource stat = CPUS.toBuilder().setRole("a").build();
    assertThat(ResourceFormat.postRefinement(stat)).isEqualTo(reserved(CPUS, STATIC));
    assertThat(ResourceFormat.preRefinement(reserved(CPUS, STATIC))).isEqualTo(stat);
    Resource dyn =
        stat.toBuilder().setReservation(ReservationInfo.newBuilder().setPrincipal("test")).build();
    assertThat(ResourceFormat.postRefinement(dyn)).isEqualTo(reserved(CPUS, dynamic("a")));
    assertThat(ResourceFormat.preRefinement(reserved(CPUS, dynamic("a")))).isEqualTo(dyn);
    assertThat(ResourceFormat.preRefinement(CPUS).getRole()).isEqualTo("*");
    assertThat(ResourceFormat.postRefinement(ResourceFormat.preRefinement(CPUS))).isEqualTo(CPUS);
    assertThatThrownBy(() -> Resources.of(reserved(CPUS, STATIC, dynamic("a/b"))).toPreRefinement())
        .hasMessageContaining("RESERVATION_REFINEMENT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a", "a/b", "a-b", "a/b.c", "...", "ä"})
  void goodRoles(String role) {
    assertThat(Roles.problem(role)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "/a", "a/", "a//b", "a/./b", "..", "a/*", "-a", "a/-b", "a b", "a\tb"})
  void badRoles(String role) {
    assertThat(Roles.problem(role)).isPresent();
  }

  @Test
  void theRecordedMastersWords() {
    assertThat(Roles.problem("bad role"))
        .contains(
            "Role component 'bad role' is invalid because it contains backspace or whitespace");
    assertThat(MesosId.problem("bad/slash")).contains("'bad/slash' contains invalid characters");
  }

  @ParameterizedTest
  @CsvSource({"a,true", "a b,true", "ä.1,true", "...,true", ".,false", "..,false", "a\\b,false"})
  void ids(String id, boolean good) {
    assertThat(MesosId.problem(id).isEmpty()).isEqualTo(good);
  }

  @Test
  void idsMustFitAFileName() {
    assertThat(MesosId.problem("x".repeat(255))).isEmpty();
    assertThat(MesosId.problem("x".repeat(256))).isPresent();
    assertThat(MesosId.problem("ä".repeat(128))).isPresent();
    assertThat(MesosId.problem("")).isPresent();
    assertThat(MesosId.problem("a\nb")).isPresent();
  }

  static Stream<Arguments> unusable() {
    Resource disk = reserved(scalar("disk", 1), dynamic("a"));
    Resource.Builder unmounted = volume(disk, "v").toBuilder();
    unmounted.getDiskBuilder().clearVolume();
    Resource.Builder host = volume(disk, "v").toBuilder();
    host.getDiskBuilder().getVolumeBuilder().setHostPath("/tmp");
    Resource.Builder temporary = volume(disk, "v").toBuilder();
    temporary.getDiskBuilder().clearPersistence();
    return Stream.of(
        arguments(scalar("gpus", 0.5), "whole number"),
        arguments(volume(scalar("disk", 1), "v"), "unreserved"),
        arguments(volume(disk, "a/b"), "'a/b' contains invalid characters"),
        arguments(Samples.revocable(volume(disk, "v")), "revocable"),
        arguments(Samples.revocable(disk), "revocable"),
        arguments(unmounted.build(), "needs 'volume'"),
        arguments(host.build(), "no 'host_path'"),
        arguments(temporary.build(), "needs 'persistence'"),
        arguments(disk.toBuilder().setDisk(Resource.DiskInfo.newBuilder()).build(), "empty"),
        arguments(scalar("cpus", -1), "Resource 'cpus:-1' is invalid"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void saysWhatCannotBeUsed(Resource resource, String message) {
    assertThat(UsedResources.problem(List.of(CPUS, resource)).orElse("")).contains(message);
  }

  @Test
  void usedTogether() {
    Resource volume = volume(reserved(scalar("disk", 1), dynamic("a")), "v");
    assertThat(UsedResources.problem(List.of(CPUS, volume, scalar("gpus", 2)))).isEmpty();
    assertThat(UsedResources.duplicateVolume(Resources.of(volume, volume)))
        .contains("Persistence ID 'v' is not unique");
    assertThat(UsedResources.duplicateVolume(Resources.of(shared(volume), shared(volume))))
        .isEmpty();
    assertThat(UsedResources.mixedRevocable(Resources.of(CPUS, Samples.revocable(CPUS))))
        .isPresent();
    assertThat(UsedResources.mixedRevocable(Resources.of(CPUS))).isEmpty();
    Resources low = Resources.of(ports(1, 5));
    assertThat(UsedResources.overlap(List.of(low, Resources.of(ports(5, 6))))).isTrue();
    assertThat(UsedResources.overlap(List.of(low, Resources.of(ports(6, 6))))).isFalse();
  }
}
