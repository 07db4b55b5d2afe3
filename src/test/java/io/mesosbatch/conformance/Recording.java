package io.mesosbatch.conformance;

import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.Recordings;
import io.mesosbatch.wire.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a real master was asked and what it said, in one scenario and encoding. */
final class Recording {
  /**
   * A request, with what came back.
   *
   * @param number in the order of sending
   * @param seconds when the answer was there
   * @param stream number of the subscription that it opened, 0 if none
   */
  record Call(
      int number,
      String label,
      double seconds,
      int stream,
      HttpMessage request,
      HttpMessage response) {
    boolean isOperator() {
      return label.startsWith("operator-");
    }
  }

  /**
   * Something on a stream: an event, or (event null) its end.
   *
   * @param stream number of the subscription, from 1
   */
  record Happening(double seconds, int stream, Event event) {}

  final String scenario;
  final ContentType encoding;
  final List<Call> calls = new ArrayList<>();
  final List<Happening> happenings = new ArrayList<>();
  final Map<Integer, HttpMessage> streams = new HashMap<>();

  private Recording(String scenario, ContentType encoding) {
    this.scenario = scenario;
    this.encoding = encoding;
  }

  static Recording load(String scenario, ContentType encoding) {
    String folder = encoding.name().toLowerCase(java.util.Locale.ROOT);
    Path path = Recordings.root().resolve(scenario).resolve(folder);
    Recording recording = new Recording(scenario, encoding);
    try {
      recording.readEvents(path);
      recording.readCalls(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recording;
  }

  private void readEvents(Path path) throws IOException {
    for (String line : Files.readAllLines(path.resolve("events.jsonl"))) {
      Map<String, Object> entry = JsonText.object(JsonText.parse(line));
      int stream = ((Number) entry.get("stream")).intValue();
      Event event = entry.containsKey("event") ? event(entry.get("event")) : null;
      happenings.add(new Happening(((Number) entry.get("t")).doubleValue(), stream, event));
    }
  }

  private static Event event(Object json) throws WireException {
    byte[] bytes = JsonText.print(json).getBytes(StandardCharsets.UTF_8);
    Event.Builder event = Event.newBuilder();
    ContentType.JSON.decode(bytes, 0, bytes.length, event);
    return event.build();
  }

  private void readCalls(Path path) throws IOException {
    Map<Integer, Map<String, Object>> entries = new HashMap<>();
    Set<Integer> teardowns = new HashSet<>();
    for (String line : Files.readAllLines(path.resolve("calls.jsonl"))) {
      Map<String, Object> entry = JsonText.object(JsonText.parse(line));
      int number = ((Number) entry.get("n")).intValue();
      entries.put(number, entry);
      if (entry.containsKey("call")
          && "TEARDOWN".equals(JsonText.object(entry.get("call")).get("type"))) {
        teardowns.add(number);
      }
    }
    double before = 0;
    for (Path file : requests(path)) {
      String name = file.getFileName().toString();
      int number = Integer.parseInt(name.substring(0, name.indexOf('-')));
      String label = name.substring(name.indexOf('-') + 1, name.lastIndexOf('.'));
      if (label.equals("TEARDOWN") && !teardowns.contains(number)) {
        continue; // left over from an earlier run of the recorder
      }
      Map<String, Object> entry = entries.getOrDefault(number, Map.of());
      double seconds = ((Number) entry.getOrDefault("t", before)).doubleValue();
      before = seconds;
      int stream = ((Number) entry.getOrDefault("stream", 0)).intValue();
      Path answer =
          stream > 0
              ? path.resolve("stream-" + stream + ".response")
              : path.resolve(name.replace(".request", ".response"));
      HttpMessage response = HttpMessage.parse(Files.readAllBytes(answer));
      HttpMessage request = HttpMessage.parse(Files.readAllBytes(file));
      calls.add(new Call(number, label, seconds, stream, request, response));
      if (stream > 0) {
        streams.put(stream, response);
      }
    }
    inOrderOfArrival(calls);
  }

  /**
   * Acknowledgements were sent by a thread of their own. One that found the framework gone came
   * after the TEARDOWN; one whose old stream id was still right came before the SUBSCRIBE.
   */
  private static void inOrderOfArrival(List<Call> calls) {
    for (int i = 0; i + 1 < calls.size(); i++) {
      Call first = calls.get(i);
      Call second = calls.get(i + 1);
      boolean wasLate =
          second.label().equals("TEARDOWN")
              && first.response().text().equals("Framework cannot be found");
      boolean wasEarly =
          first.stream() > 0
              && second.label().equals("ACKNOWLEDGE")
              && second.response().first().contains("202")
              && !streamId(first.response()).equals(streamId(second.request()));
      if (wasLate || wasEarly) {
        Collections.swap(calls, i, i + 1);
      }
    }
  }

  private static String streamId(HttpMessage message) {
    return message.header("Mesos-Stream-Id");
  }

  private static List<Path> requests(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.toString().endsWith(".request"))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }
}
