package io.mesosbatch.ops;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask. A job runs commands, so that a page in the user's browser must not be able to send
 * one: without credentials, only requests are taken that name this machine as their host (a page
 * elsewhere may have its name point to 127.0.0.1) and that come from no other origin.
 */
final class Access {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final HttpOptions options;

  Access(HttpOptions options) {
    this.options = options;
  }

  /** Why this server must not listen as configured. */
  static Optional<String> refusal(HttpOptions options) {
    if (options.guarded() || isLoopback(options.host())) {
      return Optional.empty();
    }
    return Optional.of(
        "mesosbatch.http.host = "
            + options.host()
            + " lets other machines start tasks here: set mesosbatch.http.token, or"
            + " mesosbatch.http.user and mesosbatch.http.password, or listen on 127.0.0.1");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  Optional<Problem> check(HttpRequest request) {
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !sameHost(origin, host)) {
      return forbidden("requests of pages of another origin are not taken");
    }
    if (options.guarded()) {
      return isKnown(request.headers().get(HttpHeaderNames.AUTHORIZATION, ""))
          ? Optional.empty()
          : Optional.of(
              Problem.of(
                  HttpResponseStatus.UNAUTHORIZED, "credentials are missing, or are not right"));
    }
    String name = hostName(host);
    return LOOPBACK.contains(name) || name.equalsIgnoreCase(options.host())
        ? Optional.empty()
        : forbidden("this server is not known as " + name + ": use localhost");
  }

  /** What a browser or a client is told to send. */
  String challenge() {
    return options.basic().isPresent()
        ? "Basic realm=\"Mesos Batch\", charset=\"UTF-8\""
        : "Bearer realm=\"Mesos Batch\"";
  }

  private static Optional<Problem> forbidden(String why) {
    return Optional.of(Problem.of(HttpResponseStatus.FORBIDDEN, why));
  }

  private static boolean sameHost(String origin, String host) {
    try {
      String authority = URI.create(origin).getAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String hostName(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
    return (end <= 0 ? host : host.substring(0, end)).toLowerCase(Locale.ROOT);
  }

  private boolean isKnown(String authorization) {
    String[] parts = authorization.strip().split("\\s+", 2);
    if (parts.length < 2) {
      return false;
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "bearer" ->
          options.bearerToken().filter(token -> same(token, parts[1].getBytes(UTF_8))).isPresent();
      case "basic" -> options.basic().filter(login -> same(login, parts[1])).isPresent();
      default -> false;
    };
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static boolean same(HttpOptions.Login login, String encoded) {
    try {
      return same(login.user() + ":" + login.password(), Base64.getDecoder().decode(encoded));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Takes as long for a wrong secret whichever its first wrong byte is. */
  private static boolean same(String secret, byte[] given) {
    return MessageDigest.isEqual(secret.getBytes(UTF_8), given);
  }
}
