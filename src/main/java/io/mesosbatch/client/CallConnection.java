package io.mesosbatch.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Sends calls one after the other without waiting for answers, which come in the same order. A call
 * without an answer is never sent again: the master may have acted on it.
 */
final class CallConnection extends ChannelInboundHandlerAdapter {
  /** Hears of what happens, on the event loop. */
  interface Owner {
    /** The connection can take more calls than a moment ago. */
    void writable(CallConnection connection);

    void answered(PendingCall call, Answer answer);

    /** No connection could be made. Comes instead of {@link #ended}. */
    void unreachable(CallConnection connection, MesosException why);

    /** The connection is gone, with these calls unanswered. */
    void ended(CallConnection connection, MesosException why, List<PendingCall> unanswered);
  }

  private final MasterAddress master;
  private final ClientConfig config;
  private final Requests requests;
  private final Owner owner;
  private final ArrayDeque<PendingCall> inFlight = new ArrayDeque<>();

  private Channel channel;
  private Answer answer;
  private boolean connected;
  private boolean ended;
  private long lastProgress;
  private Future<?> timer;

  CallConnection(Subscription subscription, ClientConfig config, Owner owner) {
    this.master = subscription.master();
    this.config = config;
    this.owner = owner;
    requests =
        new Requests(
            master,
            config.contentType(),
            config.credential(),
            Optional.of(subscription.streamId()));
  }

  void open(Connector connector) {
    connector
        .connect(master, this)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                unreachable(done.cause());
              }
            });
  }

  int inFlight() {
    return inFlight.size();
  }

  boolean awaits(Predicate<PendingCall> which) {
    return inFlight.stream().anyMatch(which);
  }

  /** Takes from the front of the queue what may be sent now; returns how many calls. */
  int sendFrom(Queue<PendingCall> waiting) {
    if (!connected || ended) {
      return 0;
    }
    int sent = 0;
    boolean idle = inFlight.isEmpty();
    while (inFlight.size() < config.limits().callsInFlight()
        && channel.isWritable()
        && !waiting.isEmpty()) {
      PendingCall call = waiting.remove();
      inFlight.add(call);
      channel.write(requests.post(call.body()), channel.voidPromise());
      sent++;
    }
    if (sent > 0) {
      channel.flush();
      if (idle) {
        lastProgress = System.nanoTime();
        watch();
      }
    }
    return sent;
  }

  /** Ends the connection; the owner hears of the calls without an answer. */
  void end(MesosException why) {
    if (ended) {
      return;
    }
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
    if (channel != null) {
      channel.close();
    }
    List<PendingCall> unanswered = List.copyOf(inFlight);
    inFlight.clear();
    owner.ended(this, why, unanswered);
  }

  @Override
  public void channelRegistered(ChannelHandlerContext context) {
    channel = context.channel();
    if (ended) {
      channel.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    connected = true;
    owner.writable(this);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      owner.writable(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!ended) {
        read((HttpObject) message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!ended) {
      owner.writable(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(lost("closed the connection", null));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(lost("connection lost: " + cause.getMessage(), cause));
  }

  private void read(HttpObject message) {
    if (message.decoderResult().isFailure()) {
      end(violation("does not speak HTTP", message.decoderResult().cause()));
      return;
    }
    if (message instanceof HttpResponse response) {
      if (inFlight.isEmpty()) {
        end(violation("answered without a call", null));
        return;
      }
      answer = new Answer(response);
    }
    if (message instanceof HttpContent content) {
      answer.add(content.content());
      if (message instanceof LastHttpContent) {
        lastProgress = System.nanoTime();
        owner.answered(inFlight.remove(), answer);
        if (!answer.keepsConnection()) {
          end(lost("closed the connection", null));
        }
      }
    }
  }

  /** Answers may take long together, but one must come at least so often. */
  private void watch() {
    if (inFlight.isEmpty() || ended) {
      return;
    }
    long limit = config.timing().call().toNanos();
    long left = limit - (System.nanoTime() - lastProgress);
    if (left <= 0) {
      end(
          new MesosException.TimedOut(
              master + " answered no call within " + config.timing().call(), true));
    } else {
      timer = channel.eventLoop().schedule(this::watch, left, TimeUnit.NANOSECONDS);
    }
  }

  private void unreachable(Throwable cause) {
    if (!ended) {
      ended = true;
      String message = master + " cannot be reached for calls: " + cause.getMessage();
      owner.unreachable(this, new MesosException.Unreachable(message, cause));
    }
  }

  private MesosException lost(String what, Throwable cause) {
    return new MesosException.ConnectionLost(master + " " + what, cause, true);
  }

  private MesosException violation(String what, Throwable cause) {
    return new MesosException.ProtocolViolation(master + " " + what, cause, true);
  }
}
