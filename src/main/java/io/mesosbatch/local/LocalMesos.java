package io.mesosbatch.local;

import io.mesosbatch.local.agent.LocalAgent;
import io.mesosbatch.local.http.HttpServer;
import io.mesosbatch.local.master.Master;
import io.mesosbatch.local.master.MasterHttp;
import io.mesosbatch.local.master.Standby;
import io.mesosbatch.mesos.v1.AgentID;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
  private Master master;
  private HttpServer server;
  private Standby standby;
  private HttpServer standbyServer;
  private Path workDirectory;
  private TemporaryDirectory temporary;
  private int number;
  private Thread atExit;
  private boolean closed;

  private LocalMesos(LocalConfig config) {
    this.config = config;
    timers.setRemoveOnCancelPolicy(true);
  }

  private void startMaster(int port, List<AgentID> awaited) {
    master = new Master(config, awaited);
    MasterHttp http = new MasterHttp(master);
    server =
        server == null
            ? new HttpServer(events, port, http)
            : HttpServer.succeeding(events, port, http);
    master.start(server.port());
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
      local.startMaster(config.port(), List.of());
      config.agents().forEach(local::addAgent);
      local.atExit = new Thread(local::close, "mesos-local-at-exit");
      Runtime.getRuntime().addShutdownHook(local.atExit);
    } catch (RuntimeException e) {
      local.close();
      throw e;
    }
    return local;
  }

  /**
   * Without this, the end of the JVM ends it, at a moment of its own among other shutdown hooks.
   * The caller promises to call {@link #close} itself, also on a signal: no task outlives that.
   */
  public LocalMesos closedByCaller() {
    forgetExit();
    return this;
  }

  private void forgetExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook finds nothing left to do.
    }
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

  /** Shuts an agent down in an orderly way, as SIGUSR1 does to a real one; its tasks are lost. */
  public synchronized void shutdownAgent(int index) {
    agents.get(index).shutdown();
  }

  /**
   * From now on the agent and the master do not hear of each other; the agent and its tasks go on.
   * The master finds it unreachable at once.
   */
  public synchronized void cutOffAgent(int index) {
    master.markUnreachable(agents.get(index));
  }

  /** An agent that was cut off is back. */
  public synchronized void reconnectAgent(int index) {
    master.register(agents.get(index));
  }

  /**
   * The master dies and another one takes its place, on the same port. It knows of the agents what
   * {@link LocalConfig#registry} says, and of frameworks and tasks nothing.
   *
   * @param absence how long it takes the agents to find the new master
   */
  public void restartMaster(Duration absence) {
    replaceMaster(address().getPort(), absence);
  }

  /**
   * As {@link #restartMaster}, but on another port, as when another master of a cluster takes over.
   *
   * @param port 0: any free one
   */
  public synchronized void replaceMaster(int port, Duration absence) {
    server.close();
    master.stop();
    boolean remembers = config.registry() == LocalConfig.Registry.REPLICATED_LOG;
    startMaster(port, remembers ? agentIds() : List.of());
    registerAfter(absence);
  }

  /**
   * Starts another master, which does not lead: it redirects to the one that does.
   *
   * @return where it listens
   */
  public synchronized InetSocketAddress addStandby() {
    standby = new Standby("127.0.0.1:" + server.port());
    standbyServer = new HttpServer(events, 0, standby);
    return new InetSocketAddress("127.0.0.1", standbyServer.port());
  }

  /**
   * The leading master dies; the standby still redirects to it for a while, then leads.
   *
   * @param election how long that takes
   * @param absence how long it takes the agents to find the new leader from then on
   */
  public synchronized void failOver(Duration election, Duration absence) {
    server.close();
    master.stop();
    HttpServer nextServer = standbyServer;
    Standby next = standby;
    standby = null;
    standbyServer = null;
    server = nextServer;
    after(election, () -> lead(next, nextServer, absence));
  }

  private synchronized void lead(Standby next, HttpServer nextServer, Duration absence) {
    boolean remembers = config.registry() == LocalConfig.Registry.REPLICATED_LOG;
    master = new Master(config, remembers ? agentIds() : List.of());
    next.lead(new MasterHttp(master));
    master.start(nextServer.port());
    registerAfter(absence);
  }

  private List<AgentID> agentIds() {
    return agents.stream().map(agent -> agent.info().getId()).toList();
  }

  private void registerAfter(Duration absence) {
    Master next = master;
    List<Agent> returning = List.copyOf(agents);
    after(absence, () -> returning.forEach(next::register));
  }

  private void after(Duration delay, Runnable action) {
    timers.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private AgentContext context() {
    int next = number++;
    Path directory = workDirectory().resolve("agent" + next);
    return new AgentContext(next, directory, events, timers, config.updateRetry());
  }

  private Path workDirectory() {
    if (workDirectory == null) {
      if (config.workDirectory().isPresent()) {
        workDirectory = config.workDirectory().get().toAbsolutePath();
      } else {
        temporary = TemporaryDirectory.make();
        workDirectory = temporary.path();
      }
    }
    return workDirectory;
  }

  /** Where the master listens. */
  public synchronized InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", server.port());
  }

  /** The master as an http URI without a path. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + address().getPort());
  }

  /** Ends all tasks, frees the port, removes a temporary work directory. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (atExit != null && Thread.currentThread() != atExit) {
      forgetExit();
    }
    if (server != null) {
      server.close();
      master.stop();
    }
    if (standbyServer != null) {
      standbyServer.close();
    }
    agents.forEach(Agent::close);
    if (temporary != null) {
      temporary.remove();
    }
    timers.shutdownNow();
    events.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
