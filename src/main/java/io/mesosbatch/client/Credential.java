package io.mesosbatch.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** A principal and its secret, for HTTP basic authentication. The secret is never shown. */
public final class Credential {
  private final String principal;
  private final String secret;

  /**
   * @throws IllegalArgumentException if the principal holds a colon, which basic authentication
   *     cannot carry
   */
  public Credential(String principal, String secret) {
    if (principal.indexOf(':') >= 0) {
      throw new IllegalArgumentException("A principal may not hold a colon: " + principal);
    }
    this.principal = principal;
    this.secret = Objects.requireNonNull(secret, "secret");
  }

  public String principal() {
    return principal;
  }

  /** The value of the Authorization header. */
  String header() {
    byte[] pair = (principal + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public String toString() {
    return "Credential[" + principal + "]";
  }
}
