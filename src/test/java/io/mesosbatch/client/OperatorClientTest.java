package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.mesos.v1.master.Call;
import io.mesosbatch.mesos.v1.master.Response;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.Recordings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorClientTest {
  private static final AgentID AGENT = AgentID.newBuilder().setValue("S1").build();

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private HttpServer master;
  private volatile Answer answer;

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private record Asked(String path, String contentType, String authorization, Call call) {}

  @BeforeEach
  void startMaster() throws IOException {
    master = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    master.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          asked.add(
              new Asked(
                  exchange.getRequestURI().getPath(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  Call.parseFrom(body)));
          answer.to(exchange);
          exchange.close();
        });
    master.start();
  }

  @AfterEach
  void stopMaster() {
    master.stop(0);
  }

  private String address() {
    return "127.0.0.1:" + master.getAddress().getPort();
  }

  private OperatorClient client(String masters) {
    return new OperatorClient(masters, Optional.of(new Credential("op", "sesame")));
  }

  private static Answer status(int status, String words) {
    return exchange -> {
      byte[] body = words.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private static Answer agents(byte[] protobuf) {
    return exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, protobuf.length);
      exchange.getResponseBody().write(protobuf);
    };
  }

  private static byte[] recordedAgents() throws IOException {
    Path file =
        Recordings.root().resolve("reservation-refinement/json/01-operator-GET_AGENTS.response");
    byte[] json = Recordings.body(file);
    Response.Builder response = Response.newBuilder();
    ContentType.JSON.decode(json, 0, json.length, response);
    return response.build().toByteArray();
  }

  @Test
  void readsTheAgentsOfARealMaster() throws Exception {
    answer = agents(recordedAgents());

    assertThat(client(address()).agents()).hasSize(2);
    assertThat(client(address()).totals().values())
        .allSatisfy(total -> assertThat(total).hasSize(4));
    Asked first = asked.take();
    assertThat(first.path).isEqualTo("/api/v1");
    assertThat(first.contentType).isEqualTo("application/x-protobuf");
    assertThat(first.authorization).isEqualTo("Basic b3A6c2VzYW1l");
    assertThat(first.call).isEqualTo(Call.newBuilder().setType(Call.Type.GET_AGENTS).build());
  }

  @Test
  void reservesAndUnreservesWithTheRecordedCalls() throws Exception {
    answer = status(202, "");
    for (String number : List.of("02-operator-RESERVE", "10-operator-UNRESERVE")) {
      Call recorded = recorded("reservation-refinement/json/" + number + "_RESOURCES.request");
      if (recorded.hasReserveResources()) {
        Call.ReserveResources reserve = recorded.getReserveResources();
        client(address()).reserve(reserve.getAgentId(), reserve.getResourcesList());
      } else {
        Call.UnreserveResources unreserve = recorded.getUnreserveResources();
        client(address()).unreserve(unreserve.getAgentId(), unreserve.getResourcesList());
      }
      assertThat(asked.take().call).isEqualTo(recorded);
    }
  }

  private static Call recorded(String request) throws IOException {
    byte[] json = Recordings.body(Recordings.root().resolve(request));
    Call.Builder call = Call.newBuilder();
    ContentType.JSON.decode(json, 0, json.length, call);
    return call.build();
  }

  @Test
  void volumesGoIntoTheirCalls() throws Exception {
    answer = status(202, "");
    Resource volume = Resource.newBuilder().setName("disk").setType(Value.Type.SCALAR).build();

    client(address()).createVolumes(AGENT, List.of(volume));
    client(address()).destroyVolumes(AGENT, List.of(volume));

    assertThat(asked.take().call.getCreateVolumes().getVolumesList()).containsExactly(volume);
    assertThat(asked.take().call.getDestroyVolumes().getAgentId()).isEqualTo(AGENT);
  }

  @Test
  void followsARedirectWithoutScheme() throws Exception {
    byte[] agents = recordedAgents();
    answer =
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/api/v1")) {
            exchange.getResponseHeaders().add("Location", "//" + address() + "/master/api/v1");
            exchange.sendResponseHeaders(307, -1);
          } else {
            agents(agents).to(exchange);
          }
        };

    assertThat(client(address()).agents()).hasSize(2);
    assertThat(asked.take().path).isEqualTo("/api/v1");
    assertThat(asked.take().path).isEqualTo("/master/api/v1");
  }

  @Test
  void leavesACircle() {
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("Location", "//" + address() + "/api/v1");
          exchange.sendResponseHeaders(307, -1);
        };

    assertThatThrownBy(() -> client(address()).agents())
        .isInstanceOf(MesosException.Unreachable.class)
        .hasMessageContaining("too many redirects");
    assertThat(asked).hasSize(5);
  }

  @Test
  void aRedirectToNowhereIsNoMesos() {
    answer = exchange -> exchange.sendResponseHeaders(307, -1);

    assertThatThrownBy(() -> client(address()).agents())
        .isInstanceOf(MesosException.ProtocolViolation.class)
        .hasMessageContaining("redirects to nowhere");
  }

  @Test
  void asksTheNextMasterIfOneIsDeadOrDoesNotLead() throws Exception {
    byte[] agents = recordedAgents();
    AtomicInteger calls = new AtomicInteger();
    answer =
        exchange ->
            (calls.getAndIncrement() == 0 ? status(503, "recovering") : agents(agents))
                .to(exchange);

    assertThat(client("127.0.0.1:1," + address() + "," + address()).agents()).hasSize(2);
    assertThat(asked).hasSize(2);
  }

  @Test
  void theMastersWordsAreInTheError() {
    answer = status(409, "Insufficient disk");
    assertThatThrownBy(() -> client(address()).unreserve(AGENT, List.of()))
        .isInstanceOf(MesosException.Refused.class)
        .hasMessage("the master at " + address() + " refuses (HTTP 409): Insufficient disk")
        .satisfies(e -> assertThat(((MesosException.Refused) e).status()).isEqualTo(409));
    answer = status(400, "No agent found with specified ID");
    assertThatThrownBy(() -> client(address()).reserve(AGENT, List.of()))
        .hasMessageContaining("No agent found with specified ID");
    answer = status(401, "");
    assertThatThrownBy(() -> client(address()).agents())
        .isInstanceOf(MesosException.Unauthorized.class)
        .hasMessageContaining("wants a principal and a secret")
        .hasMessageNotContaining("sesame");
    answer = status(403, "");
    assertThatThrownBy(() -> client(address()).agents())
        .isInstanceOf(MesosException.Unauthorized.class)
        .hasMessageContaining("does not allow");
    answer = status(200, "<html>");
    assertThatThrownBy(() -> client(address()).agents())
        .isInstanceOf(MesosException.ProtocolViolation.class);
    assertThatThrownBy(() -> client("127.0.0.1:1").agents())
        .isInstanceOf(MesosException.Unreachable.class)
        .hasMessageStartingWith("no master answers at 127.0.0.1:1: ");
  }

  /** Or a reservation would be made twice. */
  @Test
  void aCallWithoutAnswerIsNotSentAgain() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(
              () -> {
                while (true) {
                  try (Socket socket = silent.accept()) {
                    connections.incrementAndGet();
                    socket.getInputStream().read();
                  } catch (IOException e) {
                    return;
                  }
                }
              });
      server.start();
      String address = "127.0.0.1:" + silent.getLocalPort();

      assertThatThrownBy(() -> client(address + "," + address).reserve(AGENT, List.of()))
          .isInstanceOf(MesosException.ConnectionLost.class)
          .satisfies(e -> assertThat(((MesosException) e).mayHaveArrived()).isTrue());
      assertThat(connections).hasValue(1);
    }
  }

  @Test
  void noMasterIsNoAddress() {
    assertThatThrownBy(() -> client(" , ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client("ftp://x")).isInstanceOf(IllegalArgumentException.class);
  }
}
