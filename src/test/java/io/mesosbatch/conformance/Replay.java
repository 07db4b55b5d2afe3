package io.mesosbatch.conformance;

import com.google.protobuf.ByteString;
import io.mesosbatch.conformance.Recording.Happening;
import io.mesosbatch.mesos.v1.OfferID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.WireException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Sends the calls of a recording to another master, each when what the framework had waited for has
 * happened there too, with the ids that this master gave. Time runs ten times as fast.
 */
final class Replay implements AutoCloseable {
  static final int SPEED = 10;

  /** Events younger than this, before a call, may be its own effect. */
  private static final double OWN_EFFECT = 0.0015;

  private static final double LONG_BEFORE = 0.2;

  private final Recording recording;
  private final InetSocketAddress master;
  private final UnaryOperator<String> rewrite;
  private final Observed observed = new Observed();
  private final Substitution ids = new Substitution();
  private final Map<Integer, EventStream> streams = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private double clock;

  /**
   * @param rewrite changes other texts in calls: commands that sleep, paths
   */
  Replay(Recording recording, InetSocketAddress master, UnaryOperator<String> rewrite) {
    this.recording = recording;
    this.master = master;
    this.rewrite = rewrite;
  }

  /** What the real master did. */
  Normal recorded() {
    List<String> said = new ArrayList<>();
    for (Recording.Call call : recording.calls) {
      if (call.stream() == 0) {
        said.add(said(call, call.response()));
      }
    }
    return new Normal(said, heads(recording.streams), Normal.events(recording.happenings));
  }

  /** What this master does. */
  Normal run(Hook hook) throws IOException, InterruptedException {
    for (Recording.Call call : recording.calls) {
      hook.before(call);
      awaitWhatCameBefore(call);
      closeStreamsBefore(call);
      letTimePass(call);
      if (call.stream() > 0) {
        subscribe(call);
      } else {
        calls.add(said(call, send(call)));
      }
    }
    observed.awaitAll(recording.happenings);
    Map<Integer, HttpMessage> heads = new HashMap<>();
    streams.forEach((number, stream) -> heads.put(number, stream.head()));
    return new Normal(calls, heads(heads), Normal.events(observed.all()));
  }

  /** Something from outside that belongs to a scenario: an agent or the master stops. */
  interface Hook {
    Hook NONE = call -> {};

    void before(Recording.Call call);
  }

  private static String said(Recording.Call call, HttpMessage response) {
    String type = response.header("Content-Type");
    String body = "application/json".equals(type) ? "JSON" : Normal.text(response.text());
    return call.label() + ": " + Normal.head(response) + " " + body;
  }

  private static List<String> heads(Map<Integer, HttpMessage> streams) {
    return streams.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + ": " + Normal.head(entry.getValue()))
        .toList();
  }

  private void closeStreamsBefore(Recording.Call call) throws IOException {
    for (Happening happening : recording.happenings) {
      if (happening.event() == null
          && happening.seconds() < call.seconds() - LONG_BEFORE
          && streams.containsKey(happening.stream())) {
        streams.get(happening.stream()).close();
      }
    }
  }

  private void awaitWhatCameBefore(Recording.Call call) throws InterruptedException {
    if (call.label().equals("ACKNOWLEDGE")) {
      return; // waits for its own update only: the next one may need it
    }
    List<Happening> due = new ArrayList<>();
    for (Happening happening : recording.happenings) {
      if (happening.event() != null && isDue(happening, call)) {
        due.add(happening);
      }
    }
    observed.awaitAll(due);
  }

  private static boolean isDue(Happening happening, Recording.Call call) {
    double before = call.seconds() - happening.seconds();
    Event event = happening.event();
    boolean ofExecutor =
        event.getType() == Event.Type.UPDATE
            && event.getUpdate().getStatus().hasUuid()
            && event.getUpdate().getStatus().getState() != TaskState.TASK_KILLING;
    return before > (ofExecutor ? OWN_EFFECT : LONG_BEFORE);
  }

  /** Where the framework did nothing for a while, so do we. */
  private void letTimePass(Recording.Call call) throws InterruptedException {
    double last = clock;
    for (Happening happening : recording.happenings) {
      if (happening.seconds() < call.seconds() && happening.event() != null) {
        last = Math.max(last, happening.seconds());
      }
    }
    double gap = Math.min(10, call.seconds() - last);
    if (gap > LONG_BEFORE) {
      TimeUnit.MICROSECONDS.sleep((long) (gap * 1e6 / SPEED));
    }
    clock = Math.max(clock, call.seconds());
  }

  private void subscribe(Recording.Call call) throws IOException, InterruptedException {
    int number = call.stream();
    byte[] request = request(call, body(call));
    EventStream stream =
        new EventStream(number, master, recording.encoding, request, observed::add);
    streams.put(number, stream);
    ids.put(call.response().header("Mesos-Stream-Id"), stream.head().header("Mesos-Stream-Id"));
    Event own = observed.first(number);
    for (Happening happening : recording.happenings) {
      if (happening.stream() == number && happening.event() != null) {
        ids.put(
            happening.event().getSubscribed().getFrameworkId().getValue(),
            own.getSubscribed().getFrameworkId().getValue());
        return;
      }
    }
  }

  private HttpMessage send(Recording.Call call) throws IOException, InterruptedException {
    HttpMessage answer = EventStream.call(master, request(call, body(call)));
    if (call.label().equals("operator-GET_AGENTS")) {
      Agents.match(call.response().text(), answer.text(), ids);
    }
    return answer;
  }

  private byte[] request(Recording.Call call, byte[] body) {
    List<String> headers = new ArrayList<>();
    for (String header : call.request().headers()) {
      headers.add(
          header.startsWith("Content-Length:") ? "Content-Length: " + body.length : ids.in(header));
    }
    return EventStream.request(call.request().first(), headers, body);
  }

  private byte[] body(Recording.Call call) throws InterruptedException {
    byte[] recorded = call.request().body();
    if (call.isOperator()) {
      return rewrite.apply(ids.in(call.request().text())).getBytes(StandardCharsets.UTF_8);
    }
    Call.Builder decoded = Call.newBuilder();
    try {
      recording.encoding.decode(recorded, 0, recorded.length, decoded);
    } catch (WireException e) {
      return recorded; // broken on purpose
    }
    boolean plain =
        recording.encoding == ContentType.JSON
            && !JsonText.parse(call.request().text()).equals(Map.of())
            && decoded.getType() == Call.Type.UNKNOWN;
    if (recorded.length == 0 || plain) {
      return recorded;
    }
    match(decoded, call);
    Call.Builder own = (Call.Builder) ids.in(decoded, rewrite);
    if (own.hasAccept()) {
      List<OfferID> offers = ids.get(own.getAccept().getOfferIdsList());
      own.getAcceptBuilder().clearOfferIds().addAllOfferIds(offers);
    }
    if (own.hasDecline()) {
      List<OfferID> offers = ids.get(own.getDecline().getOfferIdsList());
      own.getDeclineBuilder().clearOfferIds().addAllOfferIds(offers);
    }
    return recording.encoding.encode(own.build());
  }

  /** Finds out what the offers and uuids are here that this call speaks of. */
  private void match(Call.Builder call, Recording.Call recorded) throws InterruptedException {
    for (OfferID id : call.getAccept().getOfferIdsList()) {
      matchOffer(id);
    }
    for (OfferID id : call.getDecline().getOfferIdsList()) {
      matchOffer(id);
    }
    for (OfferID id : call.getAcceptInverseOffers().getInverseOfferIdsList()) {
      observed.matchInverseOffer(id, recording.happenings, ids);
    }
    if (call.hasAcknowledge()) {
      ByteString uuid = call.getAcknowledge().getUuid();
      observed.matchUpdate(uuid, recorded.seconds(), recording.happenings, ids);
    }
    if (call.hasAcknowledgeOperationStatus()) {
      ByteString uuid = call.getAcknowledgeOperationStatus().getUuid();
      observed.matchOperation(uuid, recording.happenings, ids);
    }
  }

  private void matchOffer(OfferID id) throws InterruptedException {
    if (!ids.knows(id)) {
      observed.matchOffer(id, recording.happenings, ids);
    }
  }

  @Override
  public void close() throws IOException {
    for (EventStream stream : streams.values()) {
      stream.close();
    }
  }
}
