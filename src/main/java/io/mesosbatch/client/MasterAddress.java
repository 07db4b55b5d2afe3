package io.mesosbatch.client;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a master listens.
 *
 * @param https whether to speak TLS
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param path of the scheduler API, beginning with a slash
 */
public record MasterAddress(boolean https, String host, int port, String path) {
  public static final int DEFAULT_PORT = 5050;
  private static final String API = "/api/v1/scheduler";
  private static final int MAX_PORT = 65535;

  public MasterAddress {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("A master's address has no host");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("No port of a master: " + port);
    }
  }

  /**
   * Reads {@code host}, {@code host:port}, {@code http://host:port} or {@code https://host:port};
   * the port is 5050 unless given, and 443 or 80 for a URL with a path of its own (a proxy).
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static MasterAddress parse(String text) {
    String trimmed = text.strip();
    URI uri = uri(trimmed.contains("://") ? trimmed : "http://" + trimmed, text);
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    if (!https && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException(
          "A master's address begins with http:// or https://, or is host:port: "
              + MasterDetector.shown(text));
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "A master's address holds no user or password: give the principal and the secret by"
              + " their own options, and only "
              + MasterDetector.shown(text)
              + " here");
    }
    if (uri.getHost() == null || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "Not a master's address (host:port is wanted): " + MasterDetector.shown(text));
    }
    if (uri.getHost().matches("\\d+")) {
      throw new IllegalArgumentException(
          "Not a master's address (a host is missing before the port): " + text);
    }
    String base = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    String path = base.endsWith(API) ? base : base + API;
    int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(https, base.isEmpty());
    return new MasterAddress(https, bare(uri.getHost()), port, path);
  }

  /**
   * Where a 307 leads; its Location has no scheme, and the port of the scheme is meant if it has
   * none (design rule 3).
   *
   * @throws IllegalArgumentException if it leads nowhere
   */
  MasterAddress redirectedTo(String location) {
    URI here = URI.create((https ? "https" : "http") + "://" + authority() + path);
    URI uri;
    try {
      uri = here.resolve(location.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Not a location: " + location, e);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("Not a location: " + location);
    }
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    int target = uri.getPort() >= 0 ? uri.getPort() : defaultPort(tls, false);
    String to = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? path : uri.getRawPath();
    return new MasterAddress(tls, bare(uri.getHost()), target, to);
  }

  /** {@code host:port}, as in the Host header. */
  public String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return (https ? "https://" : "http://") + authority();
  }

  private static int defaultPort(boolean https, boolean master) {
    if (master) {
      return DEFAULT_PORT;
    }
    return https ? 443 : 80;
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static URI uri(String uri, String given) {
    try {
      return new URI(uri);
    } catch (URISyntaxException e) {
      // The cause would show the address as it was given.
      throw new IllegalArgumentException("Not a master's address: " + MasterDetector.shown(given));
    }
  }
}
