package io.mesosbatch.local.agent;

import com.google.protobuf.Message;
import io.mesosbatch.local.agent.SandboxFiles.Refused;
import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.WireException;

/** What the agent's two v1 APIs have in common. */
final class Calls {
  private Calls() {}

  static void decode(Exchange exchange, Message.Builder into) throws Refused {
    if (!exchange.method().equals("POST")) {
      throw new Refused(
          "405 Method Not Allowed",
          "Expecting one of { 'POST' }, but received '" + exchange.method() + "'");
    }
    String header = exchange.header("Content-Type");
    if (header == null) {
      throw new Refused("400 Bad Request", "Expecting 'Content-Type' to be present");
    }
    ContentType type =
        ContentType.parse(header)
            .orElseThrow(
                () ->
                    new Refused(
                        "415 Unsupported Media Type",
                        "Expecting 'Content-Type' of application/json or"
                            + " application/x-protobuf"));
    try {
      type.decode(exchange.body(), 0, exchange.body().length, into);
    } catch (WireException e) {
      throw new Refused(
          "400 Bad Request", "Failed to parse body into Call protobuf: " + e.getMessage());
    }
  }

  /** JSON unless the client names the other encoding, as with Mesos. */
  static ContentType accepted(Exchange exchange) {
    return ContentType.parse(exchange.header("Accept")).orElse(ContentType.JSON);
  }
}
