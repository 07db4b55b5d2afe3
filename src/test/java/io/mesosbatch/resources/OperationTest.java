package io.mesosbatch.resources;

import static io.mesosbatch.resources.Samples.allocated;
import static io.mesosbatch.resources.Samples.dynamic;
import static io.mesosbatch.resources.Samples.ports;
import static io.mesosbatch.resources.Samples.reserved;
import static io.mesosbatch.resources.Samples.scalar;
import static io.mesosbatch.resources.Samples.shared;
import static io.mesosbatch.resources.Samples.source;
import static io.mesosbatch.resources.Samples.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.DiskInfo.Source;
import io.mesosbatch.mesos.v1.ResourceProviderID;
import io.mesosbatch.mesos.v1.Value;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationTest {
  private static final Resource DISK = reserved(scalar("disk", 64), dynamic("test"));
  private static final Resources AGENT = Resources.parse("cpus:4;mem:4096;disk:20000");

  private static Offer.Operation reserve(Resource... resources) {
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.RESERVE);
    operation.getReserveBuilder().addAllResources(List.of(resources));
    return operation.build();
  }

  private static Offer.Operation unreserve(Resource... resources) {
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.UNRESERVE);
    operation.getUnreserveBuilder().addAllResources(List.of(resources));
    return operation.build();
  }

  private static Offer.Operation create(Resource... volumes) {
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.CREATE);
    operation.getCreateBuilder().addAllVolumes(List.of(volumes));
    return operation.build();
  }

  private static Offer.Operation destroy(Resource... volumes) {
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.DESTROY);
    operation.getDestroyBuilder().addAllVolumes(List.of(volumes));
    return operation.build();
  }

  private static Offer.Operation grow(Resource volume, Resource addition) {
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.GROW_VOLUME);
    operation.getGrowVolumeBuilder().setVolume(volume).setAddition(addition);
    return operation.build();
  }

  private static Offer.Operation shrink(Resource volume, double less) {
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.SHRINK_VOLUME);
    operation
        .getShrinkVolumeBuilder()
        .setVolume(volume)
        .setSubtract(Value.Scalar.newBuilder().setValue(less));
    return operation.build();
  }

  private static Offer.Operation.Builder operation(Offer.Operation.Type type) {
    return Offer.Operation.newBuilder().setType(type);
  }

  @Test
  void reservesAndGivesBack() {
    Resource cpus = reserved(scalar("cpus", 1), dynamic("test"));
    Resources after = AGENT.apply(reserve(cpus, DISK));
    assertThat(after.unreserved()).isEqualTo(Resources.parse("cpus:3;mem:4096;disk:19936"));
    assertThat(after.reserved("test")).isEqualTo(Resources.of(cpus, DISK));
    assertThat(after.apply(unreserve(cpus, DISK))).isEqualTo(AGENT);
  }

  @Test
  void refinesAReservation() {
    Resource outer = reserved(scalar("cpus", 1), dynamic("tenant1/private"));
    Resource inner = reserved(outer, dynamic("tenant1/private/test-framework"));
    Resources agent = AGENT.apply(reserve(outer));
    Resources refined = agent.apply(reserve(inner));
    assertThat(refined.contains(Resources.of(inner))).isTrue();
    assertThat(refined.contains(Resources.of(outer))).isFalse();
    assertThat(refined.apply(unreserve(inner))).isEqualTo(agent);
    assertThatThrownBy(() -> AGENT.apply(reserve(inner))).hasMessageContaining("does not contain");
  }

  @Test
  void reservesFromASource() {
    Resource from = reserved(scalar("cpus", 1), dynamic("a"));
    Resource to = reserved(scalar("cpus", 1), dynamic("b"));
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.RESERVE);
    operation.getReserveBuilder().addSource(from).addResources(to);
    assertThat(AGENT.apply(reserve(from)).apply(operation.build()))
        .isEqualTo(AGENT.apply(reserve(to)));
  }

  @Test
  void whatIsNotThereIsRefusedInTheRecordedMastersWords() {
    Resources offered =
        Resources.of(ports(31000, 32000), DISK, scalar("cpus", 4), scalar("disk", 19968))
            .allocatedTo("test");
    Resource much = allocated(reserved(scalar("disk", 99999999), dynamic("test")), "test");
    assertThatThrownBy(() -> offered.apply(reserve(much)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessage(
            "ports(allocated: test):[31000-32000];"
                + " disk(allocated: test)(reservations: [(DYNAMIC,test,test)]):64;"
                + " cpus(allocated: test):4; disk(allocated: test):19968"
                + " does not contain disk(allocated: test):99999999");
  }

  @Test
  void createsAndDestroysVolumes() {
    Resources agent = AGENT.apply(reserve(DISK));
    Resource volume = volume(DISK, "v");
    Resources with = agent.apply(create(volume));
    assertThat(with.persistentVolumes().toProto()).containsExactly(volume);
    assertThat(with.scalarMillis("disk")).isEqualTo(agent.scalarMillis("disk"));
    assertThat(with.apply(destroy(volume))).isEqualTo(agent);
    assertThatThrownBy(() -> agent.apply(destroy(volume))).hasMessageContaining("does not contain");
    assertThatThrownBy(() -> AGENT.apply(create(volume))).hasMessageContaining("does not contain");
  }

  @Test
  void aVolumeOnAMountDiskKeepsItsSource() {
    Resource mount = source(DISK, Source.Type.MOUNT, null);
    Resources agent = Resources.of(mount);
    Resources with = agent.apply(create(volume(mount, "v")));
    assertThat(with.toProto()).containsExactly(volume(mount, "v"));
    assertThat(with.apply(destroy(volume(mount, "v")))).isEqualTo(agent);
  }

  @Test
  void aSharedVolumeGoesOnlyWithItsLastCopy() {
    Resource volume = shared(volume(DISK, "v"));
    Resources one = Resources.of(DISK).apply(create(volume));
    assertThat(one.apply(destroy(volume))).isEqualTo(Resources.of(DISK));
    assertThatThrownBy(() -> one.plus(one).apply(destroy(volume)))
        .hasMessageContaining("further shared copies");
  }

  @Test
  void resizesVolumes() {
    Resource volume = volume(DISK, "v");
    Resource more = reserved(scalar("disk", 36), dynamic("test"));
    Resources agent = Resources.of(volume, more);
    Resources grown = agent.apply(grow(volume, more));
    assertThat(grown.size()).isEqualTo(1);
    assertThat(grown.scalarMillis("disk")).isEqualTo(100_000);
    assertThat(grown.apply(shrink(grown.toProto().get(0), 36))).isEqualTo(agent);
    assertThatThrownBy(() -> agent.apply(shrink(volume, 64))).hasMessageContaining("must stay");
    assertThatThrownBy(() -> agent.apply(shrink(volume, 0))).hasMessageContaining("must go");
    Resource foreign =
        volume.toBuilder().setProviderId(ResourceProviderID.newBuilder().setValue("p")).build();
    assertThatThrownBy(() -> Resources.of(foreign).apply(shrink(foreign, 1)))
        .hasMessageContaining("resource provider");
  }

  @Test
  void launchingIsNoConversion() {
    assertThatThrownBy(() -> AGENT.apply(operation(Offer.Operation.Type.LAUNCH).build()))
        .hasMessageContaining("LAUNCH does not convert resources");
  }

  // Validation

  private static OperationContext framework(Resources checkpointed, Resources... used) {
    FrameworkInfo info =
        FrameworkInfo.newBuilder().setUser("u").setName("n").addRoles("test").build();
    return new OperationContext(
        checkpointed, List.of(used), Optional.of("test"), Optional.of(info));
  }

  private static String problem(Offer.Operation operation, OperationContext context) {
    return OperationValidation.problem(operation, context).orElse("fine");
  }

  @Test
  void judgesReservations() {
    OperationContext context = framework(Resources.EMPTY);
    Resource good = allocated(DISK, "test");
    assertThat(problem(reserve(good), context)).isEqualTo("fine");
    assertThat(problem(unreserve(good), context)).isEqualTo("fine");
    assertThat(problem(reserve(), context)).contains("there are none");
    assertThat(problem(reserve(DISK), context)).contains("not allocated");
    assertThat(problem(reserve(allocated(DISK, "other")), context))
        .contains("allocated to role 'other' cannot be reserved for role 'test'");
    Resource foreign = allocated(reserved(scalar("cpus", 1), dynamic("other")), "other");
    assertThat(problem(reserve(foreign), context)).contains("the framework's roles are [test]");
    Resource plain = allocated(scalar("cpus", 1), "test");
    assertThat(problem(reserve(plain), context)).contains("is not dynamically reserved");
    assertThat(problem(unreserve(plain), context)).contains("is not dynamically reserved");
    Resource anonymous = good.toBuilder().build();
    Resource.Builder nameless = anonymous.toBuilder();
    nameless.getReservationsBuilder(0).clearPrincipal();
    assertThat(problem(reserve(nameless.build()), context)).contains("no principal");
    assertThat(problem(unreserve(volume(good, "v")), context)).contains("must be destroyed");
    Resource provided =
        good.toBuilder().setProviderId(ResourceProviderID.newBuilder().setValue("p")).build();
    assertThat(problem(reserve(good, provided), context)).contains("one resource provider");
  }

  @Test
  void anOperatorReservesWhatIsNotAllocated() {
    OperationContext context =
        new OperationContext(Resources.EMPTY, List.of(), Optional.empty(), Optional.empty());
    assertThat(problem(reserve(DISK), context)).isEqualTo("fine");
    assertThat(problem(reserve(allocated(DISK, "test")), context)).contains("unallocated");
  }

  @Test
  void judgesSources() {
    OperationContext context =
        new OperationContext(Resources.EMPTY, List.of(), Optional.empty(), Optional.empty());
    Offer.Operation.Builder operation = operation(Offer.Operation.Type.RESERVE);
    operation.getReserveBuilder().addSource(scalar("disk", 63)).addResources(DISK);
    assertThat(problem(operation.build(), context)).contains("must be as much");
    operation.getReserveBuilder().setSource(0, scalar("disk", 64));
    assertThat(problem(operation.build(), context)).isEqualTo("fine");
    operation
        .getReserveBuilder()
        .setSource(0, scalar("disk", 32))
        .addSource(reserved(scalar("disk", 32), dynamic("a")));
    assertThat(problem(operation.build(), context)).contains("the same reservations");
  }

  @Test
  void judgesVolumes() {
    Resource volume = allocated(volume(DISK, "v"), "test");
    OperationContext none = framework(Resources.EMPTY);
    OperationContext there = framework(Resources.of(volume(DISK, "v")));
    assertThat(problem(create(volume), none)).isEqualTo("fine");
    assertThat(problem(create(volume), there)).contains("'v' is not unique");
    assertThat(problem(create(allocated(DISK, "test")), none))
        .contains("'disk.persistence' is not set");
    assertThat(problem(create(shared(volume)), none)).contains("SHARED_RESOURCES");
    Resource.Builder nameless = volume.toBuilder();
    nameless.getDiskBuilder().getPersistenceBuilder().setPrincipal("other");
    assertThat(problem(create(nameless.build()), none)).contains("principal 'other'");
    assertThat(problem(destroy(volume), there)).isEqualTo("fine");
    assertThat(problem(destroy(volume), none)).isEqualTo("Persistent volumes not found");
    assertThat(
            problem(
                destroy(volume), framework(Resources.of(volume(DISK, "v")), Resources.of(volume))))
        .isEqualTo("Persistent volumes in use");
  }

  @Test
  void judgesResizing() {
    OperationContext context = framework(Resources.EMPTY);
    Resource volume = volume(DISK, "v");
    assertThat(problem(grow(volume, DISK), context)).isEqualTo("fine");
    assertThat(problem(grow(volume, scalar("disk", 1)), context)).contains("does not fit");
    assertThat(problem(grow(volume, scalar("disk", 0)), context)).contains("more than zero");
    assertThat(problem(grow(DISK, DISK), context)).contains("is not a persistent volume");
    assertThat(problem(grow(shared(volume), DISK), context)).contains("shared");
    assertThat(problem(shrink(volume, 1), context)).isEqualTo("fine");
    assertThat(problem(shrink(volume, 64), context)).contains("less than the volume's size");
    assertThat(problem(shrink(volume(source(DISK, Source.Type.MOUNT, null), "v"), 1), context))
        .contains("MOUNT");
  }
}
