package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.scheduler.Event;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.EventDecoder;
import io.mesosbatch.wire.RecordIoDecoder;
import io.mesosbatch.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One attempt to subscribe and, if it succeeds, the stream of events. Tells its owner of one end
 * only, and of nothing after it.
 */
final class StreamConnection extends ChannelInboundHandlerAdapter {
  /** Hears of what happens, on the event loop. */
  interface Owner {
    void redirected(StreamConnection stream, String location);

    void subscribed(StreamConnection stream, Event.Subscribed event);

    /** Neither SUBSCRIBED nor HEARTBEAT nor ERROR. */
    void events(StreamConnection stream, List<Event> inOrder);

    void heartbeat(StreamConnection stream);

    /** The master has sent an ERROR event. */
    void error(StreamConnection stream, String message);

    void ended(StreamConnection stream, MesosException why);
  }

  private final MasterAddress master;
  private final ClientConfig config;
  private final byte[] subscribe;
  private final Owner owner;
  private final RecordIoDecoder records;
  private final EventDecoder decoder;

  private Channel channel;
  private Answer answer;
  private List<Event> batch = new ArrayList<>();
  private boolean subscribed;
  private boolean ended;
  private boolean reading = true;
  private long lastRead;
  private long silence;
  private Future<?> timer;

  /**
   * @param subscribe the encoded call
   */
  StreamConnection(MasterAddress master, ClientConfig config, byte[] subscribe, Owner owner) {
    this.master = master;
    this.config = config;
    this.subscribe = subscribe;
    this.owner = owner;
    this.records = new RecordIoDecoder(config.limits().recordBytes());
    this.decoder = new EventDecoder(config.contentType());
  }

  MasterAddress master() {
    return master;
  }

  /** Set once the master has answered. */
  Optional<String> streamId() {
    return answer == null ? Optional.empty() : answer.header(Requests.STREAM_ID);
  }

  void open(Connector connector) {
    connector
        .connect(master, this)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                end(unreachable(connected.cause()));
              }
            });
  }

  /** Silence does not count while nothing is read. */
  void readEvents(boolean on) {
    if (on && !reading) {
      lastRead = System.nanoTime();
    }
    reading = on;
    channel.config().setAutoRead(on);
  }

  /** Closes without telling the owner. */
  void close() {
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
    if (channel != null) {
      channel.close();
    }
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
    timer =
        context
            .executor()
            .schedule(
                this::notSubscribed, config.timing().subscribe().toNanos(), TimeUnit.NANOSECONDS);
    Requests requests =
        new Requests(master, config.contentType(), config.credential(), Optional.empty());
    context.writeAndFlush(requests.post(subscribe));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!ended) {
        lastRead = System.nanoTime();
        read((HttpObject) message);
      }
    } catch (WireException e) {
      flush();
      end(new MesosException.ProtocolViolation(said("sent what is no event", e), e, false));
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush();
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    flush();
    String what = master + " closed the connection";
    end(
        subscribed
            ? new MesosException.ConnectionLost(what, null, false)
            : new MesosException.Unreachable(what + " before it answered", null));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
      end(unreachable(tls.cause()));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    flush();
    end(
        subscribed
            ? new MesosException.ConnectionLost(said("connection lost", cause), cause, false)
            : unreachable(cause));
  }

  private void read(HttpObject message) throws WireException {
    if (message.decoderResult().isFailure()) {
      Throwable cause = message.decoderResult().cause();
      end(new MesosException.ProtocolViolation(said("does not speak HTTP", cause), cause, false));
      return;
    }
    if (message instanceof HttpResponse response) {
      answered(new Answer(response));
    }
    if (message instanceof HttpContent content && !ended) {
      if (answer.status() == 200) {
        events(content.content());
      } else {
        answer.add(content.content());
      }
      if (message instanceof LastHttpContent && !ended) {
        responseEnded();
      }
    }
  }

  private void answered(Answer value) {
    answer = value;
    if (value.status() != 200) {
      return;
    }
    Optional<ContentType> type =
        value.header(HttpHeaderNames.CONTENT_TYPE).flatMap(ContentType::parse);
    if (type.isEmpty() || type.get() != config.contentType() || streamId().isEmpty()) {
      end(
          new MesosException.ProtocolViolation(
              master
                  + " is no Mesos master: its answer is not a stream of "
                  + config.contentType().mediaType(),
              null,
              false));
    }
  }

  private void responseEnded() throws WireException {
    flush();
    if (answer.redirect().isPresent()) {
      close();
      owner.redirected(this, answer.redirect().get());
    } else if (answer.status() == 200) {
      records.end();
      end(new MesosException.ConnectionLost(master + " ended the stream", null, false));
    } else {
      end(answer.subscribeError(master));
    }
  }

  private void events(ByteBuf content) throws WireException {
    if (content.isReadable()) {
      records.feed(content.nioBuffer(), this::event);
    }
  }

  private void event(byte[] buf, int off, int len) throws WireException {
    if (ended) {
      return;
    }
    Event event = decoder.decode(buf, off, len);
    switch (event.getType()) {
      case HEARTBEAT -> owner.heartbeat(this);
      case SUBSCRIBED -> {
        flush();
        subscribed(event.getSubscribed());
      }
      case ERROR -> {
        flush();
        close();
        owner.error(this, event.getError().getMessage());
      }
      default -> {
        if (!subscribed) {
          throw new WireException(event.getType() + " came before SUBSCRIBED");
        }
        batch.add(event);
      }
    }
  }

  private void subscribed(Event.Subscribed event) {
    subscribed = true;
    Duration interval = config.timing().heartbeat();
    if (event.getHeartbeatIntervalSeconds() > 0) {
      interval = Duration.ofNanos((long) (event.getHeartbeatIntervalSeconds() * 1e9));
    }
    silence = interval.multipliedBy(config.timing().missedHeartbeats()).toNanos();
    timer.cancel(false);
    watch();
    owner.subscribed(this, event);
  }

  private void flush() {
    if (!batch.isEmpty() && !ended) {
      List<Event> events = List.copyOf(batch);
      batch = new ArrayList<>();
      owner.events(this, events);
    }
  }

  /** Any sign of life will do; a connection may be half open and never say so (design rule 7). */
  private void watch() {
    if (!reading) {
      lastRead = System.nanoTime();
    }
    long left = silence - (System.nanoTime() - lastRead);
    if (left <= 0) {
      Duration waited = Duration.ofNanos(silence);
      end(new MesosException.TimedOut("Nothing heard from " + master + " for " + waited, false));
    } else if (!ended) {
      timer = channel.eventLoop().schedule(this::watch, left, TimeUnit.NANOSECONDS);
    }
  }

  private void notSubscribed() {
    end(
        new MesosException.TimedOut(
            master + " did not answer SUBSCRIBE within " + config.timing().subscribe(), false));
  }

  private void end(MesosException why) {
    if (!ended) {
      close();
      owner.ended(this, why);
    }
  }

  private MesosException unreachable(Throwable cause) {
    return new MesosException.Unreachable(said("cannot be reached", cause), cause);
  }

  private String said(String what, Throwable cause) {
    return master + " " + what + ": " + reason(cause);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "no such host";
    }
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof CertPathBuilderException || t instanceof CertPathValidatorException) {
        return "its certificate is not trusted here ("
            + t.getMessage()
            + "); make its CA known, by sslContextParameters or -Djavax.net.ssl.trustStore";
      }
    }
    return cause.getMessage();
  }
}
