package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.HttpHandler;
import io.mesosbatch.local.http.Reply;
import io.mesosbatch.wire.ContentType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Which endpoint of the master a request is for, and whether it may be called. */
public final class MasterHttp implements HttpHandler {
  private static final Set<String> OPEN = Set.of("/health", "/version", "/redirect");

  private final Master master;
  private final SchedulerApi scheduler;
  private final OperatorApi operators;
  private final Authentication authentication;
  private final Map<String, Supplier<byte[]>> readable;

  public MasterHttp(Master master) {
    this.master = master;
    Queries queries = new Queries(master);
    MasterStateJson state = new MasterStateJson(master, queries);
    this.scheduler = new SchedulerApi(master);
    this.operators = new OperatorApi(master, queries);
    this.authentication = new Authentication(master.config().credentials());
    this.readable =
        Map.ofEntries(
            Map.entry("/state", state::state),
            Map.entry("/state.json", state::state),
            Map.entry("/slaves", state::slaves),
            Map.entry("/frameworks", state::frameworks),
            Map.entry("/tasks", state::tasks),
            Map.entry("/roles", state::roles),
            Map.entry("/quota", state::empty),
            Map.entry("/version", state::version),
            Map.entry("/metrics/snapshot", state::metrics),
            Map.entry("/maintenance/schedule", state::schedule),
            Map.entry("/maintenance/status", state::status));
  }

  @Override
  public void handle(Exchange exchange) {
    String path = exchange.path();
    if (path.startsWith("/master/")) {
      path = path.substring("/master".length());
    }
    boolean scheduling = path.equals("/api/v1/scheduler") || path.startsWith("/api/v1/scheduler/");
    boolean operating = path.equals("/api/v1") || (path.startsWith("/api/v1/") && !scheduling);
    String principal = null;
    if (authentication.required() && !OPEN.contains(path)) {
      principal = authentication.principal(exchange);
      if (principal == null) {
        String realm = scheduling ? "scheduler" : operating ? "readwrite" : "readonly";
        exchange.reply(Authentication.refusal("mesos-master-" + realm));
        return;
      }
    }
    if (!master.started()) {
      exchange.reply(Reply.text("503 Service Unavailable", "Master has not finished recovery"));
    } else if (scheduling) {
      scheduler.handle(exchange, principal);
    } else if (operating) {
      operators.handle(exchange, principal);
    } else {
      read(exchange, path);
    }
  }

  private void read(Exchange exchange, String path) {
    if (path.equals("/health")) {
      exchange.reply(Reply.OK);
    } else if (path.equals("/redirect")) {
      master.execute(() -> exchange.reply(redirect()));
    } else if (readable.containsKey(path)) {
      Supplier<byte[]> body = readable.get(path);
      master.execute(() -> exchange.reply(json(path, body)));
    } else {
      exchange.reply(Reply.empty("404 Not Found"));
    }
  }

  private static Reply json(String path, Supplier<byte[]> body) {
    try {
      return Reply.of(ContentType.JSON.mediaType(), body.get());
    } catch (RuntimeException e) {
      return Replies.failed(path, e);
    }
  }

  private Reply redirect() {
    String location = "//" + master.info().getHostname() + ":" + master.info().getPort();
    return new Reply("307 Temporary Redirect", List.of("Location: " + location), new byte[0]);
  }
}
