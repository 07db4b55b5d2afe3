package io.mesosbatch.local.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.local.Simulation;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.OfferFilters;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.wire.ContentType;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is offered what: roles, reservations, capabilities, operators. */
class OffersTest {
  private static LocalMesos start(String... resources) {
    Simulation simulation = new Simulation(Duration.ofMinutes(5), 0, 1);
    return LocalMesos.start(
        LocalConfig.defaults()
            .withAgents(
                List.of(resources).stream()
                    .map(text -> AgentSpec.of(text, "").simulated(simulation))
                    .toList())
            .withIntervals(Duration.ofMillis(50), Duration.ofSeconds(15), Duration.ofSeconds(10)));
  }

  private static HttpResponse<byte[]> operator(
      LocalMesos mesos, io.mesosbatch.mesos.v1.master.Call.Builder call) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(mesos.uri().resolve("/api/v1"))
            .header("Content-Type", "application/x-protobuf")
            .header("Accept", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(ContentType.PROTOBUF.encode(call.build())))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static List<Resource> reserved(String text, String role) {
    Resource.ReservationInfo reservation =
        Resource.ReservationInfo.newBuilder()
            .setType(Resource.ReservationInfo.Type.DYNAMIC)
            .setRole(role)
            .build();
    return Resources.parse(text).pushReservation(reservation).toProto();
  }

  @Test
  void anOperatorsReservationRescindsTheOfferThatIsInItsWay() throws Exception {
    try (LocalMesos mesos = start("cpus:4;mem:4096");
        TestFramework other = new TestFramework(mesos, TestFramework.info("b"))) {
      AgentID agent = other.awaitOffers().get(0).getAgentId();
      var call =
          io.mesosbatch.mesos.v1.master.Call.newBuilder()
              .setType(io.mesosbatch.mesos.v1.master.Call.Type.RESERVE_RESOURCES);
      call.getReserveResourcesBuilder()
          .setAgentId(agent)
          .addAllResources(reserved("cpus:3;mem:1024", "a"));
      assertThat(operator(mesos, call).statusCode()).isEqualTo(202);

      other.await(Event.Type.RESCIND);
      Offer rest = other.awaitOffers().get(0);
      assertThat(TestFramework.resources(rest)).isEqualTo(Resources.parse("cpus:1;mem:3072"));
      try (TestFramework owner = new TestFramework(mesos, TestFramework.info("a/child"))) {
        Offer offer = owner.awaitOffers().get(0);
        assertThat(TestFramework.resources(offer).reserved("a").scalarMillis("cpus"))
            .isEqualTo(3000);
      }
    }
  }

  @Test
  void anOperatorCannotReserveWhatIsNotThere() throws Exception {
    try (LocalMesos mesos = start("cpus:4;mem:4096");
        TestFramework framework = new TestFramework(mesos, TestFramework.info("b"))) {
      AgentID agent = framework.awaitOffers().get(0).getAgentId();
      var call =
          io.mesosbatch.mesos.v1.master.Call.newBuilder()
              .setType(io.mesosbatch.mesos.v1.master.Call.Type.RESERVE_RESOURCES);
      call.getReserveResourcesBuilder().setAgentId(agent).addAllResources(reserved("cpus:5", "a"));
      HttpResponse<byte[]> answer = operator(mesos, call);
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(new String(answer.body())).contains("does not contain");
    }
  }

  @Test
  void gpusAreForThoseWhoKnowThem() throws Exception {
    try (LocalMesos mesos = start("cpus:4;mem:4096;gpus:2", "cpus:1;mem:512");
        TestFramework plain = new TestFramework(mesos, TestFramework.info("a"))) {
      Offer offer = plain.awaitOffers().get(0);
      assertThat(TestFramework.resources(offer)).isEqualTo(Resources.parse("cpus:1;mem:512"));
      FrameworkInfo able = TestFramework.info("b", Capability.Type.GPU_RESOURCES);
      try (TestFramework gpu = new TestFramework(mesos, able)) {
        Offer other = gpu.awaitOffers().get(0);
        assertThat(TestFramework.resources(other).scalarMillis("gpus")).isEqualTo(2000);
      }
    }
  }

  @Test
  void offersBelowTheFrameworksMinimumAreNotMade() throws Exception {
    FrameworkInfo.Builder info = TestFramework.info("a").toBuilder();
    OfferFilters.Builder filters = OfferFilters.newBuilder();
    filters
        .getMinAllocatableResourcesBuilder()
        .addQuantitiesBuilder()
        .putQuantities("cpus", Value.Scalar.newBuilder().setValue(2).build());
    info.putOfferFilters("a", filters.build());
    try (LocalMesos mesos = start("cpus:1;mem:4096", "cpus:2;mem:100");
        TestFramework framework = new TestFramework(mesos, info.build())) {
      List<Offer> offers = framework.awaitOffers();
      assertThat(offers).hasSize(1);
      assertThat(TestFramework.resources(offers.get(0)))
          .isEqualTo(Resources.parse("cpus:2;mem:100"));
    }
  }

  @Test
  void oneOfferCannotBeAcceptedTwice() throws Exception {
    try (LocalMesos mesos = start("cpus:4;mem:4096");
        TestFramework framework =
            new TestFramework(mesos, TestFramework.info("a", Capability.Type.PARTITION_AWARE))) {
      Offer offer = framework.awaitOffers().get(0);
      framework.launch(offer, TestFramework.task("one", offer, "cpus:1;mem:32"));
      framework.launch(offer, TestFramework.task("two", offer, "cpus:1;mem:32"));
      assertThat(framework.awaitUpdate("two", any -> true).getState())
          .isEqualTo(TaskState.TASK_DROPPED);
    }
  }

  @Test
  void aVolumeIsMadeUsedAndDestroyed() throws Exception {
    try (LocalMesos mesos = start("cpus:4;mem:4096;disk:1000");
        TestFramework framework = new TestFramework(mesos, TestFramework.info("a"))) {
      Offer offer = framework.awaitOffers().get(0);
      List<Resource> disk = reserved("disk:100", "a");
      Resource.Builder volume = disk.get(0).toBuilder();
      volume.getDiskBuilder().getPersistenceBuilder().setId("v");
      volume.getDiskBuilder().getVolumeBuilder().setContainerPath("data");
      volume.getDiskBuilder().getVolumeBuilder().setMode(io.mesosbatch.mesos.v1.Volume.Mode.RW);
      Offer.Operation.Builder reserve =
          Offer.Operation.newBuilder().setType(Offer.Operation.Type.RESERVE);
      reserve.getReserveBuilder().addAllResources(disk);
      Offer.Operation.Builder create =
          Offer.Operation.newBuilder().setType(Offer.Operation.Type.CREATE);
      create.getCreateBuilder().addVolumes(volume);
      framework.accept(offer, reserve.build(), create.build());

      Offer with = framework.awaitOffers().get(0);
      assertThat(TestFramework.resources(with).persistentVolumes().size()).isEqualTo(1);
      Offer.Operation.Builder destroy =
          Offer.Operation.newBuilder().setType(Offer.Operation.Type.DESTROY);
      destroy.getDestroyBuilder().addVolumes(volume);
      Offer.Operation.Builder unreserve =
          Offer.Operation.newBuilder().setType(Offer.Operation.Type.UNRESERVE);
      unreserve.getUnreserveBuilder().addAllResources(disk);
      framework.accept(with, destroy.build(), unreserve.build());
      assertThat(TestFramework.resources(framework.awaitOffers().get(0)))
          .isEqualTo(TestFramework.resources(offer));
    }
  }

  @Test
  void badSpecificationsAreRefusedAtStart() {
    assertThatThrownBy(() -> start("cpus:many")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void aTakenPortIsNamed() {
    try (LocalMesos mesos = start("cpus:1")) {
      int port = mesos.address().getPort();
      assertThatThrownBy(() -> LocalMesos.start(LocalConfig.defaults().withPort(port)))
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }
}
