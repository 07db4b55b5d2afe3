package io.mesosbatch.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.Recordings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The master's endpoints in the recorded state: one framework with a running and a failed task, and
 * an offer of each agent.
 */
class OperatorEndpointsTest {
  private static final String RESOURCES = "cpus:4;mem:4096;disk:20000;ports:[31000-32000]";

  /** What the embedded Mesos has not, and why: docs/local.md. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "git_sha", "git_branch", "build_date", "build_time", "build_user", "flags", "checkpoint");

  @TempDir static Path directory;

  private static LocalMesos local;
  private static EventStream stream;
  private static String frameworkId;
  private static final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    local =
        LocalMesos.start(
            LocalConfig.defaults()
                .withWorkDirectory(directory)
                .withAgents(
                    List.of(
                        AgentSpec.of(RESOURCES, "rack:r1;type:public_node"),
                        AgentSpec.of(RESOURCES, "rack:r2;type:public_node"))));
    stream = subscribe(local.address());
    Event.Subscribed subscribed = await(Event.Type.SUBSCRIBED).getSubscribed();
    frameworkId = subscribed.getFrameworkId().getValue();
    launch();
    int ended = 0;
    for (int states = 0; states < 5; states++) {
      TaskStatus status = await(Event.Type.UPDATE).getUpdate().getStatus();
      ended += status.getState().name().equals("TASK_FAILED") ? 1 : 0;
      acknowledge(status);
    }
    assertThat(ended).isEqualTo(1);
    awaitOfferOfTheRest();
  }

  @AfterAll
  static void stop() throws IOException {
    stream.close();
    local.close();
  }

  private static EventStream subscribe(InetSocketAddress master) throws IOException {
    String info =
        "{\"user\":\"root\",\"name\":\"operator-trace\",\"roles\":[\"*\"],\"capabilities\":["
            + "{\"type\":\"MULTI_ROLE\"},{\"type\":\"RESERVATION_REFINEMENT\"},"
            + "{\"type\":\"TASK_KILLING_STATE\"},{\"type\":\"PARTITION_AWARE\"},"
            + "{\"type\":\"REGION_AWARE\"}]}";
    byte[] body =
        ("{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":" + info + "}}")
            .getBytes(StandardCharsets.UTF_8);
    List<String> headers =
        List.of(
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            "Accept: application/json",
            "Content-Length: " + body.length);
    byte[] request = EventStream.request("POST /api/v1/scheduler HTTP/1.1", headers, body);
    return new EventStream(
        1,
        master,
        ContentType.JSON,
        request,
        (number, event) -> {
          if (event != null) {
            events.add(event);
          }
        });
  }

  private static Event await(Event.Type type) throws InterruptedException {
    while (true) {
      Event event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("waiting for " + type).isNotNull();
      if (event.getType() == type) {
        return event;
      }
    }
  }

  private static void launch() throws Exception {
    Offer offer = null;
    while (offer == null) {
      for (Offer candidate : await(Event.Type.OFFERS).getOffers().getOffersList()) {
        offer = Agents.rack(candidate.getAttributesList()).equals("r1") ? candidate : offer;
      }
    }
    String agent = offer.getAgentId().getValue();
    send(
        "{\"type\":\"ACCEPT\",\"accept\":{\"offer_ids\":[{\"value\":\""
            + offer.getId().getValue()
            + "\"}],\"filters\":{\"refuse_seconds\":0},\"operations\":[{\"type\":\"LAUNCH\","
            + "\"launch\":{\"task_infos\":["
            + task("t-0f5794f3", agent, "exit 3")
            + ","
            + task("t-f5bdc086", agent, "sleep 100")
            + "]}}]}}");
  }

  private static String task(String id, String agent, String command) {
    return "{\"name\":\"%1$s\",\"task_id\":{\"value\":\"%1$s\"},\"agent_id\":{\"value\":\"%2$s\"},"
            .formatted(id, agent)
        + "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.1}},"
        + "{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":32}}],"
        + "\"command\":{\"shell\":true,\"value\":\"%s\"}}".formatted(command);
  }

  private static void acknowledge(TaskStatus status) throws Exception {
    Call.Builder call = Call.newBuilder().setType(Call.Type.ACKNOWLEDGE);
    call.getAcknowledgeBuilder()
        .setAgentId(status.getAgentId())
        .setTaskId(status.getTaskId())
        .setUuid(status.getUuid());
    send(new String(ContentType.JSON.encode(call.build()), StandardCharsets.UTF_8));
  }

  private static void send(String call) throws Exception {
    String whole =
        call.substring(0, call.length() - 1)
            + ",\"framework_id\":{\"value\":\""
            + frameworkId
            + "\"}}";
    HttpResponse<String> answer = post("/api/v1/scheduler", whole);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(local.uri().resolve(path));
    if (path.endsWith("scheduler")) {
      request.header("Mesos-Stream-Id", stream.head().header("Mesos-Stream-Id"));
    }
    return send(
        request
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** As recorded, one offer holds all of the agent that the running task leaves. */
  private static void awaitOfferOfTheRest() throws Exception {
    for (int round = 0; round < 20; round++) {
      Offer last = null;
      for (Offer offer : await(Event.Type.OFFERS).getOffers().getOffersList()) {
        last = Agents.rack(offer.getAttributesList()).equals("r1") ? offer : last;
      }
      if (last != null && cpus(last) > 3.85) {
        return;
      }
      if (last != null) {
        String id = last.getId().getValue();
        send(
            "{\"type\":\"DECLINE\",\"decline\":{\"offer_ids\":[{\"value\":\""
                + id
                + "\"}],\"filters\":{\"refuse_seconds\":0}}}");
      }
    }
    throw new AssertionError("no offer of all that is left");
  }

  private static double cpus(Offer offer) {
    return offer.getResourcesList().stream()
        .filter(resource -> resource.getName().equals("cpus"))
        .mapToDouble(resource -> resource.getScalar().getValue())
        .sum();
  }

  static Stream<Path> endpoints() throws IOException {
    Path folder = Recordings.root().resolve("operator-endpoints");
    return Files.list(folder)
        .filter(file -> file.getFileName().toString().startsWith("master-"))
        .filter(file -> !file.toString().contains("metrics"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void saysWhatTheRecordedMasterSaid(Path file) throws Exception {
    Map<String, Object> recorded = JsonText.object(JsonText.parse(Files.readString(file)));
    String path = (String) recorded.get("path");
    HttpResponse<String> own =
        recorded.get("method").equals("GET")
            ? send(HttpRequest.newBuilder(URI.create(local.uri() + path)).GET())
            : post(path, JsonText.print(recorded.get("request")));

    assertThat((long) own.statusCode()).isEqualTo(recorded.get("status"));
    assertThat(own.headers().firstValue("Content-Type").orElse(null))
        .isEqualTo(recorded.get("content_type"));
    if (recorded.get("body").equals("")) {
      assertThat(own.body()).isEmpty();
    } else {
      Object body = JsonText.parse(own.body());
      assertThat(Shape.differences(recorded.get("body"), body, LEFT_OUT)).isEmpty();
    }
  }
}
