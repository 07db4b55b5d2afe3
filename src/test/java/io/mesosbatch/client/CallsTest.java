package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.client.ClientState.Phase;
import io.mesosbatch.client.RecordingListener.Disconnected;
import io.mesosbatch.client.RecordingListener.Stopped;
import io.mesosbatch.client.RecordingListener.Subscribed;
import io.mesosbatch.client.ScriptedMaster.Exchange;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.wire.ContentType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallsTest extends ClientTestBase {
  private static final Call TEARDOWN = Call.newBuilder().setType(Call.Type.TEARDOWN).build();
  private final AtomicInteger subscriptions = new AtomicInteger();

  @BeforeEach
  void acceptSubscriptions() {
    master.onSubscribe(
        exchange -> exchange.subscribe("s-" + subscriptions.incrementAndGet(), "f-1", 15));
  }

  @ParameterizedTest
  @EnumSource(ContentType.class)
  void aCallGoesOnItsOwnConnectionWithStreamAndFrameworkId(ContentType type) throws Exception {
    SchedulerClient client = subscribed(config().withContentType(type));
    succeeds(client.send(kill("t")));
    Exchange subscribe = master.next();
    Exchange call = master.next();
    assertThat(call.connection()).isNotEqualTo(subscribe.connection());
    assertThat(call.line()).isEqualTo("POST /api/v1/scheduler HTTP/1.1");
    assertThat(call.headers())
        .containsEntry("Mesos-Stream-Id", "s-1")
        .containsEntry("Content-Type", type.mediaType())
        .containsEntry("Accept", type.mediaType());
    assertThat(call.call().getFrameworkId().getValue()).isEqualTo("f-1");
    assertThat(call.call().getKill().getTaskId().getValue()).isEqualTo("t");
  }

  @Test
  void callsArePipelinedInOrderOnOneConnection() throws Exception {
    int count = 2_000;
    SchedulerClient client = subscribed();
    master.next();
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(client.send(kill("t" + i)));
    }
    succeeds(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
    int connection = -1;
    for (int i = 0; i < count; i++) {
      Exchange call = master.next();
      assertThat(call.call().getKill().getTaskId().getValue()).isEqualTo("t" + i);
      assertThat(connection).isIn(-1, call.connection());
      connection = call.connection();
    }
    assertThat(client.state().callsInFlight()).isZero();
    assertThat(client.state().callsQueued()).isZero();
  }

  @Test
  void laterCallsLeaveBeforeTheFirstIsAnswered() throws Exception {
    List<Exchange> unanswered = new CopyOnWriteArrayList<>();
    master.onCall(unanswered::add);
    SchedulerClient client = subscribed();
    CompletableFuture<Void> first = client.send(kill("1"));
    CompletableFuture<Void> second = client.send(kill("2"));
    await().until(() -> unanswered.size() == 2);
    assertThat(first).isNotDone();
    unanswered.get(0).answer(400, "no");
    failure(first, MesosException.Refused.class);
    assertThat(second).isNotDone();
    unanswered.get(1).send(ScriptedMaster.OK_202);
    succeeds(second);
  }

  @Test
  void onlySoManyCallsAreInFlight() throws Exception {
    List<Exchange> unanswered = new CopyOnWriteArrayList<>();
    master.onCall(unanswered::add);
    SchedulerClient client = subscribed(config().withLimits(new Limits(1 << 20, 3, 100, 5)));
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sent.add(client.send(kill("t" + i)));
    }
    await().until(() -> client.state().callsInFlight() == 3 && unanswered.size() == 3);
    assertThat(client.state().callsQueued()).isEqualTo(7);
    for (int i = 0; i < 10; i++) {
      int n = i;
      await().until(() -> unanswered.size() > n);
      unanswered.get(i).send(ScriptedMaster.OK_202);
      succeeds(sent.get(i));
    }
  }

  @Test
  void aFullQueueHoldsTheSenderBackAndIsAnErrorOnTheEventLoop() throws Exception {
    List<Exchange> unanswered = new CopyOnWriteArrayList<>();
    master.onCall(unanswered::add);
    SchedulerClient client = subscribed(config().withLimits(new Limits(1 << 20, 1, 2, 5)));
    CompletableFuture<CompletableFuture<Void>> onLoop = new CompletableFuture<>();
    client
        .send(kill("0"))
        .whenComplete((ok, error) -> onLoop.complete(client.send(kill("on the loop"))));
    client.send(kill("1"));
    await().until(() -> client.state().callsInFlight() == 1 && client.state().callsQueued() == 1);
    client.send(kill("2"));

    CountDownLatch through = new CountDownLatch(1);
    Thread sender =
        new Thread(
            () -> {
              client.send(kill("3"));
              through.countDown();
            });
    sender.start();
    await().until(() -> sender.getState() == Thread.State.WAITING);
    assertThat(client.state().callsQueued()).isEqualTo(2);
    assertThat(unanswered).hasSize(1);

    unanswered.get(0).send(ScriptedMaster.OK_202);
    failure(
        onLoop.get(ScriptedMaster.WAIT_SECONDS, TimeUnit.SECONDS), MesosException.QueueFull.class);
    assertThat(through.await(ScriptedMaster.WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aBrokenConnectionFailsWhatIsInFlightAndTheNextCallsGoOn() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    AtomicInteger first = new AtomicInteger(-1);
    master.onCall(
        exchange -> {
          first.compareAndSet(-1, exchange.connection());
          got.add(exchange.call().getKill().getTaskId().getValue());
          if (exchange.connection() != first.get()) {
            exchange.send(ScriptedMaster.OK_202);
          } else if (got.size() == 2) {
            exchange.close();
          }
        });
    SchedulerClient client = subscribed(config().withLimits(new Limits(1 << 20, 2, 100, 5)));
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sent.add(client.send(kill("t" + i)));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(failure(sent.get(i), MesosException.ConnectionLost.class).mayHaveArrived())
          .isTrue();
    }
    for (int i = 2; i < 6; i++) {
      succeeds(sent.get(i));
    }
    assertThat(got).containsExactly("t0", "t1", "t2", "t3", "t4", "t5");
    assertThat(client.state().phase()).isEqualTo(Phase.SUBSCRIBED);
  }

  @Test
  void aConnectionThatTheMasterClosesAfterAnAnswerIsMadeAnew() throws Exception {
    master.onCall(
        exchange -> {
          exchange.send("HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
          exchange.close();
        });
    SchedulerClient client = subscribed();
    for (int i = 0; i < 5; i++) {
      succeeds(client.send(kill("t" + i)));
    }
    assertThat(client.state().phase()).isEqualTo(Phase.SUBSCRIBED);
  }

  @Test
  void withoutASubscriptionACallIsNotSent() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    ScriptedMaster silent = new ScriptedMaster().onSubscribe(exchange -> go.await());
    try (silent) {
      SchedulerClient client =
          start(ClientConfig.of(silent.detector(), FRAMEWORK).withTiming(TIMING));
      silent.next();
      MesosException why = failure(client.send(REVIVE), MesosException.NotSubscribed.class);
      assertThat(why.mayHaveArrived()).isFalse();
      go.countDown();
    }
  }

  @Test
  void callsOfALostSubscriptionAreNotSentUnderTheNext() throws Exception {
    List<Exchange> unanswered = new CopyOnWriteArrayList<>();
    CountDownLatch cut = new CountDownLatch(1);
    ScriptedMaster other =
        new ScriptedMaster()
            .onSubscribe(
                exchange -> {
                  exchange.subscribe("old", "f-1", 15);
                  cut.await();
                  exchange.close();
                },
                exchange -> exchange.subscribe("new", "f-1", 15))
            .onCall(
                exchange -> {
                  unanswered.add(exchange);
                  if (exchange.headers().get("Mesos-Stream-Id").equals("new")) {
                    exchange.send(ScriptedMaster.OK_202);
                  }
                });
    try (other) {
      SchedulerClient client =
          subscribed(
              ClientConfig.of(other.detector(), FRAMEWORK)
                  .withTiming(TIMING)
                  .withLimits(new Limits(1 << 20, 1, 100, 5)));
      CompletableFuture<Void> inFlight = client.send(kill("sent"));
      CompletableFuture<Void> queued = client.send(kill("queued"));
      await().until(() -> unanswered.size() == 1);
      cut.countDown();
      failure(queued, MesosException.NotSubscribed.class);
      listener.next(Disconnected.class);
      listener.next(Subscribed.class);
      assertThat(failure(inFlight, MesosException.ConnectionLost.class).mayHaveArrived()).isTrue();
      succeeds(client.send(kill("after")));
      assertThat(unanswered)
          .extracting(e -> e.call().getKill().getTaskId().getValue())
          .containsExactly("sent", "after");
    }
  }

  @Test
  void anAcceptedTeardownStopsTheSession() throws Exception {
    SchedulerClient client = subscribed();
    succeeds(client.send(TEARDOWN));
    assertThat(listener.next(Stopped.class).why())
        .isInstanceOf(MesosException.FrameworkRemoved.class);
    assertThat(client.state().phase()).isEqualTo(Phase.STOPPED);
    failure(client.send(REVIVE), MesosException.FrameworkRemoved.class);
  }

  @Test
  void theStreamMayEndBeforeTheTeardownIsAnswered() throws Exception {
    List<Exchange> stream = new CopyOnWriteArrayList<>();
    ScriptedMaster other =
        new ScriptedMaster()
            .onSubscribe(
                exchange -> {
                  stream.add(exchange);
                  exchange.subscribe("s", "f-1", 15);
                })
            .onCall(
                exchange -> {
                  stream.get(0).close();
                  assertThat(listener.next(Disconnected.class)).isNotNull();
                  exchange.send(ScriptedMaster.OK_202);
                });
    try (other) {
      SchedulerClient client =
          subscribed(ClientConfig.of(other.detector(), FRAMEWORK).withTiming(TIMING));
      succeeds(client.send(TEARDOWN));
      assertThat(listener.next(Stopped.class).why())
          .isInstanceOf(MesosException.FrameworkRemoved.class);
      assertThat(stream).hasSize(1);
    }
  }

  @Test
  void anAcceptedUpdateFrameworkChangesTheNextSubscribe() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    ScriptedMaster other =
        new ScriptedMaster()
            .onSubscribe(
                exchange -> {
                  exchange.subscribe("old", "f-1", 15);
                  cut.await();
                  exchange.close();
                },
                exchange -> exchange.subscribe("new", "f-1", 15));
    try (other) {
      SchedulerClient client =
          subscribed(ClientConfig.of(other.detector(), FRAMEWORK).withTiming(TIMING));
      FrameworkInfo changed = FRAMEWORK.toBuilder().addRoles("batch").build();
      Call.Builder update = Call.newBuilder().setType(Call.Type.UPDATE_FRAMEWORK);
      update.getUpdateFrameworkBuilder().setFrameworkInfo(changed).addSuppressedRoles("batch");
      succeeds(client.send(update.build()));
      assertThat(
              other.next(Call.Type.UPDATE_FRAMEWORK).call().getUpdateFramework().getFrameworkInfo())
          .as("the id is filled in")
          .extracting(info -> info.getId().getValue())
          .isEqualTo("f-1");
      cut.countDown();
      Call.Subscribe next = other.next(Call.Type.SUBSCRIBE).call().getSubscribe();
      assertThat(next.getFrameworkInfo().getRolesList()).containsExactly("*", "batch");
      assertThat(next.getFrameworkInfo().getId().getValue()).isEqualTo("f-1");
      assertThat(next.getSuppressedRolesList()).containsExactly("batch");
    }
  }

  @Test
  void subscribeIsNotForTheCallerToSend() throws Exception {
    SchedulerClient client = subscribed();
    Call subscribe = Call.newBuilder().setType(Call.Type.SUBSCRIBE).build();
    assertThatThrownBy(() -> client.send(subscribe)).isInstanceOf(IllegalArgumentException.class);
  }
}
