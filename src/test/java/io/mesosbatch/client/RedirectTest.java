package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.client.RecordingListener.Disconnected;
import io.mesosbatch.client.RecordingListener.Subscribed;
import io.mesosbatch.client.RecordingListener.Unreachable;
import io.mesosbatch.client.ScriptedMaster.Exchange;
import io.mesosbatch.wire.Recordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Design rule 3. */
class RedirectTest extends ClientTestBase {
  private ScriptedMaster leader;

  @BeforeEach
  void startLeader() throws IOException {
    leader = new ScriptedMaster().onSubscribe(exchange -> exchange.subscribe("s", "f", 15));
  }

  @AfterEach
  void stopLeader() throws IOException {
    leader.close();
  }

  @Test
  void aRecordedRedirectIsFollowedWithTheSameBodyAndCallsGoThere() throws Exception {
    String recorded =
        Files.readString(
            Recordings.root().resolve("leader-change/subscribe-non-leader.response"),
            StandardCharsets.UTF_8);
    assertThat(recorded).contains("Location: //127.0.0.1:5061/master/api/v1/scheduler");
    master.onSubscribe(exchange -> exchange.send(recorded.replace("5061", "" + leader.port())));
    SchedulerClient client = subscribed();
    Exchange asked = master.next();
    Exchange answered = leader.next();
    assertThat(answered.line()).isEqualTo("POST /master/api/v1/scheduler HTTP/1.1");
    assertThat(answered.body()).isEqualTo(asked.body());
    assertThat(answered.headers()).containsEntry("Host", "127.0.0.1:" + leader.port());
    succeeds(client.send(REVIVE));
    assertThat(leader.next().headers()).containsEntry("Mesos-Stream-Id", "s");
    assertThat(client.state().master())
        .hasValueSatisfying(m -> assertThat(m.port()).isEqualTo(leader.port()));
  }

  @Test
  void aCircleIsLeftAndTriedAgainLater() throws Exception {
    master.onSubscribe(
        circle(), circle(), circle(), circle(), circle(), circle(), here -> leave(here));
    start(config());
    assertThat(listener.next(Unreachable.class).why()).hasMessageContaining("circle");
    listener.next(Subscribed.class);
    int requests = 0;
    for (Exchange e = master.next(); e.connection() < 6; e = master.next()) {
      requests++;
    }
    assertThat(requests).as("one and five redirects").isEqualTo(6);
  }

  @Test
  void aRedirectToADeadLeaderIsTriedAgainUntilThereIsANewOne() throws Exception {
    int dead = leader.port();
    leader.close();
    master.onSubscribe(
        exchange -> exchange.redirect("//127.0.0.1:" + dead + "/master/api/v1/scheduler"),
        exchange -> exchange.redirect("//127.0.0.1:" + dead + "/master/api/v1/scheduler"),
        exchange -> exchange.answer(503, "No leader elected"),
        exchange -> exchange.subscribe("s", "f", 15));
    start(config());
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(listener.next(Unreachable.class).attempts()).isEqualTo(attempt);
    }
    listener.next(Subscribed.class);
  }

  @Test
  void aCallThatIsRedirectedMeansToSubscribeAnew() throws Exception {
    master
        .onSubscribe(
            exchange -> exchange.subscribe("s-old", "f", 15),
            exchange -> exchange.redirect("//127.0.0.1:" + leader.port() + "/api/v1/scheduler"))
        .onCall(
            exchange -> exchange.redirect("//127.0.0.1:" + leader.port() + "/api/v1/scheduler"));
    SchedulerClient client = subscribed();
    failure(client.send(REVIVE), MesosException.NotSubscribed.class);
    listener.next(Disconnected.class);
    listener.next(Subscribed.class);
    succeeds(client.send(REVIVE));
  }

  private ScriptedMaster.Script circle() {
    return exchange -> exchange.redirect("//127.0.0.1:" + master.port() + "/api/v1/scheduler");
  }

  private static void leave(Exchange exchange) throws IOException {
    exchange.subscribe("s", "f", 15);
  }
}
