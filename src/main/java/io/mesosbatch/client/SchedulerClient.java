package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.scheduler.Call;
import io.netty.channel.EventLoopGroup;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One framework's session with the leading master: subscribes, watches heartbeats, follows the
 * leader, sends calls in order, subscribes again when the stream breaks. Thread-safe.
 */
public final class SchedulerClient implements AutoCloseable {
  private final ClientConfig config;

  /** All work is done on one loop of the group, which the caller shuts down. */
  public SchedulerClient(ClientConfig config, EventLoopGroup group, SchedulerListener listener) {
    this.config = config;
  }

  /** Begins to look for a master and to subscribe, in the background. */
  public void start() {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Sends a call, after all calls handed in before. Its framework_id is filled in. Blocks while
   * {@link Limits#queuedCalls} are waiting, but not on the event loop: there the future fails with
   * {@link MesosException.QueueFull}.
   *
   * @return completes when the master has accepted the call (202: queued, not done), or fails with
   *     a {@link MesosException}; completes on the event loop
   */
  public CompletableFuture<Void> send(Call call) {
    throw new UnsupportedOperationException("not yet");
  }

  /** How the session is doing. */
  public ClientState state() {
    return new ClientState(
        ClientState.Phase.NEW,
        Optional.empty(),
        config.subscribe().getFrameworkInfo().hasId()
            ? Optional.of(config.subscribe().getFrameworkInfo().getId())
            : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        0,
        0);
  }

  /**
   * Closes both connections; calls without answer fail with {@link MesosException.Closed}. No
   * TEARDOWN: the framework may come back within its failover_timeout.
   */
  @Override
  public void close() {}
}
