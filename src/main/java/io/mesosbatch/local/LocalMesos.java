package io.mesosbatch.local;

import io.mesosbatch.local.agent.LocalAgent;
import io.mesosbatch.local.http.HttpServer;
import io.mesosbatch.local.master.Master;
import io.mesosbatch.local.master.MasterHttp;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A Mesos in this process: a master and its agents, over real HTTP, on 127.0.0.1 only. */
public final class LocalMesos implements AutoCloseable {
  private final LocalConfig config;
  private final EventLoopGroup events =
      new NioEventLoopGroup(2, new DefaultThreadFactory("mesos-local-io", true));
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("mesos-local-timer", true));
  private final List<Agent> agents = new ArrayList<>();
  private final Master master;
  private final HttpServer server;
  private Path workDirectory;
  private int number;

  private LocalMesos(LocalConfig config) {
    this.config = config;
    timers.setRemoveOnCancelPolicy(true);
    master = new Master(config);
    server = new HttpServer(events, config.port(), new MasterHttp(master));
  }

  /**
   * Starts the master and its agents; returns when it answers calls.
   *
   * @throws UncheckedIOException if the port is taken
   * @throws IllegalArgumentException if resources or attributes of an agent cannot be read
   */
  public static LocalMesos start(LocalConfig config) {
    LocalMesos local = new LocalMesos(config);
    try {
      local.master.start(local.server.port());
      config.agents().forEach(local::addAgent);
    } catch (RuntimeException e) {
      local.close();
      throw e;
    }
    return local;
  }

  /** Adds an agent to the cluster. */
  public synchronized void addAgent(AgentSpec spec) {
    Agent agent =
        spec.simulation().isPresent()
            ? new SimulatedAgent(spec, context())
            : new LocalAgent(spec, context());
    agents.add(agent);
    master.register(agent);
  }

  private AgentContext context() {
    int next = number++;
    Path directory = workDirectory().resolve("agent" + next);
    return new AgentContext(next, directory, events, timers, config.updateRetry());
  }

  private Path workDirectory() {
    if (workDirectory == null) {
      try {
        workDirectory =
            config.workDirectory().isPresent()
                ? config.workDirectory().get().toAbsolutePath()
                : Files.createTempDirectory("mesos-local");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return workDirectory;
  }

  /** Where the master listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", server.port());
  }

  /** The master as an http URI without a path. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Ends all tasks, frees the port, removes a temporary work directory. */
  @Override
  public synchronized void close() {
    master.stop();
    server.close();
    agents.forEach(Agent::close);
    timers.shutdownNow();
    events.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
