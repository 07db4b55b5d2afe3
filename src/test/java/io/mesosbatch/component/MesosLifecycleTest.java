package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.client.MesosException;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session's begin and end. */
class MesosLifecycleTest extends ComponentTestBase {

  private static RouteBuilder route(String from, String to) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from(from).routeId("r").to(to);
      }
    };
  }

  @Test
  void theFrameworkIdIsSavedBeforeAnyEventReachesARoute() throws Exception {
    CountDownLatch mayReturn = new CountDownLatch(1);
    List<String> saved = new CopyOnWriteArrayList<>();
    camel
        .getRegistry()
        .bind(
            "ids",
            new FrameworkIdRepository() {
              @Override
              public Optional<String> load(String session) {
                return Optional.empty();
              }

              @Override
              public void save(String session, String frameworkId) throws InterruptedException {
                saved.add(session + " " + frameworkId);
                mayReturn.await();
              }
            });
    MockEndpoint offers = mock("o");
    offers.expectedMessageCount(1);
    start(route("mesos:x?events=OFFERS&frameworkIdRepository=#ids", "mock:o"));

    master.push(Events.offers("o1"));
    await().until(() -> component().session("x").consumers().waiting() == 1);
    await().until(() -> !saved.isEmpty());
    assertThat(offers.getReceivedCounter()).isZero();
    mayReturn.countDown();

    offers.assertIsSatisfied();
    assertThat(saved).containsExactly("x " + FakeMaster.FRAMEWORK);
  }

  @Test
  void anIdThatCannotBeSavedStopsTheSession() throws Exception {
    camel
        .getRegistry()
        .bind(
            "ids",
            new FrameworkIdRepository() {
              @Override
              public Optional<String> load(String session) {
                return Optional.empty();
              }

              @Override
              public void save(String session, String frameworkId) throws Exception {
                throw new java.io.IOException("disk full");
              }
            });
    MockEndpoint events = mock("e");
    events.expectedMessageCount(1);
    events.expectedHeaderReceived(MesosConstants.EVENT_TYPE, "STOPPED");
    start(route("mesos:x?events=OFFERS,STOPPED&frameworkIdRepository=#ids", "mock:e"));

    events.assertIsSatisfied();
    assertThat(component().session("x").failure().orElseThrow()).hasRootCauseMessage("disk full");
  }

  @Test
  void anotherProcessGoesOnWithTheSavedId(@TempDir Path directory) throws Exception {
    new FileFrameworkIdRepository(directory.toString()).save("x", "framework-of-old");
    start(
        route(
            "mesos:x?events=OFFERS&frameworkIdRepository="
                + "#class:io.mesosbatch.component.FileFrameworkIdRepository('"
                + directory
                + "')",
            "mock:o"));

    Call subscribe = master.calls(Call.Type.SUBSCRIBE).get(0);
    assertThat(subscribe.getFrameworkId().getValue()).isEqualTo("framework-of-old");
    assertThat(subscribe.getSubscribe().getFrameworkInfo().getId().getValue())
        .isEqualTo("framework-of-old");
  }

  @Test
  void theFileRepositoryKeepsOneIdASession(@TempDir Path directory) throws Exception {
    var repository = new FileFrameworkIdRepository(directory.resolve("a/b").toString());

    assertThat(repository.load("x")).isEmpty();
    repository.save("x", "1");
    repository.save("x", "2");
    repository.save("../y", "3");

    assertThat(repository.load("x")).contains("2");
    assertThat(repository.load("../y")).contains("3");
    assertThat(directory.resolve("a/b").toFile().list()).hasSize(2);
  }

  @Test
  void aFailedOverSessionIsOverUntilItIsRestarted() throws Exception {
    List<Throwable> handled = new CopyOnWriteArrayList<>();
    camel.getRegistry().bind("handler", new Handler(handled));
    start(route("mesos:x?events=OFFERS&exceptionHandler=#handler", "mock:o"));
    awaitSubscribed("x");

    master.push(Events.error("Framework failed over"));

    await().until(() -> !handled.isEmpty());
    assertThat(handled.get(0)).isInstanceOf(MesosException.FailedOver.class);
    assertThatThrownBy(() -> component().session("x").send(Calls.plain(Call.Type.REVIVE)).get())
        .hasCauseInstanceOf(MesosException.FailedOver.class);
    camel.getRouteController().stopRoute("r");
    camel.getRouteController().startRoute("r");
    master.next(Call.Type.SUBSCRIBE);
    awaitSubscribed("x");
  }

  @Test
  void aTeardownOfOnesOwnIsNoError() throws Exception {
    List<Throwable> handled = new CopyOnWriteArrayList<>();
    camel.getRegistry().bind("handler", new Handler(handled));
    MockEndpoint stopped = mock("stopped");
    stopped.expectedMessageCount(1);
    start(route("mesos:x?events=STOPPED&exceptionHandler=#handler", "mock:stopped"));
    awaitSubscribed("x");

    camel.createFluentProducerTemplate().to("mesos:x?operation=TEARDOWN").request();

    stopped.assertIsSatisfied();
    assertThat(stopped.getExchanges().get(0).getIn().getBody())
        .isInstanceOf(MesosException.FrameworkRemoved.class);
    assertThat(handled).isEmpty();
  }

  @Test
  void theErrorHandlerMayBeBridged() throws Exception {
    MockEndpoint errors = mock("errors");
    errors.expectedMessageCount(1);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(MesosException.FailedOver.class).handled(true).to("mock:errors");
            from("mesos:x?events=OFFERS&bridgeErrorHandler=true").to("mock:o");
          }
        });

    master.push(Events.error("Framework failed over"));

    errors.assertIsSatisfied();
  }

  @Test
  void whatIsInFlightIsFinishedAndAcknowledgedBeforeTheSessionIsLeft() throws Exception {
    Gate gate = new Gate();
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:x?events=UPDATE,OFFERS")
                .process(gate)
                .setHeader(MesosConstants.OPERATION, constant("KILL"))
                .to("mesos:x");
          }
        });
    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"));
    gate.awaitEntry();
    master.push(Events.offers("o1"), Events.update("t2", TaskState.TASK_RUNNING, "u2"));
    await().until(() -> component().session("x").consumers().waiting() == 2);

    CompletableFuture<Void> stop = CompletableFuture.runAsync(camel::stop);
    assertThat(master.next(Call.Type.DECLINE).getDecline().getOfferIdsCount()).isEqualTo(1);
    gate.open();
    stop.get();

    assertThat(master.calls(Call.Type.KILL)).hasSize(1);
    assertThat(master.calls(Call.Type.ACKNOWLEDGE))
        .extracting(c -> c.getAcknowledge().getTaskId().getValue())
        .containsExactly("t1");
    assertThat(master.calls(Call.Type.TEARDOWN)).isEmpty();
  }

  @Test
  void aOneShotProgramTearsDown() throws Exception {
    start(route("mesos:x?events=OFFERS&teardownOnStop=true", "mock:o"));
    awaitSubscribed("x");

    camel.stop();

    assertThat(master.calls(Call.Type.TEARDOWN)).hasSize(1);
  }

  @Test
  void theSessionIsLeftWithItsLastUser() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:x?events=OFFERS").routeId("r").to("mock:o");
            from("direct:in").routeId("p").to("mesos:x");
          }
        });
    awaitSubscribed("x");

    camel.getRouteController().stopRoute("r");
    assertThat(component().session("x").state()).isPresent();
    camel.getRouteController().stopRoute("p");
    assertThat(component().session("x").state()).isEmpty();
    camel.getRouteController().startRoute("p");
    master.next(Call.Type.SUBSCRIBE);
  }

  @Test
  void withoutAMasterTheRouteDoesNotStart() throws Exception {
    component().getConfiguration().setMaster(null);
    camel.addRoutes(route("mesos:x?events=OFFERS", "mock:o"));

    assertThatThrownBy(camel::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mesos:x: master is not set")
        .hasMessageContaining("camel.component.mesos.master");
  }

  @Test
  void unknownEventsAreRefused() throws Exception {
    camel.addRoutes(route("mesos:x?events=OFFERS,UPDTE", "mock:o"));

    assertThatThrownBy(camel::start).rootCause().hasMessageContaining("UPDTE");
  }
}
