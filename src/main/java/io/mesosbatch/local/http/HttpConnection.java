package io.mesosbatch.local.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: collects request bodies, and sends the answers in the order of the requests. */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  /** Requests taken in before the first is answered; then reading pauses. */
  private static final int MAX_UNANSWERED = 4096;

  private final HttpHandler handler;
  private final int maxBody;
  private final ArrayDeque<Exchange> unanswered = new ArrayDeque<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private volatile ChannelHandlerContext context;
  private HttpRequest request;
  private byte[] body;
  private ByteArrayOutputStream parts;
  private ChunkedStream streaming;
  private boolean closing;

  HttpConnection(HttpHandler handler, int maxBody) {
    this.handler = handler;
    this.maxBody = maxBody;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (closing) {
        return;
      }
      if (message instanceof HttpRequest head) {
        begin(head);
      }
      if (message instanceof HttpContent content && request != null) {
        add(content.content());
        if (content instanceof LastHttpContent) {
          complete();
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      refuse(head, Reply.badRequest("The request is not HTTP"));
      return;
    }
    request = head;
    body = new byte[0];
    parts = null;
    if (HttpUtil.is100ContinueExpected(head)) {
      context.writeAndFlush(Unpooled.wrappedBuffer(Wire.CONTINUE.duplicate()));
    }
  }

  private void add(ByteBuf content) {
    int length = content.readableBytes();
    if (length == 0) {
      return;
    }
    if (body.length + (parts == null ? 0 : parts.size()) + length > maxBody) {
      refuse(request, Reply.empty("413 Request Entity Too Large"));
      return;
    }
    byte[] bytes = new byte[length];
    content.readBytes(bytes);
    if (parts != null) {
      parts.writeBytes(bytes);
    } else if (body.length == 0) {
      body = bytes;
    } else {
      parts = new ByteArrayOutputStream(2 * (body.length + length));
      parts.writeBytes(body);
      parts.writeBytes(bytes);
      body = new byte[0];
    }
  }

  private void refuse(HttpRequest head, Reply reply) {
    Exchange exchange = new Exchange(this, "", "", head.headers(), new byte[0]);
    request = null;
    unanswered.add(exchange);
    closing = true;
    exchange.reply(reply);
  }

  private void complete() {
    HttpHeaders headers = request.headers();
    byte[] whole = parts == null ? body : parts.toByteArray();
    Exchange exchange = new Exchange(this, request.method().name(), request.uri(), headers, whole);
    boolean last = !HttpUtil.isKeepAlive(request);
    request = null;
    parts = null;
    body = null;
    unanswered.add(exchange);
    if (last) {
      closing = true;
    }
    if (unanswered.size() >= MAX_UNANSWERED) {
      context.channel().config().setAutoRead(false);
    }
    handler.handle(exchange);
  }

  /** An exchange of this connection has its answer. Any thread. */
  void answered() {
    if (draining.compareAndSet(false, true)) {
      context.executor().execute(this::drain);
    }
  }

  private void drain() {
    draining.set(false);
    if (!context.channel().isActive()) {
      closeStreams(); // the peer was gone before the answer was there
      return;
    }
    boolean wrote = false;
    while (streaming == null && !unanswered.isEmpty() && unanswered.peek().answer() != null) {
      Object answer = unanswered.poll().answer();
      if (answer instanceof Reply reply) {
        context.write(Wire.reply(context.alloc(), reply));
      } else {
        streaming = (ChunkedStream) answer;
        context.write(Wire.head(context.alloc(), streaming.headers()));
        flush(streaming);
      }
      wrote = true;
    }
    if (wrote) {
      if (closing && unanswered.isEmpty() && streaming == null) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      } else {
        context.flush();
      }
    }
    if (unanswered.size() < MAX_UNANSWERED / 2 && !context.channel().config().isAutoRead()) {
      context.channel().config().setAutoRead(true);
    }
  }

  /** There is something to send on a stream. Any thread. */
  void flush(ChunkedStream stream) {
    context.executor().execute(() -> send(stream));
  }

  private void send(ChunkedStream stream) {
    if (stream != streaming) {
      return; // an earlier answer is still awaited; drain() will come back
    }
    for (byte[] chunk : stream.take()) {
      context.write(Wire.chunk(context.alloc(), chunk));
    }
    if (stream.ended()) {
      context.write(Unpooled.wrappedBuffer(Wire.LAST_CHUNK.duplicate()));
      streaming = null;
      context.flush();
      stream.closed();
      answered();
      if (closing && unanswered.isEmpty()) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    } else {
      context.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closing = true;
    closeStreams();
    ctx.fireChannelInactive();
  }

  private void closeStreams() {
    if (streaming != null) {
      streaming.closed();
    }
    for (Exchange exchange : unanswered) {
      if (exchange.answer() instanceof ChunkedStream stream) {
        stream.closed();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.warn("Connection {} closed", ctx.channel(), cause);
    }
    ctx.close();
  }
}
