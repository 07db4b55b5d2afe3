package io.mesosbatch.ops;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.file.Path;

/** A request whose body has been received into a file; who gets the request deletes the file. */
final class StoredRequest extends DefaultFullHttpRequest {
  private final Path body;

  StoredRequest(HttpRequest request, Path body) {
    super(request.protocolVersion(), request.method(), request.uri(), Unpooled.EMPTY_BUFFER);
    this.body = body;
    headers().set(request.headers());
    headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    headers().remove(HttpHeaderNames.EXPECT);
  }

  Path body() {
    return body;
  }
}
