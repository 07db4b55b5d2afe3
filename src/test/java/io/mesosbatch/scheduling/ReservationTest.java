package io.mesosbatch.scheduling;

import static io.mesosbatch.scheduling.World.launches;
import static io.mesosbatch.scheduling.World.of;
import static io.mesosbatch.scheduling.World.offers;
import static io.mesosbatch.scheduling.World.scalar;
import static io.mesosbatch.scheduling.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.Offer.Operation;
import io.mesosbatch.mesos.v1.OperationID;
import io.mesosbatch.mesos.v1.OperationState;
import io.mesosbatch.mesos.v1.OperationStatus;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Resource.DiskInfo;
import io.mesosbatch.mesos.v1.Resource.ReservationInfo;
import io.mesosbatch.mesos.v1.Volume;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReservationTest {
  private static Resource reserved(Resource resource, String... roles) {
    Resource.Builder reserved = resource.toBuilder();
    for (String role : roles) {
      reserved.addReservations(
          ReservationInfo.newBuilder()
              .setType(ReservationInfo.Type.DYNAMIC)
              .setRole(role)
              .setPrincipal("test"));
    }
    return allocated(reserved.build());
  }

  private static Resource allocated(Resource resource) {
    return resource.toBuilder()
        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("a/b"))
        .build();
  }

  private static Resource volume(double size, String path) {
    return reserved(scalar("disk", size), "a/b").toBuilder()
        .setDisk(
            DiskInfo.newBuilder()
                .setPersistence(DiskInfo.Persistence.newBuilder().setId("v").setPrincipal("test"))
                .setVolume(Volume.newBuilder().setContainerPath(path).setMode(Volume.Mode.RW)))
        .build();
  }

  private static List<Operation> operations(List<Effect> effects) {
    return of(effects, Effect.Accept.class).stream().flatMap(a -> a.operations().stream()).toList();
  }

  @Test
  void refinesAReservationWithTheLaunch() {
    World world = World.with(task("a", reserved(scalar("cpus", 1), "a", "a/b")));
    world.send(new Input.ReserveOnDemand());

    List<Effect> effects =
        world.send(
            offers(
                world.offer(
                    "agent1", allocated(scalar("cpus", 4)), reserved(scalar("cpus", 2), "a"))));

    assertThat(operations(effects))
        .singleElement()
        .matches(o -> o.getReserve().getResources(0).getReservationsCount() == 2)
        .matches(o -> o.getReserve().getResources(0).getAllocationInfo().getRole().equals("a/b"));
    assertThat(launches(effects).get(0).resources().get(0).getReservationsCount()).isEqualTo(2);
  }

  @Test
  void reservesNothingForATaskThatWouldNotFit() {
    World world =
        World.with(
            task("a", reserved(scalar("cpus", 1), "a/b"), reserved(scalar("mem", 9), "a/b")));
    world.send(new Input.ReserveOnDemand());

    assertThat(of(world.send(offers(world.offer("agent1", 4, 1))), Effect.Accept.class)).isEmpty();
  }

  @Test
  void doesNotReserveUnasked() {
    World world = World.with(task("a", reserved(scalar("cpus", 1), "a/b")));

    assertThat(launches(world.send(offers(world.offer("agent1", 4, 100))))).isEmpty();
  }

  @Test
  void preparesAVolumeByOneAcceptAndThenUsesIt() {
    World world = World.with(task("a", reserved(scalar("cpus", 1), "a/b"), volume(64, "mine")));
    world.send(
        new Input.PrepareResources(
            List.of(reserved(scalar("cpus", 2), "a/b"), volume(64, "x")), Optional.empty(), true));

    List<Effect> effects =
        world.send(
            offers(
                world.offer(
                    "agent1", allocated(scalar("cpus", 4)), allocated(scalar("disk", 100)))));
    assertThat(operations(effects))
        .extracting(Operation::getType)
        .containsExactly(Operation.Type.RESERVE, Operation.Type.RESERVE, Operation.Type.CREATE);
    assertThat(launches(effects)).isEmpty();

    List<Effect> next =
        world.send(
            offers(world.offer("agent1", reserved(scalar("cpus", 2), "a/b"), volume(64, "x"))));
    assertThat(launches(next)).hasSize(1);
    assertThat(launches(next).get(0).resources())
        .anyMatch(r -> r.getDisk().getVolume().getContainerPath().equals("mine"));
    assertThat(operations(next)).isEmpty();
  }

  @Test
  void aVolumeThatStandsElsewhereIsNotMadeTwice() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.of("agent2"), true));

    assertThat(
            operations(world.send(offers(world.offer("agent1", allocated(scalar("disk", 100)))))))
        .isEmpty();
  }

  @Test
  void afterARefusalAnotherOfferIsTriedAndTheReasonIsKnown() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.empty(), true));
    List<Operation> first =
        operations(world.send(offers(world.offer("agent1", allocated(scalar("disk", 100))))));

    world.send(status(first.get(0).getId(), OperationState.OPERATION_ERROR, "not allowed"));

    assertThat(world.scheduler.reservationProblem()).contains("not allowed", "agent1");
    assertThat(
            operations(world.send(offers(world.offer("agent2", allocated(scalar("disk", 100)))))))
        .hasSize(2);
  }

  @Test
  void whatIsToldLateOfOneAgentIsNotHeldAgainstAnother() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.empty(), true));
    List<Operation> first =
        operations(world.send(offers(world.offer("agent1", allocated(scalar("disk", 100))))));
    world.send(status(first.get(0).getId(), OperationState.OPERATION_DROPPED, "the agent is full"));
    List<Operation> second =
        operations(world.send(offers(world.offer("agent2", allocated(scalar("disk", 100))))));
    assertThat(second).hasSize(2);

    world.send(status(first.get(1).getId(), OperationState.OPERATION_DROPPED, "as the first"));
    second.forEach(o -> world.send(status(o.getId(), OperationState.OPERATION_FINISHED, "")));

    assertThat(
            operations(world.send(offers(world.offer("agent3", allocated(scalar("disk", 100)))))))
        .isEmpty();
    assertThat(launches(world.send(offers(world.offer("agent2", volume(64, "x")))))).hasSize(1);
    assertThat(world.scheduler.preparing()).isFalse();
  }

  @Test
  void asLongAsTheEndIsNotKnownNothingIsReservedTwice() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.empty(), true));
    world.send(offers(world.offer("agent1", allocated(scalar("disk", 100)))));

    assertThat(
            operations(world.send(offers(world.offer("agent1", allocated(scalar("disk", 300)))))))
        .isEmpty();
  }

  @Test
  void anAgentThatFallsSilentIsLeftForAnother() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.empty(), true));
    world.send(offers(world.offer("agent1", allocated(scalar("disk", 100)))));
    world.tick(59_000);
    assertThat(
            operations(world.send(offers(world.offer("agent2", allocated(scalar("disk", 100)))))))
        .isEmpty();

    world.tick(1_000);

    assertThat(world.scheduler.reservationProblem()).contains("agent1", "another one");
    assertThat(
            operations(world.send(offers(world.offer("agent2", allocated(scalar("disk", 100)))))))
        .hasSize(2);
  }

  @Test
  void aVolumeThatStandsIsWaitedForWithAWord() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.of("agent2"), true));
    world.tick(60_000);

    assertThat(world.scheduler.reservationProblem()).contains("agent2", "the volume is there");
    assertThat(
            operations(world.send(offers(world.offer("agent1", allocated(scalar("disk", 100)))))))
        .isEmpty();
  }

  @Test
  void anAgentWithoutFeedbackGetsOperationsWithoutIds() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.empty(), true));
    List<Operation> first =
        operations(world.send(offers(world.offer("agent1", allocated(scalar("disk", 100))))));
    for (Operation operation : first) {
      world.send(
          status(
              operation.getId(),
              OperationState.OPERATION_ERROR,
              "agent does not have the required AGENT_OPERATION_FEEDBACK capability"));
    }

    List<Operation> second =
        operations(world.send(offers(world.offer("agent1", allocated(scalar("disk", 100))))));
    assertThat(second).hasSize(2).noneMatch(Operation::hasId);
    assertThat(world.scheduler.reservationProblem()).isEmpty();
  }

  @Test
  void removesVolumesThenReservationsAndNothingOfOthers() {
    World world = World.with();
    world.send(new Input.RemoveReservations(List.of("a/b"), "test"));

    List<Effect> effects =
        world.send(
            offers(
                world.offer(
                    "agent1",
                    reserved(scalar("cpus", 2), "a/b"),
                    reserved(scalar("mem", 2), "a"),
                    volume(64, "x"))));

    assertThat(operations(effects))
        .extracting(Operation::getType)
        .containsExactly(
            Operation.Type.DESTROY, Operation.Type.UNRESERVE, Operation.Type.UNRESERVE);
  }

  @Test
  void theRemovalIsOverWhenOffersHoldNothingMoreForAWhile() {
    World world = World.with();
    long begun = world.now;
    world.send(new Input.RemoveReservations(List.of("a/b"), "test"));
    assertThat(world.scheduler.removal()).get().matches(r -> !r.isOver(begun + 1_000));

    List<Operation> sent =
        operations(world.send(offers(world.offer("agent1", reserved(scalar("cpus", 2), "a/b")))));
    assertThat(world.scheduler.removal())
        .get()
        .matches(r -> r.busy() && !r.isOver(begun + 1_000))
        .matches(r -> r.taken().get("agent1").size() == 1);
    world.after(2_000, status(sent.get(0).getId(), OperationState.OPERATION_FINISHED, ""));

    assertThat(world.scheduler.removal())
        .get()
        .matches(r -> !r.isOver(begun + 1_999))
        .matches(r -> r.isOver(begun + 2_000));
  }

  @Test
  void anOperationThatNobodyTellsTheEndOfIsAskedFor() {
    World world = World.with(task("a", volume(64, "x")));
    world.send(new Input.PrepareResources(List.of(volume(64, "x")), Optional.empty(), true));
    world.send(offers(world.offer("agent1", allocated(scalar("disk", 100)))));

    assertThat(of(world.tick(30_000), Effect.ReconcileOperations.class))
        .singleElement()
        .matches(r -> r.operations().size() == 2);
  }

  private static Input status(OperationID id, OperationState state, String message) {
    return new Input.MesosEvent(
        Event.newBuilder()
            .setType(Event.Type.UPDATE_OPERATION_STATUS)
            .setUpdateOperationStatus(
                Event.UpdateOperationStatus.newBuilder()
                    .setStatus(
                        OperationStatus.newBuilder()
                            .setOperationId(id)
                            .setState(state)
                            .setMessage(message)))
            .build());
  }
}
