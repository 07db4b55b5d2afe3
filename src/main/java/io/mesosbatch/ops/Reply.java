package io.mesosbatch.ops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Makes answers. */
final class Reply {
  private static final JsonFactory JSON = new JsonFactory();

  private Reply() {}

  /** Writes an object's fields, or an object. */
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static FullHttpResponse json(HttpResponseStatus status, Content content) {
    ByteBuf bytes = Unpooled.buffer();
    try (JsonGenerator json = JSON.createGenerator((OutputStream) new ByteBufOutputStream(bytes))) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(status, "application/json", bytes);
  }

  static FullHttpResponse problem(Problem problem) {
    FullHttpResponse response =
        of(problem.status(), Problem.MEDIA_TYPE, Unpooled.wrappedBuffer(problem.toJson()));
    if (problem.status().equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, JobsApi.RETRY_AFTER_SECONDS);
    }
    return response;
  }

  static FullHttpResponse text(String mediaType, String text) {
    return of(
        HttpResponseStatus.OK,
        mediaType,
        Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Nothing is loaded or run, whatever a name in a list may say. */
  static FullHttpResponse page(String html) {
    FullHttpResponse response = text("text/html; charset=utf-8", html);
    response
        .headers()
        .set(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'")
        .set("Referrer-Policy", "no-referrer");
    return response;
  }

  private static FullHttpResponse of(HttpResponseStatus status, String mediaType, ByteBuf bytes) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, bytes);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, mediaType)
        .set(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff");
    return response;
  }
}
