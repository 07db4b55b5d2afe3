package io.mesosbatch.local.agent;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.HttpHandler;
import io.mesosbatch.local.http.Reply;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which endpoint of the agent a request is for. */
final class AgentHttp implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AgentHttp.class);

  private final WorkDirectory work;
  private final AgentSnapshot.Source agent;
  private final FilesEndpoints files;
  private final AgentApi api;
  private final String version;
  private final ExecutorApi executors;
  private final Executor workers;

  AgentHttp(
      WorkDirectory work,
      AgentSnapshot.Source agent,
      SandboxFiles files,
      String version,
      ExecutorApi executors,
      Executor workers) {
    this.work = work;
    this.agent = agent;
    this.files = new FilesEndpoints(files);
    this.api = new AgentApi(agent, files, version);
    this.version = version;
    this.executors = executors;
    this.workers = workers;
  }

  @Override
  public void handle(Exchange exchange) {
    String endpoint = endpoint(exchange.path());
    if (endpoint.equals("/api/v1/executor")) {
      answer(exchange, endpoint); // does not block, and the updates of an executor stay in order
    } else {
      workers.execute(() -> answer(exchange, endpoint));
    }
  }

  private void answer(Exchange exchange, String endpoint) {
    try {
      switch (endpoint) {
        case "/files/read" -> exchange.reply(files.read(exchange));
        case "/files/browse" -> exchange.reply(files.browse(exchange));
        case "/files/download" -> files.download(exchange);
        case "/state" -> exchange.reply(state());
        case "/api/v1" -> exchange.reply(api.answer(exchange));
        case "/api/v1/executor" -> executors.handle(exchange);
        case "/health" -> exchange.reply(Reply.OK);
        case "/version" ->
            exchange.reply(
                Reply.of("application/json", ("{\"version\":\"" + version + "\"}").getBytes()));
        default -> exchange.reply(Reply.empty("404 Not Found"));
      }
    } catch (SandboxFiles.Refused e) {
      exchange.reply(Reply.text(e.status(), e.getMessage()));
    } catch (IOException | RuntimeException e) {
      LOG.error("The agent failed at {} {}", exchange.method(), exchange.path(), e);
      if (!exchange.answered()) {
        exchange.reply(Reply.text("500 Internal Server Error", "The agent failed: " + e));
      }
    }
  }

  private Reply state() {
    return Reply.of(
        "application/json", agent.read(snapshot -> AgentStateJson.of(snapshot, version, work)));
  }

  /** Every endpoint also stands under the agent's process name, and with the old suffix. */
  private static String endpoint(String path) {
    String endpoint = path.replace("%28", "(").replace("%29", ")");
    if (endpoint.startsWith("/slave(1)/")) {
      endpoint = endpoint.substring("/slave(1)".length());
    }
    return endpoint.endsWith(".json")
        ? endpoint.substring(0, endpoint.length() - ".json".length())
        : endpoint;
  }
}
