package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.HttpHandler;
import io.mesosbatch.local.http.Reply;

/** Which endpoint of the master a request is for. */
public final class MasterHttp implements HttpHandler {
  private final SchedulerApi scheduler;

  public MasterHttp(Master master) {
    scheduler = new SchedulerApi(master);
  }

  @Override
  public void handle(Exchange exchange) {
    String path = exchange.path();
    if (path.startsWith("/master/")) {
      path = path.substring("/master".length());
    }
    if (path.startsWith("/api/v1/scheduler")) {
      scheduler.handle(exchange, null);
    } else {
      exchange.reply(Reply.empty("404 Not Found"));
    }
  }
}
