package io.mesosbatch.client;

import io.mesosbatch.wire.ContentType;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Optional;

/** Makes the POSTs of one connection, which differ only in their bodies (design rules 1 and 2). */
final class Requests {
  static final AsciiString STREAM_ID = AsciiString.cached("Mesos-Stream-Id");

  private final String path;
  private final HttpHeaders headers = new DefaultHttpHeaders();

  /**
   * @param streamId empty for SUBSCRIBE
   */
  Requests(
      MasterAddress master,
      ContentType type,
      Optional<Credential> credential,
      Optional<String> streamId) {
    path = master.path();
    headers.set(HttpHeaderNames.HOST, master.authority());
    headers.set(HttpHeaderNames.CONTENT_TYPE, AsciiString.of(type.mediaType()));
    headers.set(HttpHeaderNames.ACCEPT, AsciiString.of(type.mediaType()));
    credential.ifPresent(c -> headers.set(HttpHeaderNames.AUTHORIZATION, c.header()));
    streamId.ifPresent(id -> headers.set(STREAM_ID, id));
  }

  FullHttpRequest post(byte[] body) {
    HttpHeaders own = headers.copy();
    own.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        HttpMethod.POST,
        path,
        Unpooled.wrappedBuffer(body),
        own,
        EmptyHttpHeaders.INSTANCE);
  }
}
