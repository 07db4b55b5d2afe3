package io.mesosbatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Message;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both encodings against what a real master sent and took. */
class RecordedMessagesTest {
  private static final Pattern LONG_DOUBLE = Pattern.compile("\\d+\\.\\d{6,}");

  static Stream<Path> streams() {
    return Stream.of(ContentType.values()).flatMap(t -> Recordings.streams(t).stream());
  }

  static Stream<Path> calls() {
    return Recordings.files("calls", ".jsonl").stream();
  }

  static Stream<Path> operatorAnswers() {
    return Recordings.files("", ".json").stream()
        .filter(p -> p.getFileName().toString().matches("(master|agent)-v1-.*"));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void anEventDecodedAndEncodedGivesTheSameBytes(Path file) throws Exception {
    ContentType type = Recordings.encoding(file);
    for (byte[] record : Recordings.records(Recordings.body(file))) {
      Event event = decode(type, record, Event.newBuilder()).build();
      assertThat(event.getUnknownFields().asMap()).isEmpty();
      assertThat(shown(type, type.encode(event))).isEqualTo(shown(type, record));
      assertThat(new EventDecoder(type).decode(record, 0, record.length)).isEqualTo(event);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void eventsAreThoseThatAnotherReaderDecoded(Path file) throws Exception {
    List<Event> decoded = new ArrayList<>();
    for (byte[] record : Recordings.records(Recordings.body(file))) {
      decoded.add(decode(Recordings.encoding(file), record, Event.newBuilder()).build());
    }
    String name = file.getFileName().toString();
    int stream = Integer.parseInt(name.replaceAll("\\D", ""));
    assertThat(decoded)
        .containsExactlyElementsOf(events(file.resolveSibling("events.jsonl"), stream));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void recordedCallsAreReadWithoutAProblemAndSurviveBothEncodings(Path file) throws Exception {
    for (String line : Files.readAllLines(file)) {
      if (line.contains("\"operator\"") || line.contains("\"kill\": {}")) {
        continue;
      }
      Call call = (Call) field(line, "call", Call.newBuilder(), JsonProblems.FIRST);
      for (ContentType type : ContentType.values()) {
        assertThat(decode(type, type.encode(call), Call.newBuilder()).build()).isEqualTo(call);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operatorAnswers")
  void answersToOperatorCallsAreKnownToTheLastField(Path file) throws Exception {
    String text = Files.readString(file);
    boolean master = file.getFileName().toString().startsWith("master");
    Message.Builder response =
        master
            ? io.mesosbatch.mesos.v1.master.Response.newBuilder()
            : io.mesosbatch.mesos.v1.agent.Response.newBuilder();
    List<JsonProblem> problems = new ArrayList<>();
    Message read = field(text, "body", response, JsonProblems.into(problems));
    assertThat(read.getAllFields()).isNotEmpty();
    // The master writes this field of its own schema, which the v1 schema does not have.
    problems.removeIf(p -> p.path().endsWith(".agent_info.checkpoint"));
    assertThat(problems).isEmpty();
    byte[] json = ContentType.JSON.encode(read);
    assertThat(decode(ContentType.JSON, json, read.newBuilderForType()).build()).isEqualTo(read);
  }

  private static <B extends Message.Builder> B decode(ContentType type, byte[] bytes, B into)
      throws WireException {
    type.decode(bytes, 0, bytes.length, into);
    return into;
  }

  private static List<Event> events(Path file, int stream) throws IOException {
    List<Event> events = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("\"stream\": " + stream + ",") && line.contains("\"event\":")) {
          events.add((Event) field(line, "event", Event.newBuilder(), JsonProblems.FIRST));
        }
      }
    }
    return events;
  }

  /** The message in the named field of a JSON object. */
  private static Message field(
      String json, String name, Message.Builder into, JsonProblems problems) throws IOException {
    try (JsonParser parser = JsonReader.parser(new StringReader(json))) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(name);
        parser.nextToken();
        if (found) {
          JsonReader.merge(parser, into, problems);
          return into.build();
        }
        parser.skipChildren();
      }
    }
    throw new AssertionError("no " + name + " in " + json);
  }

  /**
   * JSON as text, protobuf as numbers, so that a failure can be read. For about one double in 200
   * Mesos writes a last digit that is one off the nearest; both read as the same double.
   */
  private static String shown(ContentType type, byte[] bytes) {
    return type == ContentType.JSON
        ? LONG_DOUBLE
            .matcher(new String(bytes, StandardCharsets.UTF_8))
            .replaceAll(m -> Double.valueOf(m.group()).toString())
        : HexFormat.of().formatHex(bytes);
  }
}
