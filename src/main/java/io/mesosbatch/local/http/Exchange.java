package io.mesosbatch.local.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request and its answer: either one {@link Reply} or a stream. Answers of one connection go
 * out in the order of the requests, whatever the order in which they are given. The answer may be
 * given from any thread, once.
 */
public final class Exchange {
  private final HttpConnection connection;
  private final String method;
  private final String uri;
  private final HttpHeaders headers;
  private final byte[] body;
  private volatile Object answer;

  Exchange(HttpConnection connection, String method, String uri, HttpHeaders headers, byte[] body) {
    this.connection = connection;
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
  }

  public String method() {
    return method;
  }

  /** The path, without the query. */
  public String path() {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** The first value of a query parameter. */
  public Optional<String> parameter(String name) {
    Map<String, List<String>> all = new QueryStringDecoder(uri).parameters();
    return Optional.ofNullable(all.get(name)).map(values -> values.get(0));
  }

  /** The first value of a header, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  public byte[] body() {
    return body;
  }

  public void reply(Reply reply) {
    answer(reply);
  }

  /** Answers 200 with a body of chunks that ends when the stream is closed. */
  public ChunkedStream stream(List<String> headers) {
    ChunkedStream stream = new ChunkedStream(connection, headers);
    answer(stream);
    return stream;
  }

  private void answer(Object with) {
    if (answer != null) {
      throw new IllegalStateException("the request is answered already");
    }
    answer = with;
    connection.answered();
  }

  /** Whether an answer has been given, whole or begun. */
  public boolean answered() {
    return answer != null;
  }

  /** A {@link Reply}, a {@link ChunkedStream}, or null as long as there is none. */
  Object answer() {
    return answer;
  }
}
