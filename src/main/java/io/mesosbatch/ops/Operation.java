package io.mesosbatch.ops;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import org.apache.camel.CamelContext;

/**
 * One thing that can be asked for.
 *
 * @param path may hold {@code {id}}
 */
record Operation(HttpMethod method, String path, Handler handler) {
  /** Answers a request; what it throws becomes an answer too. */
  interface Handler {
    HttpResponse answer(Request request, CamelContext context) throws IOException;
  }
}
