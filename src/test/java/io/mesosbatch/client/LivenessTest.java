package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.client.ClientState.Phase;
import io.mesosbatch.client.RecordingListener.Disconnected;
import io.mesosbatch.client.RecordingListener.Subscribed;
import io.mesosbatch.client.RecordingListener.Unreachable;
import io.mesosbatch.client.ScriptedMaster.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections that are dead and do not say so (design rule 7). */
class LivenessTest extends ClientTestBase {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void silenceOfSeveralHeartbeatIntervalsEndsTheSubscription() throws Exception {
    master.onSubscribe(
        exchange -> exchange.subscribe("s-1", "f", 0.05),
        exchange -> exchange.subscribe("s-2", "f", 15));
    SchedulerClient client = subscribed();
    assertThat(listener.next(Disconnected.class).why())
        .isInstanceOf(MesosException.TimedOut.class)
        .hasMessageContaining("PT0.25S");
    listener.next(Subscribed.class);
    assertThat(client.state().streamId()).contains("s-2");
  }

  @Test
  void withoutAnIntervalTheConfiguredOneCounts() throws Exception {
    master.onSubscribe(
        exchange -> exchange.subscribe("s-1", "f", 0),
        exchange -> exchange.subscribe("s-2", "f", 15));
    subscribed(config().withTiming(timing(LONG, LONG, Duration.ofMillis(40))));
    assertThat(listener.next(Disconnected.class).why())
        .isInstanceOf(MesosException.TimedOut.class)
        .hasMessageContaining("PT0.2S");
    listener.next(Subscribed.class);
  }

  @Test
  void heartbeatsKeepTheSubscription() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    List<Exchange> streams = new CopyOnWriteArrayList<>();
    master.onSubscribe(
        exchange -> {
          streams.add(exchange);
          exchange.subscribe("s-1", "f", 0.2);
          for (int i = 0; i < 30; i++) {
            exchange.events(ScriptedMaster.Events.heartbeat());
            assertThat(done.await(50, TimeUnit.MILLISECONDS)).isFalse();
          }
          exchange.events(ScriptedMaster.Events.rescind("after 1.5 s"));
        });
    subscribed();
    listener.next(RecordingListener.Events.class);
    assertThat(streams).hasSize(1);
  }

  @Test
  void aMasterThatNeverAnswersSubscribeIsLeft() throws Exception {
    master.onSubscribe(exchange -> {}, exchange -> exchange.subscribe("s", "f", 15));
    start(config().withTiming(timing(SHORT, LONG, LONG)));
    assertThat(listener.next(Unreachable.class).why())
        .isInstanceOf(MesosException.TimedOut.class)
        .hasMessageContaining("SUBSCRIBE");
    listener.next(Subscribed.class);
  }

  @Test
  void aMasterThatAcceptsAndNeverSaysSubscribedIsLeft() throws Exception {
    master.onSubscribe(
        exchange -> exchange.accept("s"), exchange -> exchange.subscribe("s", "f", 15));
    start(config().withTiming(timing(SHORT, LONG, LONG)));
    assertThat(listener.next(Unreachable.class).why()).isInstanceOf(MesosException.TimedOut.class);
    listener.next(Subscribed.class);
  }

  @Test
  void callsThatAreNeverAnsweredFailAndTheNextGoOnANewConnection() throws Exception {
    List<Integer> deaf = new CopyOnWriteArrayList<>();
    master
        .onSubscribe(exchange -> exchange.subscribe("s", "f", 15))
        .onCall(
            exchange -> {
              if (deaf.isEmpty() || deaf.contains(exchange.connection())) {
                deaf.add(exchange.connection());
              } else {
                exchange.send(ScriptedMaster.OK_202);
              }
            });
    SchedulerClient client = subscribed(config().withTiming(timing(LONG, SHORT, LONG)));
    CompletableFuture<Void> first = client.send(kill("1"));
    CompletableFuture<Void> second = client.send(kill("2"));
    assertThat(failure(first, MesosException.TimedOut.class).mayHaveArrived()).isTrue();
    failure(second, MesosException.TimedOut.class);
    succeeds(client.send(kill("3")));
    assertThat(client.state().phase()).isEqualTo(Phase.SUBSCRIBED);
    assertThat(listener.heardNothing()).isTrue();
  }

  @Test
  void slowAnswersInARowAreNoSilence() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    master
        .onSubscribe(exchange -> exchange.subscribe("s", "f", 15))
        .onCall(
            exchange -> {
              assertThat(never.await(60, TimeUnit.MILLISECONDS)).isFalse();
              exchange.send(ScriptedMaster.OK_202);
            });
    SchedulerClient client =
        subscribed(config().withTiming(timing(LONG, Duration.ofMillis(400), LONG)));
    CompletableFuture<?>[] calls = new CompletableFuture<?>[15];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = client.send(kill("t" + i));
    }
    CompletableFuture.allOf(calls).get(ScriptedMaster.WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private static Timing timing(Duration subscribe, Duration call, Duration heartbeat) {
    return new Timing(
        LONG, subscribe, call, heartbeat, 5, Duration.ofMillis(5), Duration.ofMillis(40));
  }
}
