package io.mesosbatch.local.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A whole response. Date and Content-Length are added when it is sent.
 *
 * @param status code and reason, for example "202 Accepted"
 * @param headers lines without their line ends, for example "Content-Type: application/json"
 */
public record Reply(String status, List<String> headers, byte[] body) {
  public static final Reply OK = empty("200 OK");
  public static final Reply ACCEPTED = empty("202 Accepted");

  public static Reply empty(String status) {
    return new Reply(status, List.of(), new byte[0]);
  }

  /** An error text, as Mesos sends it. */
  public static Reply text(String status, String text) {
    return new Reply(
        status,
        List.of("Content-Type: text/plain; charset=utf-8"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  public static Reply badRequest(String text) {
    return text("400 Bad Request", text);
  }

  public static Reply of(String mediaType, byte[] body) {
    return new Reply("200 OK", List.of("Content-Type: " + mediaType), body);
  }

  public int code() {
    return Integer.parseInt(status.substring(0, 3));
  }
}
