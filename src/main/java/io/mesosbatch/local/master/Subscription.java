package io.mesosbatch.local.master;

import io.mesosbatch.local.http.ChunkedStream;
import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.RecordIo;
import java.util.concurrent.Future;

/** The stream of events to one framework. */
final class Subscription {
  private final ChunkedStream stream;
  private final ContentType contentType;
  private final String streamId;
  private Future<?> heartbeats;

  Subscription(ChunkedStream stream, ContentType contentType, String streamId) {
    this.stream = stream;
    this.contentType = contentType;
    this.streamId = streamId;
  }

  String streamId() {
    return streamId;
  }

  void send(Event event) {
    stream.write(RecordIo.frame(contentType.encode(event)));
  }

  void error(String message) {
    send(
        Event.newBuilder()
            .setType(Event.Type.ERROR)
            .setError(Event.Error.newBuilder().setMessage(message))
            .build());
  }

  void heartbeats(Future<?> timer) {
    heartbeats = timer;
  }

  void onClose(Runnable action) {
    stream.onClose(action);
  }

  void close() {
    if (heartbeats != null) {
      heartbeats.cancel(false);
    }
    stream.end();
  }
}
