package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.scheduler.Call;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** One session, many endpoints. */
class MesosSessionTest extends ComponentTestBase {

  private static RouteBuilder routes(String... fromAndTo) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        for (int i = 0; i < fromAndTo.length; i += 2) {
          from(fromAndTo[i]).routeId("r" + i / 2).to(fromAndTo[i + 1]);
        }
      }
    };
  }

  @Test
  void endpointsOfOneNameShareOneSubscription() throws Exception {
    MockEndpoint offers = mock("offers");
    MockEndpoint updates = mock("updates");
    offers.expectedMessageCount(1);
    updates.expectedMessageCount(1);
    start(
        routes(
            "mesos:x?events=OFFERS", "mock:offers",
            "mesos:x?events=UPDATE", "mock:updates",
            "direct:kill", "mesos:x?operation=KILL"));

    master.push(Events.offers("o1"), Events.update("t1", TaskState.TASK_RUNNING, "u1"));
    camel.createFluentProducerTemplate().to("direct:kill").withBody("t1").send();

    MockEndpoint.assertIsSatisfied(offers, updates);
    master.next(Call.Type.KILL);
    assertThat(master.calls(Call.Type.SUBSCRIBE)).hasSize(1);
  }

  @Test
  void anotherNameIsAnotherFramework() throws Exception {
    start(routes("mesos:x?events=OFFERS", "mock:x", "mesos:y?events=OFFERS", "mock:y"));
    master.next(Call.Type.SUBSCRIBE);

    assertThat(master.calls(Call.Type.SUBSCRIBE))
        .extracting(c -> c.getSubscribe().getFrameworkInfo().getName())
        .containsExactlyInAnyOrder("x", "y");
  }

  @Test
  void anEndpointWithoutOptionsTakesThoseOfTheOthers() throws Exception {
    start(
        routes(
            "mesos:x?events=UPDATE", "mock:u",
            "mesos:x?events=OFFERS&roles=web&framework-name=crawler", "mock:o"));

    var framework = master.calls(Call.Type.SUBSCRIBE).get(0).getSubscribe().getFrameworkInfo();
    assertThat(framework.getRolesList()).containsExactly("web");
    assertThat(framework.getName()).isEqualTo("crawler");
  }

  @Test
  void contradictingOptionsAreRefusedAndBothEndpointsNamed() {
    assertThatThrownBy(
            () -> {
              camel.addRoutes(
                  routes(
                      "mesos:x?events=UPDATE&roles=a&principal=p&secret=tops", "mock:u",
                      "mesos:x?events=OFFERS&roles=b", "mock:o"));
              camel.start();
            })
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("roles")
        .hasMessageContaining("events=UPDATE")
        .hasMessageContaining("events=OFFERS")
        .hasMessageNotContaining("tops");
  }

  @Test
  void anOptionThatComesTooLateIsRefused() throws Exception {
    start(routes("mesos:x?events=UPDATE", "mock:u"));

    assertThatThrownBy(() -> camel.getEndpoint("mesos:x?roles=b"))
        .rootCause()
        .hasMessageContaining("roles")
        .hasMessageContaining("has been started without it");
  }

  @Test
  void twoConsumersMustNotTakeTheSameOffers() {
    assertThatThrownBy(
            () -> {
              camel.addRoutes(
                  routes(
                      "mesos:x?events=OFFERS", "mock:a", "mesos:x?events=OFFERS,UPDATE", "mock:b"));
              camel.start();
            })
        .hasMessageContaining("both take OFFERS")
        .hasMessageContaining("events=OFFERS and")
        .hasMessageContaining("events=OFFERS,UPDATE");
  }

  @Test
  void aSecondConsumerMayWatchUpdates() throws Exception {
    MockEndpoint watched = mock("watched");
    watched.expectedMessageCount(1);
    start(
        routes(
            "mesos:x?events=UPDATE", "mock:u",
            "mesos:x?events=UPDATE&autoAcknowledge=false", "mock:watched"));

    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"));

    watched.assertIsSatisfied();
    master.next(Call.Type.ACKNOWLEDGE);
    camel.stop();
    assertThat(master.calls(Call.Type.ACKNOWLEDGE)).hasSize(1);
  }

  @Test
  void withoutAConsumerOfOffersNoOffersFlow() throws Exception {
    start(routes("mesos:x?events=UPDATE&roles=a,b", "mock:u"));

    assertThat(master.calls(Call.Type.SUBSCRIBE).get(0).getSubscribe().getSuppressedRolesList())
        .containsExactly("a", "b");
    awaitSubscribed("x");
    master.push(Events.offers("o1"));
    assertThat(master.next(Call.Type.DECLINE).getDecline().getOfferIds(0).getValue())
        .isEqualTo("o1");
  }

  @Test
  void updatesThatNobodyTakesAreAcknowledged() throws Exception {
    start(routes("mesos:x?events=OFFERS", "mock:o"));

    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"));

    master.next(Call.Type.ACKNOWLEDGE);
  }

  @Test
  void updatesOfAStoppedConsumerAreLeftToIt() throws Exception {
    start(routes("mesos:x?events=OFFERS", "mock:o", "mesos:x?events=UPDATE", "mock:u"));
    camel.getRouteController().stopRoute("r1");

    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"), Events.offers("o1"));
    await().until(() -> mock("o").getReceivedCounter() == 1);
    camel.getRouteController().startRoute("r1");
    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1-again"));

    assertThat(master.next(Call.Type.ACKNOWLEDGE).getAcknowledge().getUuid().toStringUtf8())
        .isEqualTo("u1-again");
  }

  @Test
  void suspendingSuppressesAndResumingRevives() throws Exception {
    start(routes("mesos:x?events=OFFERS,UPDATE", "mock:o"));
    awaitSubscribed("x");

    camel.getRouteController().suspendRoute("r0");
    master.next(Call.Type.SUPPRESS);
    master.push(Events.offers("o1"), Events.update("t1", TaskState.TASK_RUNNING, "u1"));
    master.next(Call.Type.DECLINE);
    assertThat(mock("o").getReceivedCounter()).isZero();
    camel.getRouteController().resumeRoute("r0");
    // The event of the update and the call of the session go their ways at the same time.
    await().until(() -> !master.calls(Call.Type.REVIVE).isEmpty());
    await().until(() -> !master.calls(Call.Type.ACKNOWLEDGE).isEmpty());

    assertThat(mock("o").getExchanges().get(0).getIn().getHeader(MesosConstants.TASK_ID))
        .isEqualTo("t1");
  }

  @Test
  void suppressIsRepeatedUntilTheMasterTakesIt() throws Exception {
    start(routes("mesos:x?events=OFFERS", "mock:o"));
    awaitSubscribed("x");
    AtomicInteger refusals = new AtomicInteger();
    master.refuse(call -> call.getType() == Call.Type.SUPPRESS && refusals.getAndIncrement() == 0);

    camel.getRouteController().suspendRoute("r0");

    master.next(Call.Type.SUPPRESS);
    assertThat(refusals).hasValue(2);
  }

  @Test
  void theEndpointShowsHowTheSessionIs() throws Exception {
    start(routes("mesos:x?events=OFFERS", "mock:o"));
    awaitSubscribed("x");
    MesosEndpoint endpoint = camel.getEndpoint("mesos:x?events=OFFERS", MesosEndpoint.class);

    assertThat(endpoint.getSessionPhase()).isEqualTo("SUBSCRIBED");
    assertThat(endpoint.getSessionMaster()).isEqualTo("http://" + master.address());
    assertThat(endpoint.getSessionFrameworkId()).isEqualTo(FakeMaster.FRAMEWORK);
    assertThat(endpoint.getSessionCallsInFlight()).isZero();
    camel.getRouteController().stopRoute("r0");
    assertThat(endpoint.getSessionPhase()).isEqualTo("NOT_STARTED");
  }

  @Test
  void aConsumerOfOffersThatStartsLaterRevives() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:x?events=UPDATE").to("mock:u");
            from("mesos:x?events=OFFERS").routeId("offers").autoStartup(false).to("mock:o");
          }
        });
    awaitSubscribed("x");

    camel.getRouteController().startRoute("offers");
    master.next(Call.Type.REVIVE);
    camel.getRouteController().stopRoute("offers");
    master.next(Call.Type.SUPPRESS);
  }

  @Test
  void aConsumerThatStartsLaterHearsOfTheSubscription() throws Exception {
    MockEndpoint late = mock("late");
    late.expectedHeaderReceived(MesosConstants.EVENT_TYPE, "SUBSCRIBED");
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:x?events=UPDATE").to("mock:u");
            from("mesos:x?events=SUBSCRIBED").routeId("late").autoStartup(false).to("mock:late");
          }
        });
    awaitSubscribed("x");

    camel.getRouteController().startRoute("late");

    late.assertIsSatisfied();
  }

  @Test
  void offersThatWaitAreVoidAfterADisconnection() throws Exception {
    Gate gate = new Gate();
    MockEndpoint seen = mock("seen");
    seen.expectedMessageCount(3);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:x?events=OFFERS,UPDATE").process(gate).to("mock:seen");
          }
        });
    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"));
    gate.awaitEntry();
    master.push(Events.offers("o1"), Events.update("t2", TaskState.TASK_RUNNING, "u2"));
    await().until(() -> component().session("x").consumers().waiting() == 2);

    master.breakStream();
    master.next(Call.Type.SUBSCRIBE);
    master.push(Events.offers("o2"));
    gate.open();

    seen.assertIsSatisfied();
    assertThat(seen.getExchanges())
        .extracting(e -> e.getIn().getHeader(MesosConstants.EVENT_TYPE))
        .containsExactly("UPDATE", "UPDATE", "OFFERS");
  }

  @Test
  void aFullQueueStopsReadingButNotCalls() throws Exception {
    Gate gate = new Gate();
    MockEndpoint seen = mock("seen");
    seen.expectedMessageCount(31);
    master.heartbeat(100);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:x?events=RESCIND&queueSize=10").process(gate).to("mock:seen");
          }
        });
    master.push(Events.rescind("first"));
    gate.awaitEntry();
    for (int i = 0; i < 10; i++) {
      master.push(Events.rescind("o" + i));
    }
    MesosSession session = component().session("x");
    await().until(() -> session.consumers().waiting() == 10);

    for (int i = 10; i < 30; i++) {
      master.push(Events.rescind("o" + i));
    }
    long longerThanSilenceMayLast = System.nanoTime() + 1_000_000_000L;
    while (System.nanoTime() < longerThanSilenceMayLast) {
      camel.createFluentProducerTemplate().to("mesos:x?operation=KILL").withBody("t").request();
    }
    assertThat(session.consumers().waiting()).isEqualTo(10);
    assertThat(session.state().orElseThrow().subscriptions()).isEqualTo(1);
    gate.open();

    seen.assertIsSatisfied();
    assertThat(seen.getExchanges().get(30).getIn().getHeader(MesosConstants.OFFER_IDS))
        .asString()
        .contains("o29");
  }
}
