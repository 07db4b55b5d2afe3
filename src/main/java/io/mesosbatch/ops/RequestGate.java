package io.mesosbatch.ops;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before Camel's handler: turns away who may not come in before any of the body is read, and
 * brings the bodies of task lists to disk. Camel's own handler would hold them in memory. Writing
 * on the event loop slows the sender down to the speed of the disk.
 */
final class RequestGate extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RequestGate.class);
  private static final int IDLE_SECONDS = 300;
  private static final long SECONDS_TO_READ_REFUSAL = 5;

  private final HttpOptions options;
  private final Access access;
  private final Function<HttpRequest, Optional<Problem>> rules;
  private HttpRequest request;
  private Path file;
  private FileChannel out;
  private long received;
  private boolean refused;

  /**
   * @param rules what else a request must be like, judged by its head
   */
  RequestGate(HttpOptions options, Access access, Function<HttpRequest, Optional<Problem>> rules) {
    this.options = options;
    this.access = access;
    this.rules = rules;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.pipeline().addFirst("idle", new IdleStateHandler(0, 0, IDLE_SECONDS));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof HttpRequest begun) {
      begin(ctx, begun);
    }
    if (refused || out != null) {
      try {
        if (message instanceof HttpContent content) {
          content(ctx, content);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest begun) throws IOException {
    if (begun.decoderResult().isFailure() || !isUri(begun.uri())) {
      refuse(ctx, Problem.of(HttpResponseStatus.BAD_REQUEST, "this is no good HTTP request"));
      return;
    }
    boolean open = begun.uri().equals(JobsApi.HEALTH);
    Optional<Problem> problem = open ? Optional.empty() : access.check(begun);
    problem = problem.or(() -> rules.apply(begun));
    if (begun.method().equals(HttpMethod.POST)) {
      problem = problem.or(() -> tooLarge(HttpUtil.getContentLength(begun, 0L)));
    } else if (hasBody(begun)) {
      problem =
          problem.or(
              () ->
                  Optional.of(
                      Problem.of(HttpResponseStatus.BAD_REQUEST, "a body is not wanted here")));
    }
    if (problem.isPresent()) {
      refuse(ctx, problem.get());
    } else if (begun.method().equals(HttpMethod.POST)) {
      receive(ctx, begun);
    }
  }

  private static boolean isUri(String uri) {
    try {
      return new URI(uri).getPath() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  private Optional<Problem> tooLarge(long length) {
    return length <= options.maxBytes()
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "a list has at most "
                    + options.maxBytes()
                    + " bytes here (mesosbatch.http.maxBytes)"));
  }

  private void receive(ChannelHandlerContext ctx, HttpRequest begun) throws IOException {
    request = begun;
    received = 0;
    file = Files.createTempFile(options.spool(), "http-", ".list");
    out = FileChannel.open(file, StandardOpenOption.WRITE);
    if (HttpUtil.is100ContinueExpected(begun)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) throws IOException {
    if (!refused) {
      ByteBuf bytes = content.content();
      received += bytes.readableBytes();
      Optional<Problem> problem =
          content.decoderResult().isFailure()
              ? Optional.of(Problem.of(HttpResponseStatus.BAD_REQUEST, "the body is broken"))
              : tooLarge(received);
      if (problem.isPresent()) {
        refuse(ctx, problem.get());
      } else {
        while (bytes.isReadable()) {
          bytes.readBytes(out, bytes.readableBytes());
        }
      }
    }
    if (content instanceof LastHttpContent) {
      if (refused) {
        ctx.close();
      } else {
        out.close();
        StoredRequest stored = new StoredRequest(request, file);
        out = null;
        file = null;
        ctx.fireChannelRead(stored);
      }
    }
  }

  /** The sender may still be sending: it must get the chance to read the answer before the end. */
  private void refuse(ChannelHandlerContext ctx, Problem problem) {
    discard();
    if (refused) {
      return;
    }
    refused = true;
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, problem.status(), Unpooled.wrappedBuffer(problem.toJson()));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (problem.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
      response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, access.challenge());
    }
    if (problem.status().equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, JobsApi.RETRY_AFTER_SECONDS);
    }
    ctx.writeAndFlush(response);
    ctx.executor().schedule(() -> ctx.close(), SECONDS_TO_READ_REFUSAL, TimeUnit.SECONDS);
  }

  private void discard() {
    if (out == null) {
      return;
    }
    try {
      out.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", file, e.toString());
    }
    out = null;
    file = null;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    discard();
    ctx.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (out != null || refused) {
      LOG.warn("A request could not be received: {}", cause.toString());
      discard();
      if (!refused && !(cause instanceof IOException && !ctx.channel().isActive())) {
        refuse(
            ctx,
            Problem.of(HttpResponseStatus.INSUFFICIENT_STORAGE, "the list could not be stored"));
      }
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
