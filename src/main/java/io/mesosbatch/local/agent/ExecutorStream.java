package io.mesosbatch.local.agent;

import io.mesosbatch.local.http.ChunkedStream;
import io.mesosbatch.mesos.v1.executor.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.RecordIo;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The events that go to one subscribed executor. Safe for any thread. */
final class ExecutorStream {
  /** Mesos, http_heartbeat_interval of an agent. */
  private static final long HEARTBEAT_SECONDS = 30;

  private final ChunkedStream stream;
  private final ContentType type;
  private final Future<?> heartbeats;

  ExecutorStream(ChunkedStream stream, ContentType type, ScheduledExecutorService timers) {
    this.stream = stream;
    this.type = type;
    Event heartbeat = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
    this.heartbeats =
        timers.scheduleAtFixedRate(
            () -> send(heartbeat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    stream.onClose(() -> heartbeats.cancel(false));
  }

  void send(Event event) {
    stream.write(RecordIo.frame(type.encode(event)));
  }

  void end() {
    stream.end();
  }
}
