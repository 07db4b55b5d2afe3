package io.mesosbatch.local.master;

import io.mesosbatch.local.http.Exchange;
import io.mesosbatch.local.http.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** HTTP basic authentication, where credentials are configured. */
final class Authentication {
  private final Map<String, String> secrets;

  Authentication(Map<String, String> secrets) {
    this.secrets = secrets;
  }

  boolean required() {
    return !secrets.isEmpty();
  }

  /** The principal, or null if the request brings no right credentials. */
  String principal(Exchange exchange) {
    String header = exchange.header("Authorization");
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    String decoded;
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(6).trim());
      decoded = new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
    int colon = decoded.indexOf(':');
    if (colon < 0) {
      return null;
    }
    String principal = decoded.substring(0, colon);
    String secret = secrets.get(principal);
    return secret != null && same(secret, decoded.substring(colon + 1)) ? principal : null;
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  static Reply refusal(String realm) {
    return new Reply(
        "401 Unauthorized",
        List.of(
            "WWW-Authenticate: Basic realm=\"" + realm + "\"",
            "Content-Type: text/plain; charset=utf-8"),
        "401 Unauthorized.".getBytes(StandardCharsets.UTF_8));
  }
}
