package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.FreePort;
import io.mesosbatch.client.ClientState.Phase;
import io.mesosbatch.client.RecordingListener.Disconnected;
import io.mesosbatch.client.RecordingListener.Events;
import io.mesosbatch.client.RecordingListener.Stopped;
import io.mesosbatch.client.RecordingListener.Subscribed;
import io.mesosbatch.client.RecordingListener.Unreachable;
import io.mesosbatch.client.ScriptedMaster.Exchange;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SubscribeTest extends ClientTestBase {
  private static final String FRAMEWORK_ID = "0fe1bdbb-0001";

  static Stream<Path> streams() {
    return Stream.of(ContentType.values()).flatMap(t -> Recordings.streams(t).stream());
  }

  /** Recorded streams begin with SUBSCRIBED or ERROR, and end or are cut off. */
  @ParameterizedTest
  @MethodSource("streams")
  void aRecordedStreamComesOutInOrder(Path file) throws Exception {
    ContentType type = Recordings.encoding(file);
    byte[] raw = Files.readAllBytes(file);
    master.onSubscribe(
        exchange -> {
          for (int at = 0; at < raw.length; at += 997) {
            exchange.send(Arrays.copyOfRange(raw, at, Math.min(raw.length, at + 997)));
          }
          exchange.close();
        },
        exchange -> exchange.answer(401, "enough"));
    start(config().withContentType(type));

    List<Event> got = new ArrayList<>();
    for (RecordingListener.Told told = listener.any(); ; told = listener.any()) {
      if (told instanceof Subscribed s) {
        got.add(Event.newBuilder().setType(Event.Type.SUBSCRIBED).setSubscribed(s.event()).build());
      } else if (told instanceof Events e) {
        got.addAll(e.inOrder());
      } else if (told instanceof Stopped s) {
        if (s.why() instanceof MesosException.Unauthorized) {
          break;
        }
        got.add(ScriptedMaster.Events.error(s.why().getMessage()));
        break;
      }
    }
    assertThat(got).containsExactlyElementsOf(expected(file));
  }

  /** What was recorded, without heartbeats, up to the first ERROR. */
  private static List<Event> expected(Path file) throws Exception {
    List<Event> events = new ArrayList<>();
    for (byte[] record : Recordings.records(Recordings.body(file))) {
      Event.Builder event = Event.newBuilder();
      Recordings.encoding(file).decode(record, 0, record.length, event);
      if (event.getType() != Event.Type.HEARTBEAT) {
        events.add(event.build());
      }
      if (event.getType() == Event.Type.ERROR) {
        break;
      }
    }
    return events;
  }

  @ParameterizedTest
  @EnumSource(ContentType.class)
  void subscribeIsSaidAsMesosWantsIt(ContentType type) throws Exception {
    master.onSubscribe(exchange -> exchange.subscribe("s-1", FRAMEWORK_ID, 15));
    SchedulerClient client = subscribed(config().withContentType(type));

    Exchange subscribe = master.next();
    assertThat(subscribe.line()).isEqualTo("POST /api/v1/scheduler HTTP/1.1");
    assertThat(subscribe.headers())
        .containsEntry("Host", "127.0.0.1:" + master.port())
        .containsEntry("Content-Type", type.mediaType())
        .containsEntry("Accept", type.mediaType())
        .doesNotContainKeys("Mesos-Stream-Id", "Authorization");
    assertThat(subscribe.call())
        .isEqualTo(
            Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(FRAMEWORK))
                .build());
    assertThat(client.state().phase()).isEqualTo(Phase.SUBSCRIBED);
    assertThat(client.state().streamId()).contains("s-1");
    assertThat(client.state().frameworkId()).contains(id(FRAMEWORK_ID));
    assertThat(client.state().lastEvent()).isPresent();
    assertThat(client.state().subscriptions()).isEqualTo(1);
  }

  @Test
  void aKnownFrameworkSaysItsIdTwice() throws Exception {
    master.onSubscribe(exchange -> exchange.subscribe("s-1", FRAMEWORK_ID, 15));
    subscribed(
        ClientConfig.of(master.detector(), FRAMEWORK.toBuilder().setId(id(FRAMEWORK_ID)).build()));
    Call call = master.next().call();
    assertThat(call.getFrameworkId()).isEqualTo(id(FRAMEWORK_ID));
    assertThat(call.getSubscribe().getFrameworkInfo().getId()).isEqualTo(id(FRAMEWORK_ID));
  }

  @Test
  void theIdFromTheFirstSubscriptionIsUsedForTheNext() throws Exception {
    master.onSubscribe(
        exchange -> {
          exchange.subscribe("s-1", FRAMEWORK_ID, 15);
          exchange.close();
        },
        exchange -> exchange.subscribe("s-2", FRAMEWORK_ID, 15));
    SchedulerClient client = subscribed();
    assertThat(listener.next(Disconnected.class).why())
        .isInstanceOf(MesosException.ConnectionLost.class);
    listener.next(Subscribed.class);
    assertThat(master.next().call().hasFrameworkId()).isFalse();
    assertThat(master.next().call().getFrameworkId()).isEqualTo(id(FRAMEWORK_ID));
    assertThat(client.state().streamId()).contains("s-2");
    assertThat(client.state().subscriptions()).isEqualTo(2);
  }

  @Test
  void whatComesInOneReadIsOneBatchInOrder() throws Exception {
    Event[] many = new Event[500];
    Arrays.setAll(many, i -> ScriptedMaster.Events.rescind("o" + i));
    master.onSubscribe(
        exchange -> {
          exchange.subscribe("s-1", FRAMEWORK_ID, 15);
          exchange.events(many);
        });
    subscribed();
    List<String> offers = new ArrayList<>();
    int batches = 0;
    while (offers.size() < many.length) {
      offers.addAll(ScriptedMaster.Events.offers(listener.next(Events.class).inOrder()));
      batches++;
    }
    assertThat(offers).hasSize(500).startsWith("o0", "o1").endsWith("o498", "o499");
    assertThat(batches).isLessThan(50);
  }

  @Test
  void aConnectionCutWithinARecordIsSubscribedAnew() throws Exception {
    master.onSubscribe(
        exchange -> {
          exchange.subscribe("s-1", FRAMEWORK_ID, 15);
          exchange.events(ScriptedMaster.Events.rescind("whole"));
          exchange.send("64\r\n90\n\u0008\u0003");
          exchange.close();
        },
        exchange -> {
          exchange.subscribe("s-2", FRAMEWORK_ID, 15);
          exchange.events(ScriptedMaster.Events.rescind("next"));
        });
    subscribed();
    assertThat(ScriptedMaster.Events.offers(listener.next(Events.class).inOrder()))
        .containsExactly("whole");
    assertThat(listener.next(Disconnected.class).why())
        .isInstanceOf(MesosException.ConnectionLost.class);
    listener.next(Subscribed.class);
    assertThat(ScriptedMaster.Events.offers(listener.next(Events.class).inOrder()))
        .containsExactly("next");
  }

  @Test
  void eventsOfAnEndedSubscriptionAreDropped() throws Exception {
    List<Exchange> streams = new CopyOnWriteArrayList<>();
    master
        .onSubscribe(
            exchange -> {
              streams.add(exchange);
              exchange.subscribe("s-" + streams.size(), FRAMEWORK_ID, 15);
            })
        .onCall(
            exchange ->
                exchange.answer(
                    400,
                    "The stream ID 's-1' included in this request didn't match the stream ID"));
    SchedulerClient client = subscribed();
    failure(client.send(REVIVE), MesosException.NotSubscribed.class);
    assertThat(listener.next(Disconnected.class).why())
        .isInstanceOf(MesosException.NotSubscribed.class)
        .hasMessageContaining("didn't match the stream ID");
    listener.next(Subscribed.class);
    try {
      streams.get(0).events(ScriptedMaster.Events.rescind("old"));
    } catch (IOException e) {
      assertThat(e).as("the old connection is closed").isNotNull();
    }
    streams.get(1).events(ScriptedMaster.Events.rescind("new"));
    assertThat(ScriptedMaster.Events.offers(listener.next(Events.class).inOrder()))
        .containsExactly("new");
  }

  @Test
  void noMasterAtThatAddressThenTheNextOfTheList() throws Exception {
    int deaf = FreePort.any();
    master.onSubscribe(exchange -> exchange.subscribe("s-1", FRAMEWORK_ID, 15));
    MasterDetector list = MasterDetector.parse("127.0.0.1:" + deaf + ",127.0.0.1:" + master.port());
    start(ClientConfig.of(list, FRAMEWORK).withTiming(TIMING));
    Unreachable unreachable = listener.next(Unreachable.class);
    assertThat(unreachable.attempts()).isEqualTo(1);
    assertThat(unreachable.why())
        .isInstanceOf(MesosException.Unreachable.class)
        .hasMessageContaining("127.0.0.1:" + deaf);
    listener.next(Subscribed.class);
  }

  @Test
  void closingTellsNothingAndSendsNoTeardown() throws Exception {
    master.onSubscribe(exchange -> exchange.subscribe("s-1", FRAMEWORK_ID, 15));
    SchedulerClient client = subscribed();
    client.close();
    assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
    failure(client.send(REVIVE), MesosException.Closed.class);
    assertThat(master.next().call().getType()).isEqualTo(Call.Type.SUBSCRIBE);
    assertThat(listener.heardNothing()).isTrue();
    client.close();
  }

  private static FrameworkID id(String value) {
    return FrameworkID.newBuilder().setValue(value).build();
  }
}
