package io.mesosbatch.local;

import com.google.protobuf.ByteString;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.FrameworkID;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The status updates of one agent that no framework has acknowledged yet: of each task only the
 * first is sent, again and again, until it is acknowledged; then the next (Mesos, reconciliation
 * document, "Status updates"). Safe for any thread.
 */
public final class StatusUpdates {
  private record Key(FrameworkID framework, TaskID task) {}

  private record Due(long nanos, Stream stream, int sent) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return Long.compare(nanos - other.nanos, 0);
    }
  }

  private static final class Stream {
    final Key key;
    final ArrayDeque<TaskStatus> pending = new ArrayDeque<>(2);
    TaskState latest;

    /** Sends so far of the first pending status; the wait doubles with each. */
    int attempt;

    /** Sends so far of any status: tells an outdated {@link Due}. */
    int sent;

    Stream(Key key) {
      this.key = key;
    }
  }

  private final Map<Key, Stream> streams = new HashMap<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private final ScheduledExecutorService timers;
  private final long retryNanos;
  private AgentID agent;
  private AgentListener master;
  private ScheduledFuture<?> wake;

  public StatusUpdates(ScheduledExecutorService timers, Duration retry) {
    this.timers = timers;
    this.retryNanos = retry.toNanos();
  }

  /** There is a (new) master: everything unacknowledged is sent to it. */
  public synchronized void registered(AgentID id, AgentListener listener) {
    agent = id;
    master = listener;
    streams
        .values()
        .forEach(
            stream -> {
              stream.attempt = 0;
              send(stream);
            });
  }

  /** Sends a status, with a uuid, once all earlier ones of its task are acknowledged. */
  public synchronized void add(FrameworkID framework, TaskStatus status) {
    Stream stream =
        streams.computeIfAbsent(new Key(framework, status.getTaskId()), key -> new Stream(key));
    stream.latest = status.getState();
    stream.pending.add(status);
    if (stream.pending.size() == 1) {
      send(stream);
    }
  }

  /**
   * @return the acknowledged status, or null if this uuid is not the one awaited
   */
  public synchronized TaskStatus acknowledge(FrameworkID framework, TaskID task, ByteString uuid) {
    Stream stream = streams.get(new Key(framework, task));
    if (stream == null || !stream.pending.peek().getUuid().equals(uuid)) {
      return null;
    }
    TaskStatus status = stream.pending.poll();
    stream.attempt = 0;
    if (stream.pending.isEmpty()) {
      streams.remove(stream.key);
    } else {
      send(stream);
    }
    return status;
  }

  /** Sends what this framework has not acknowledged again at once. */
  public synchronized void resend(FrameworkID framework) {
    for (Stream stream : List.copyOf(streams.values())) {
      if (stream.key.framework.equals(framework)) {
        stream.attempt = 0;
        send(stream);
      }
    }
  }

  /** Forgets all updates of a framework that is gone. */
  public synchronized void forget(FrameworkID framework) {
    streams
        .values()
        .removeIf(
            stream -> {
              boolean gone = stream.key.framework.equals(framework);
              if (gone) {
                stream.pending.clear();
              }
              return gone;
            });
  }

  /** The unacknowledged statuses of a task, oldest first. */
  public synchronized List<TaskStatus> pending(FrameworkID framework, TaskID task) {
    Stream stream = streams.get(new Key(framework, task));
    return stream == null ? List.of() : List.copyOf(stream.pending);
  }

  /** Sends nothing more. */
  public synchronized void close() {
    streams.clear();
    due.clear();
    master = null;
    if (wake != null) {
      wake.cancel(false);
    }
  }

  private void send(Stream stream) {
    if (master == null) {
      return;
    }
    master.statusUpdate(agent, stream.key.framework, stream.pending.peek(), stream.latest);
    long wait = Math.min(retryNanos << Math.min(stream.attempt, 6), 60 * retryNanos);
    stream.attempt++;
    stream.sent++;
    due.add(new Due(System.nanoTime() + wait, stream, stream.sent));
    sleep();
  }

  private void sleep() {
    if (wake == null && !due.isEmpty()) {
      long wait = Math.max(0, due.peek().nanos - System.nanoTime());
      wake = timers.schedule(this::retry, wait, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void retry() {
    wake = null;
    if (master == null) {
      return;
    }
    long now = System.nanoTime();
    while (!due.isEmpty() && due.peek().nanos - now <= 0) {
      Due next = due.poll();
      if (!next.stream.pending.isEmpty() && next.stream.sent == next.sent) {
        send(next.stream);
      }
    }
    sleep();
  }
}
