package io.mesosbatch.ops;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the HTTP side behaves.
 *
 * @param host the address to listen on
 * @param bearerToken who sends it may do everything; never logged
 * @param basic who logs in with it may do everything
 * @param maxBytes of a task list, as sent and unpacked
 * @param spool the folder where lists wait while they are being received
 */
public record HttpOptions(
    String host, Optional<String> bearerToken, Optional<Login> basic, long maxBytes, Path spool) {

  /** A user and a password. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }

  /** Whether requests must show who they are from. */
  public boolean guarded() {
    return bearerToken.isPresent() || basic.isPresent();
  }

  @Override
  public String toString() {
    return "HttpOptions[host=" + host + ", guarded=" + guarded() + ", maxBytes=" + maxBytes + "]";
  }
}
