package io.mesosbatch.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** What a consumer makes of events. */
class MesosConsumerTest extends ComponentTestBase {

  @Test
  void anUpdateComesWithHeadersAndIsAcknowledged() throws Exception {
    MockEndpoint updates = mock("updates");
    updates.expectedMessageCount(1);
    start(routes("mesos:crawler?events=UPDATE", "mock:updates"));

    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"));

    updates.assertIsSatisfied();
    Message message = updates.getExchanges().get(0).getIn();
    assertThat(message.getBody()).isInstanceOf(Event.class);
    assertThat(message.getHeaders())
        .containsEntry(MesosConstants.EVENT_TYPE, "UPDATE")
        .containsEntry(MesosConstants.FRAMEWORK_ID, FakeMaster.FRAMEWORK)
        .containsEntry(MesosConstants.TASK_ID, "t1")
        .containsEntry(MesosConstants.TASK_STATE, "TASK_RUNNING")
        .containsEntry(MesosConstants.AGENT_ID, "agent-1")
        .containsEntry(MesosConstants.MESSAGE_TIMESTAMP, 1500L)
        .containsEntry(MesosConstants.UUID, "u1".getBytes());
    Call.Acknowledge acknowledge = master.next(Call.Type.ACKNOWLEDGE).getAcknowledge();
    assertThat(acknowledge.getTaskId().getValue()).isEqualTo("t1");
    assertThat(acknowledge.getAgentId().getValue()).isEqualTo("agent-1");
    assertThat(acknowledge.getUuid().toStringUtf8()).isEqualTo("u1");
  }

  @Test
  void anUpdateIsNotAcknowledgedWhenItsExchangeFails() throws Exception {
    AtomicBoolean fail = new AtomicBoolean(true);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:crawler?events=UPDATE")
                .process(
                    exchange -> {
                      if (fail.getAndSet(false)) {
                        throw new IllegalStateException("not today");
                      }
                    });
          }
        });

    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"));
    await().untilFalse(fail);
    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1-again"));

    Call.Acknowledge first = master.next(Call.Type.ACKNOWLEDGE).getAcknowledge();
    assertThat(first.getUuid().toStringUtf8()).isEqualTo("u1-again");
  }

  @Test
  void anUpdateWithoutUuidIsNotAcknowledged() throws Exception {
    start(routes("mesos:crawler?events=UPDATE", "mock:updates"));

    master.push(
        Events.update("t1", TaskState.TASK_LOST, null),
        Events.update("t2", TaskState.TASK_RUNNING, "u2"));

    assertThat(master.next(Call.Type.ACKNOWLEDGE).getAcknowledge().getTaskId().getValue())
        .isEqualTo("t2");
  }

  @Test
  void withoutAutoAcknowledgeTheRouteAcknowledges() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:crawler?events=UPDATE&autoAcknowledge=false")
                .choice()
                .when(header(MesosConstants.TASK_ID).isEqualTo("t2"))
                .to("mesos:crawler?operation=ACKNOWLEDGE");
          }
        });

    master.push(
        Events.update("t1", TaskState.TASK_RUNNING, "u1"),
        Events.update("t2", TaskState.TASK_RUNNING, "u2"));

    assertThat(master.next(Call.Type.ACKNOWLEDGE).getAcknowledge().getTaskId().getValue())
        .isEqualTo("t2");
  }

  @Test
  void aBatchHoldsAllEventsThatWait() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    MockEndpoint batches = mock("batches");
    batches.expectedMessageCount(3);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:crawler?events=UPDATE,RESCIND&batch=true&maxBatch=3")
                .process(
                    exchange -> {
                      first.countDown();
                      go.await();
                    })
                .to("mock:batches");
          }
        });

    master.push(Events.update("t0", TaskState.TASK_RUNNING, "u0"));
    first.await();
    master.push(
        Events.rescind("o1"),
        Events.update("t1", TaskState.TASK_RUNNING, "u1"),
        Events.update("t2", TaskState.TASK_RUNNING, "u2"),
        Events.update("t3", TaskState.TASK_RUNNING, "u3"));
    await().until(() -> component().session("crawler").consumers().waiting() == 4);
    go.countDown();

    batches.assertIsSatisfied();
    assertThat(batches.getExchanges())
        .extracting(e -> e.getIn().getHeader(MesosConstants.BATCH_SIZE))
        .containsExactly(1, 3, 1);
    assertThat((List<?>) batches.getExchanges().get(1).getIn().getBody())
        .extracting(e -> ((Event) e).getType())
        .containsExactly(Event.Type.RESCIND, Event.Type.UPDATE, Event.Type.UPDATE);
    for (String task : List.of("t0", "t1", "t2", "t3")) {
      assertThat(master.next(Call.Type.ACKNOWLEDGE).getAcknowledge().getTaskId().getValue())
          .isEqualTo(task);
    }
  }

  @Test
  void ofAFailedBatchNothingIsAcknowledgedAndItsOffersGoBack() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:crawler?events=UPDATE,OFFERS&batch=true")
                .throwException(new IllegalStateException("not today"));
          }
        });

    master.push(Events.update("t1", TaskState.TASK_RUNNING, "u1"), Events.offers("o1", "o2"));

    assertThat(master.next(Call.Type.DECLINE).getDecline().getOfferIdsList())
        .extracting(id -> id.getValue())
        .containsExactly("o1", "o2");
    assertThat(master.calls(Call.Type.ACKNOWLEDGE)).isEmpty();
  }

  @Test
  void newsOnWhichTheRouteFailsComeAgainBeforeAllElseAndOffersGoBackMeanwhile() throws Exception {
    AtomicBoolean fail = new AtomicBoolean(true);
    AtomicInteger failures = new AtomicInteger();
    List<String> seen = new CopyOnWriteArrayList<>();
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:crawler?events=SUBSCRIBED,OFFERS,RESCIND,STOPPED")
                .process(
                    exchange -> {
                      if (fail.get()) {
                        failures.incrementAndGet();
                        throw new IllegalStateException("not today");
                      }
                      seen.add(
                          exchange.getMessage().getHeader(MesosConstants.EVENT_TYPE, String.class));
                    });
          }
        });
    await().until(() -> failures.get() >= 2);
    master.push(Events.offers("o1"), Events.rescind("o1"));
    assertThat(master.next(Call.Type.DECLINE).getDecline().getOfferIds(0).getValue())
        .isEqualTo("o1");
    fail.set(false);
    await().until(() -> seen.size() == 2);
    master.push(Events.offers("o2"));
    await().until(() -> seen.size() == 3);
    assertThat(seen).containsExactly("SUBSCRIBED", "RESCIND", "OFFERS");

    fail.set(true);
    failures.set(0);
    master.push(Events.error("Framework failed over"));
    await().until(() -> failures.get() >= 2);
    fail.set(false);
    await().until(() -> seen.size() == 4);
    assertThat(seen).endsWith("STOPPED");
    assertThat(master.calls(Call.Type.SUBSCRIBE)).hasSize(1);
  }

  @Test
  void asynchronousExchangesKeepTheOrder() throws Exception {
    MockEndpoint done = mock("done");
    done.expectedMessageCount(50);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:crawler?events=UPDATE").threads(4).to("mock:done");
          }
        });

    Event[] events = new Event[50];
    for (int i = 0; i < events.length; i++) {
      events[i] = Events.update("t" + i, TaskState.TASK_RUNNING, "u" + i);
    }
    master.push(events);

    done.assertIsSatisfied();
    for (int i = 0; i < events.length; i++) {
      assertThat(done.getExchanges().get(i).getIn().getHeader(MesosConstants.TASK_ID))
          .isEqualTo("t" + i);
    }
  }

  @Test
  void aBeanMayTakeWhatTheEventCarries() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("mesos:crawler?events=OFFERS").bean(new Placer()).to("mesos:crawler");
          }
        });

    master.push(Events.offers("o1"));

    Call.Accept accept = master.next(Call.Type.ACCEPT).getAccept();
    assertThat(accept.getOperations(0).getLaunch().getTaskInfos(0).getName()).isEqualTo("t-o1");
  }

  /** Of an application that knows nothing of exchanges. */
  public static final class Placer {
    public Call place(Event.Offers offers) {
      var offer = offers.getOffers(0);
      Call.Builder call = Call.newBuilder().setType(Call.Type.ACCEPT);
      call.getAcceptBuilder()
          .addOfferIds(offer.getId())
          .addOperationsBuilder()
          .setType(io.mesosbatch.mesos.v1.Offer.Operation.Type.LAUNCH)
          .getLaunchBuilder()
          .addTaskInfos(Events.task("t-" + offer.getId().getValue(), offer));
      return call.build();
    }
  }

  @Test
  void connectionChangesAreEventsToo() throws Exception {
    MockEndpoint news = mock("news");
    news.expectedMessageCount(4);
    start(routes("mesos:crawler?events=SUBSCRIBED,DISCONNECTED,STOPPED", "mock:news"));
    awaitSubscribed("crawler");

    master.breakStream();
    master.next(Call.Type.SUBSCRIBE);
    await().until(() -> news.getReceivedCounter() == 3);
    master.push(Events.error("Framework failed over"));

    news.assertIsSatisfied();
    assertThat(news.getExchanges())
        .extracting(e -> e.getIn().getHeader(MesosConstants.EVENT_TYPE))
        .containsExactly("SUBSCRIBED", "DISCONNECTED", "SUBSCRIBED", "STOPPED");
    Exchange stopped = news.getExchanges().get(3);
    assertThat(stopped.getIn().getBody())
        .isInstanceOf(io.mesosbatch.client.MesosException.FailedOver.class);
  }

  private static RouteBuilder routes(String from, String to) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from(from).to(to);
      }
    };
  }
}
