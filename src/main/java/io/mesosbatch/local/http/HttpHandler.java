package io.mesosbatch.local.http;

/** Answers requests. Called on a Netty thread: must return at once; the answer may come later. */
@FunctionalInterface
public interface HttpHandler {
  void handle(Exchange exchange);
}
