package io.mesosbatch.local.agent;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.HttpHandler;
import io.mesosbatch.local.http.Reply;

/** What an agent answers over HTTP. */
final class AgentHttp implements HttpHandler {
  @Override
  public void handle(Exchange exchange) {
    exchange.reply(Reply.empty("404 Not Found"));
  }
}
