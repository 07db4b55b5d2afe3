package io.mesosbatch.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.zookeeper.common.PathUtils;

/**
 * {@code zk://[user:password@]host[:port],host[:port],…/path}, as Mesos's own programs take it.
 *
 * @param servers with commas between, each with its port
 * @param path where the masters put their nodes
 * @param digest {@code user:password}, a secret
 */
record ZooKeeperUrl(String servers, String path, Optional<String> digest) {
  private static final String SCHEME = "zk://";
  private static final String DEFAULT_PORT = ":2181";

  static boolean is(String text) {
    return text.strip().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * @throws IllegalArgumentException if the text is no such URL; the message holds no password
   */
  static ZooKeeperUrl parse(String text) {
    String rest = text.strip().substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash).replaceAll("/+$", "");
    int at = authority.lastIndexOf('@');
    Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
    String servers =
        Arrays.stream(authority.substring(at + 1).split(","))
            .map(String::strip)
            .filter(server -> !server.isEmpty())
            .map(server -> server.matches(".*:\\d+") ? server : server + DEFAULT_PORT)
            .collect(Collectors.joining(","));
    if (servers.isEmpty() || path.isEmpty()) {
      throw new IllegalArgumentException(
          "zk://HOST:PORT,HOST:PORT/PATH is wanted; there is no "
              + (servers.isEmpty() ? "host" : "path, for example /mesos"));
    }
    if (digest.isPresent() && digest.get().indexOf(':') < 1) {
      throw new IllegalArgumentException("zk://USER:PASSWORD@… is wanted; there is no password");
    }
    try {
      PathUtils.validatePath(path);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "zk://HOST:PORT,HOST:PORT/PATH is wanted, but " + e.getMessage(), e);
    }
    return new ZooKeeperUrl(servers, path, digest);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return SCHEME + servers + path;
  }
}
