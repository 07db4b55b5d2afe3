package io.mesosbatch.local.master;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.Reply;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.JsonException;
import io.mesosbatch.wire.JsonProblem;
import io.mesosbatch.wire.WireException;
import java.nio.charset.StandardCharsets;

/** Reads the body of a call, or says with Mesos's words why it cannot be read. */
final class CallDecoder {
  private CallDecoder() {}

  /** A request that is answered with an error. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Reply reply;

    Refused(Reply reply) {
      super(reply.status(), null, false, false);
      this.reply = reply;
    }

    Reply reply() {
      return reply;
    }
  }

  static void decode(Exchange exchange, Message.Builder into) throws Refused {
    String contentType = exchange.header("Content-Type");
    if (contentType == null) {
      throw new Refused(Reply.badRequest("Expecting 'Content-Type' to be present"));
    }
    if (contentType.equals(ContentType.PROTOBUF.mediaType())) {
      protobuf(exchange.body(), into);
    } else if (contentType.equals(ContentType.JSON.mediaType())) {
      json(exchange.body(), into);
    } else {
      throw new Refused(
          Reply.text(
              "415 Unsupported Media Type",
              "Expecting 'Content-Type' of application/json or application/x-protobuf"));
    }
  }

  private static void protobuf(byte[] body, Message.Builder into) throws Refused {
    try {
      into.mergeFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new Refused(Reply.badRequest("Failed to parse body into Call protobuf"));
    }
    if (!into.isInitialized()) {
      throw new Refused(Reply.badRequest("Failed to parse body into Call protobuf"));
    }
  }

  private static void json(byte[] body, Message.Builder into) throws Refused {
    try {
      ContentType.JSON.decode(body, 0, body.length, into);
    } catch (JsonException e) {
      throw new Refused(
          Reply.badRequest(
              e.problem().kind() == JsonProblem.Kind.SYNTAX
                  ? "Failed to parse body into JSON: " + syntax(e.problem(), body)
                  : "Failed to convert JSON into Call protobuf: " + e.problem().message()));
    } catch (WireException e) {
      throw new Refused(
          Reply.badRequest("Failed to convert JSON into Call protobuf: " + e.getMessage()));
    }
  }

  /** Mesos's parser names the line and quotes what stands after the place, to the line's end. */
  private static String syntax(JsonProblem problem, byte[] body) {
    String[] lines = new String(body, StandardCharsets.UTF_8).split("\n", -1);
    int line = Math.max(1, Math.min(problem.line(), lines.length));
    String text = lines[line - 1];
    int brace = text.indexOf('{') + 1;
    return "syntax error at line " + line + " near: " + text.substring(brace);
  }

  /** JSON if the client accepts it, as with Mesos; no Accept header accepts all. */
  static ContentType accepted(Exchange exchange) throws Refused {
    String accept = exchange.header("Accept");
    if (accepts(accept, ContentType.JSON)) {
      return ContentType.JSON;
    }
    if (accepts(accept, ContentType.PROTOBUF)) {
      return ContentType.PROTOBUF;
    }
    throw new Refused(
        Reply.text(
            "406 Not Acceptable",
            "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'"));
  }

  private static boolean accepts(String header, ContentType type) {
    if (header == null) {
      return true;
    }
    for (String range : header.split(",")) {
      int semicolon = range.indexOf(';');
      String media = (semicolon < 0 ? range : range.substring(0, semicolon)).trim();
      boolean refused = semicolon > 0 && range.replace(" ", "").endsWith(";q=0");
      if (!refused
          && (media.equals("*/*")
              || media.equals("application/*")
              || media.equalsIgnoreCase(type.mediaType()))) {
        return true;
      }
    }
    return false;
  }
}
