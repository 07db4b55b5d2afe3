package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.scheduler.Call;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One framework's session with the leading master: subscribes, watches heartbeats, follows the
 * leader, sends calls in order, subscribes again when the stream breaks. Thread-safe.
 */
public final class SchedulerClient implements AutoCloseable {
  private final EventLoop loop;
  private final Session session;

  /**
   * All work is done on one loop of the group.
   *
   * @param group a {@code NioEventLoopGroup}, which the caller shuts down after the client is
   *     closed
   */
  public SchedulerClient(ClientConfig config, EventLoopGroup group, SchedulerListener listener) {
    loop = group.next();
    session = new Session(config, new Connector(loop, config.timing(), config.ssl()), listener);
  }

  /** Begins to look for a master and to subscribe, in the background. */
  public void start() {
    loop.execute(session::start);
  }

  /**
   * Sends a call, after all calls handed in before by the same thread. The framework's id is filled
   * in. The call goes out under the present subscription or not at all. While {@link
   * Limits#queuedCalls} are waiting this blocks, but not on the event loop: there the future fails
   * with {@link MesosException.QueueFull}.
   *
   * <p>An accepted TEARDOWN stops the session; an accepted UPDATE_FRAMEWORK changes what the next
   * SUBSCRIBE says. An UPDATE_FRAMEWORK whose framework_info has no name changes only what it
   * holds; in its offer filters and constraints the role "" stands for every role of the framework.
   *
   * @return completes when the master has accepted the call (202: queued, not done), or fails with
   *     a {@link MesosException}; mostly on the event loop, so that what depends on it must not
   *     block
   * @throws IllegalArgumentException for SUBSCRIBE, which is this client's own affair
   */
  public CompletableFuture<Void> send(Call call) {
    if (call.getType() == Call.Type.SUBSCRIBE) {
      throw new IllegalArgumentException("SUBSCRIBE is sent by the client itself");
    }
    return session.calls().submit(call);
  }

  /**
   * Stops reading events, or goes on, for a listener that cannot keep up. The master's events wait
   * in the connection and at the master. While nothing is read, silence is no sign of a broken
   * connection; one that is broken is noticed by calls, or when reading goes on. Events that have
   * been read already still come.
   */
  public void readEvents(boolean on) {
    if (loop.inEventLoop()) {
      session.readEvents(on);
    } else {
      loop.execute(() -> session.readEvents(on));
    }
  }

  /** How the session is doing. */
  public ClientState state() {
    return session.state();
  }

  /**
   * Closes both connections; calls without answer fail with {@link MesosException.Closed}, and the
   * listener hears no more. No TEARDOWN: the framework may come back within its failover_timeout.
   */
  @Override
  public void close() {
    try {
      if (loop.inEventLoop()) {
        session.close();
      } else {
        loop.submit(session::close).syncUninterruptibly();
      }
    } catch (RejectedExecutionException e) {
      // The group is shut down already: nothing is open any more.
      return;
    }
  }
}
