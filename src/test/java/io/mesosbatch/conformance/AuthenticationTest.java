package io.mesosbatch.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.Recordings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SUBSCRIBE with and without right credentials, as recorded. */
class AuthenticationTest {
  private static LocalMesos local;

  @BeforeAll
  static void start() {
    local =
        LocalMesos.start(
            LocalConfig.defaults()
                .withAgents(List.of())
                .withCredentials(Map.of("batch", "s3cret"))
                .withRoles(Map.of("batch", List.of("batch"))));
  }

  @AfterAll
  static void stop() {
    local.close();
  }

  static Stream<String> cases() throws Exception {
    return Files.readAllLines(Recordings.root().resolve("authentication/exchange.jsonl")).stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAsRecorded(String line) throws Exception {
    Map<String, Object> recorded = JsonText.object(JsonText.parse(line));
    String response = (String) recorded.get("response");
    HttpMessage wanted = HttpMessage.parse(response.getBytes(StandardCharsets.UTF_8));

    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    try (EventStream stream =
        new EventStream(
            1,
            local.address(),
            ContentType.JSON,
            request(recorded),
            (number, event) -> {
              if (event != null) {
                events.add(event);
              }
            })) {
      assertThat(Normal.head(stream.head())).isEqualTo(Normal.head(wanted));
      if (!wanted.first().contains("200")) {
        assertThat(stream.head().text()).isEqualTo(wanted.text());
        return;
      }
      Event first = events.poll(10, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      assertThat(response).contains("\"type\":\"" + first.getType() + "\"");
      assertThat(response).contains(first.getError().getMessage());
    }
  }

  private static byte[] request(Map<String, Object> recorded) {
    String body =
        "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":"
            + JsonText.print(recorded.get("framework_info"))
            + "}}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Stream<String> plain =
        Stream.of(
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            "Accept: application/json",
            "Content-Length: " + bytes.length);
    String credentials = (String) recorded.get("credentials");
    Stream<String> authorization =
        credentials == null
            ? Stream.of()
            : Stream.of(
                "Authorization: Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    List<String> headers = Stream.concat(plain, authorization).toList();
    return EventStream.request("POST /api/v1/scheduler HTTP/1.1", headers, bytes);
  }
}
