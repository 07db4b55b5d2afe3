package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.client.ClientState.Phase;
import io.mesosbatch.client.RecordingListener.Disconnected;
import io.mesosbatch.client.RecordingListener.Stopped;
import io.mesosbatch.client.RecordingListener.Subscribed;
import io.mesosbatch.client.RecordingListener.Unreachable;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.Recordings;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a master may say no to, and in which words. */
class RefusalTest extends ClientTestBase {
  private static final String STREAM =
      "The stream ID 'x' included in this request didn't match the stream ID currently associated"
          + " with framework ID f";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-credentials | Unauthorized | 401 Unauthorized.",
        "wrong-secret | Unauthorized | 401 Unauthorized.",
        "other-principal-in-info | Refused | does not match principal 'other' set in"
            + " `FrameworkInfo`",
        "role-not-allowed | Refused | Not authorized to register framework  with roles"
      })
  void recordedRefusalsEndTheSession(String recording, String kind, String words) throws Exception {
    byte[] answer =
        Files.readAllBytes(
            Recordings.root().resolve("authentication").resolve(recording + ".response"));
    master.onSubscribe(exchange -> exchange.send(answer));
    SchedulerClient client = start(config().withContentType(ContentType.JSON));
    MesosException why = listener.next(Stopped.class).why();
    assertThat(why.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(why).hasMessageContaining(words);
    assertThat(client.state().phase()).isEqualTo(Phase.STOPPED);
    assertThat(client.state().lastError()).contains(why);
    assertThat(failure(client.send(REVIVE), why.getClass())).isSameAs(why);
  }

  @Test
  void theCredentialGoesWithEveryRequestAndIsNeverShown() throws Exception {
    master
        .onSubscribe(exchange -> exchange.subscribe("s", "f", 15))
        .onCall(exchange -> exchange.answer(401, "401 Unauthorized."));
    ClientConfig config = config().withCredential(new Credential("batch", "s3cret"));
    SchedulerClient client = subscribed(config);
    MesosException why = failure(client.send(REVIVE), MesosException.Unauthorized.class);
    String header = "Basic YmF0Y2g6czNjcmV0";
    assertThat(master.next().headers()).containsEntry("Authorization", header);
    assertThat(master.next().headers()).containsEntry("Authorization", header);
    assertThat(config.toString() + client.state() + why)
        .contains("Credential[batch]")
        .doesNotContain("s3cret", "YmF0Y2g6czNjcmV0");
    assertThat(client.state().phase()).isEqualTo(Phase.SUBSCRIBED);
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 404, 500, 429})
  void notNowIsTriedAgain(int status) throws Exception {
    master.onSubscribe(
        exchange -> exchange.answer(status, "No leader elected"),
        exchange -> exchange.subscribe("s", "f", 15));
    start(config());
    assertThat(listener.next(Unreachable.class).why())
        .isInstanceOf(MesosException.Unreachable.class)
        .hasMessageContaining(status + " ")
        .hasMessageContaining("No leader elected");
    listener.next(Subscribed.class);
    assertThat(master.next().connection()).isNotEqualTo(master.next().connection());
  }

  @ParameterizedTest
  @CsvSource({"400", "405", "406", "415"})
  void aBadSubscribeEndsTheSession(int status) throws Exception {
    master.onSubscribe(exchange -> exchange.answer(status, "Failed to validate"));
    start(config());
    MesosException why = listener.next(Stopped.class).why();
    assertThat(why)
        .isInstanceOfSatisfying(
            MesosException.Refused.class, e -> assertThat(e.status()).isEqualTo(status));
    assertThat(why).hasMessageContaining("Failed to validate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Framework failed over | FailedOver",
        "Framework has been removed | FrameworkRemoved",
        "'FrameworkInfo.roles' contains duplicate items: { * } | Refused"
      })
  void anErrorEventEndsTheSession(String message, String kind) throws Exception {
    master.onSubscribe(
        exchange -> {
          exchange.subscribe("s", "f", 15);
          exchange.events(
              ScriptedMaster.Events.rescind("before"),
              ScriptedMaster.Events.error(message),
              ScriptedMaster.Events.rescind("after"));
        });
    SchedulerClient client = subscribed();
    assertThat(
            ScriptedMaster.Events.offers(listener.next(RecordingListener.Events.class).inOrder()))
        .containsExactly("before");
    MesosException why = listener.next(Stopped.class).why();
    assertThat(why).hasMessage(message);
    assertThat(why.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(client.state().phase()).isEqualTo(Phase.STOPPED);
    assertThat(listener.heardNothing()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Failed to validate scheduler::Call: Expecting 'accept' to be present | Refused",
        "400 | Failed to parse body into Call protobuf | Refused",
        "415 | Expecting 'Content-Type' of application/json or application/x-protobuf | Refused",
        "413 | too large | Refused",
        "403 | Not authorized to do that | Unauthorized",
        "401 | 401 Unauthorized. | Unauthorized",
        "503 | Master has not finished recovery | Unreachable",
        "500 | oops | Unreachable"
      })
  void aRefusedCallFailsAloneWithTheMastersWords(int status, String words, String kind)
      throws Exception {
    master
        .onSubscribe(exchange -> exchange.subscribe("s", "f", 15))
        .onCall(
            exchange -> {
              if (exchange.call().getType() == Call.Type.REVIVE) {
                exchange.answer(status, words);
              } else {
                exchange.send(ScriptedMaster.OK_202);
              }
            });
    SchedulerClient client = subscribed();
    MesosException why = failure(client.send(REVIVE), MesosException.class);
    assertThat(why.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(why).hasMessageContaining(status + " ").hasMessageContaining(words);
    assertThat(why.mayHaveArrived()).isFalse();
    succeeds(client.send(kill("t")));
    assertThat(client.state().phase()).isEqualTo(Phase.SUBSCRIBED);
    assertThat(listener.heardNothing()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | " + STREAM,
        "400 | Framework cannot be found",
        "403 | Framework is not subscribed",
        "403 | Framework is not connected via HTTP"
      })
  void aCallThatTheMasterCannotPlaceMeansToSubscribeAnew(int status, String words)
      throws Exception {
    master
        .onSubscribe(
            exchange -> exchange.subscribe("s-1", "f", 15),
            exchange -> exchange.subscribe("s-2", "f", 15))
        .onCall(
            exchange -> {
              if (exchange.headers().get("Mesos-Stream-Id").equals("s-1")) {
                exchange.answer(status, words);
              } else {
                exchange.send(ScriptedMaster.OK_202);
              }
            });
    SchedulerClient client = subscribed();
    MesosException why = failure(client.send(REVIVE), MesosException.NotSubscribed.class);
    assertThat(why).hasMessageContaining(words);
    listener.next(Disconnected.class);
    listener.next(Subscribed.class);
    succeeds(client.send(REVIVE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nMesos-Stream-Id: s\r\nContent-Type: application/json\r\n"
            + "Content-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nMesos-Stream-Id: s\r\nContent-Type: application/x-protobuf\r\n"
            + "Content-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nMesos-Stream-Id: s\r\nContent-Type: application/x-protobuf\r\n"
            + "Content-Length: 11\r\n\r\n99999999999",
        "HTTP/1.1 200 OK\r\nMesos-Stream-Id: s\r\nContent-Type: application/x-protobuf\r\n"
            + "Content-Length: 6\r\n\r\n4\n\u0001\u0002\u0003\u0004",
        "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: ::::\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n"
      })
  void whatIsNoMasterIsToldAndTriedAgain(String answer) throws Exception {
    master.onSubscribe(
        exchange -> exchange.send(answer), exchange -> exchange.subscribe("s", "f", 15));
    start(config());
    assertThat(listener.next(Unreachable.class).why())
        .isInstanceOf(MesosException.ProtocolViolation.class);
    listener.next(Subscribed.class);
  }

  @Test
  void anAnswerWithoutACallEndsTheConnectionOnly() throws Exception {
    CountDownLatch twice = new CountDownLatch(1);
    master
        .onSubscribe(exchange -> exchange.subscribe("s", "f", 15))
        .onCall(
            exchange -> {
              exchange.send(
                  twice.getCount() == 1
                      ? ScriptedMaster.OK_202 + ScriptedMaster.OK_202
                      : ScriptedMaster.OK_202);
              twice.countDown();
            });
    SchedulerClient client = subscribed();
    succeeds(client.send(REVIVE));
    assertThat(master.next().call().getType()).isEqualTo(Call.Type.SUBSCRIBE);
    int first = master.next().connection();
    Awaitility.await()
        .until(
            () -> {
              client.send(kill("t"));
              return master.next().connection() != first;
            });
    assertThat(client.state().phase()).isEqualTo(Phase.SUBSCRIBED);
  }

  @Test
  void aListenerThatThrowsDoesNotHurtTheSession() throws Exception {
    master.onSubscribe(
        exchange -> {
          exchange.subscribe("s", "f", 15);
          exchange.events(ScriptedMaster.Events.rescind("o"));
        });
    CountDownLatch events = new CountDownLatch(1);
    SchedulerListener careless =
        new SchedulerListener() {
          @Override
          public void subscribed(Event.Subscribed subscribed) {
            throw new IllegalStateException("careless");
          }

          @Override
          public void events(List<Event> inOrder) {
            events.countDown();
          }

          @Override
          public void disconnected(MesosException why) {}

          @Override
          public void stopped(MesosException why) {}
        };
    try (SchedulerClient client = new SchedulerClient(config(), group, careless)) {
      client.start();
      assertThat(events.await(ScriptedMaster.WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      succeeds(client.send(REVIVE));
    }
  }
}
