package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.HttpHandler;
import io.mesosbatch.local.http.Reply;
import java.util.List;

/**
 * A master that does not lead: it sends everyone on to the one that it takes for the leader
 * (recording leader-change), until it leads itself.
 */
public final class Standby implements HttpHandler {
  private final String leader;
  private volatile HttpHandler leading;

  /**
   * @param leader HOST:PORT
   */
  public Standby(String leader) {
    this.leader = leader;
  }

  /** From now on this one answers. */
  public void lead(HttpHandler master) {
    leading = master;
  }

  @Override
  public void handle(Exchange exchange) {
    HttpHandler master = leading;
    if (master != null) {
      master.handle(exchange);
      return;
    }
    String path = exchange.path();
    String location = "//" + leader + (path.startsWith("/master/") ? "" : "/master") + path;
    exchange.reply(
        new Reply("307 Temporary Redirect", List.of("Location: " + location), new byte[0]));
  }
}
