package io.mesosbatch.client;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The status of an HTTP response and, where it is an error, what the master says about it. */
final class Answer {
  private static final int MAX_WORDS = 4096;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;

  private final HttpResponse response;
  private final StringBuilder words = new StringBuilder();

  Answer(HttpResponse response) {
    this.response = response;
  }

  int status() {
    return response.status().code();
  }

  boolean accepted() {
    return response.status().codeClass() == HttpStatusClass.SUCCESS;
  }

  boolean keepsConnection() {
    return HttpUtil.isKeepAlive(response);
  }

  /** Where a 307 (or 308) leads. */
  Optional<String> redirect() {
    boolean redirects = status() == 307 || status() == 308;
    return redirects
        ? Optional.ofNullable(response.headers().get(HttpHeaderNames.LOCATION))
        : Optional.empty();
  }

  Optional<String> header(CharSequence name) {
    return Optional.ofNullable(response.headers().get(name));
  }

  void add(ByteBuf content) {
    if (!accepted() && words.length() < MAX_WORDS) {
      int length = Math.min(content.readableBytes(), MAX_WORDS - words.length());
      words.append(content.toString(content.readerIndex(), length, StandardCharsets.UTF_8));
    }
  }

  /** Why SUBSCRIBE got no stream. */
  MesosException subscribeError(MasterAddress master) {
    MesosException error = refusal();
    return error instanceof MesosException.Unreachable
        ? new MesosException.Unreachable(
            master
                + " answered "
                + this
                + (status() == NOT_FOUND ? " (it is starting, or is no Mesos master)" : ""),
            null)
        : error;
  }

  private MesosException refusal() {
    return switch (status()) {
      case UNAUTHORIZED, FORBIDDEN -> new MesosException.Unauthorized(toString());
      case NOT_FOUND, TOO_MANY_REQUESTS -> new MesosException.Unreachable(toString(), null);
      default -> error();
    };
  }

  /** Why a call was not accepted. */
  MesosException callError() {
    if (lostSubscription()) {
      return new MesosException.NotSubscribed(toString());
    }
    return refusal();
  }

  private MesosException error() {
    return switch (response.status().codeClass()) {
      case CLIENT_ERROR -> new MesosException.Refused(status(), toString());
      case SERVER_ERROR -> new MesosException.Unreachable(toString(), null);
      default -> new MesosException.ProtocolViolation("Unexpected answer: " + this, null, false);
    };
  }

  /**
   * Whether the master does not know the stream that the call belongs to: another instance has
   * subscribed, this master does not lead, or it has removed the framework (design rule 4).
   */
  private boolean lostSubscription() {
    return switch (status()) {
      case 307, 308 -> true;
      case FORBIDDEN -> words.indexOf("not subscribed") >= 0 || words.indexOf("not connected") >= 0;
      case BAD_REQUEST ->
          words.indexOf("didn't match the stream ID") >= 0
              || words.indexOf("Framework cannot be found") >= 0;
      default -> false;
    };
  }

  /** The status line and the master's words. */
  @Override
  public String toString() {
    String said = words.toString().strip();
    return response.status() + (said.isEmpty() ? "" : ": " + said);
  }
}
