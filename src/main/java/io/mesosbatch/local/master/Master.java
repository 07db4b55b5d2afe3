package io.mesosbatch.local.master;

import io.mesosbatch.local.Agent;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.mesos.v1.AgentID;
import io.mesosbatch.mesos.v1.MasterInfo;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the embedded master and the one thread that touches it. Each concern has its class;
 * they meet here.
 */
public final class Master {
  private static final Logger log = LoggerFactory.getLogger(Master.class);
  static final String VERSION = "1.12.0";
  private static final int MAX_COMPLETED_FRAMEWORKS = 50;
  private static final int MAX_REMOVED = 10_000;

  final Ids ids = new Ids();
  final Offers offers = new Offers(this);
  final Allocator allocator = new Allocator(this);
  final Maintenance maintenance = new Maintenance(this);
  final Operations operations = new Operations(this);
  final Tasks tasks = new Tasks(this);
  final Launching launching = new Launching(this);
  final Accepting accepting = new Accepting(this);
  final Reconciliation reconciliation = new Reconciliation(this);
  final Subscribing subscribing = new Subscribing(this);
  final Agents registered = new Agents(this);

  private final LocalConfig config;
  private final DefaultEventExecutor thread =
      new DefaultEventExecutor(new DefaultThreadFactory("mesos-master", true));
  private final Map<String, Framework> frameworks = new LinkedHashMap<>();
  private final ArrayDeque<Framework> completedFrameworks = new ArrayDeque<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private final double startTime = Statuses.now();
  private volatile MasterInfo info;

  /**
   * @param awaited agents that an earlier master knew and that may come back
   */
  public Master(LocalConfig config, List<AgentID> awaited) {
    this.config = config;
    registered.await(awaited);
  }

  /**
   * Begins to answer calls and to make offers. The port is the one on which the master is called.
   */
  public void start(int port) {
    ask(
        () -> {
          info = masterInfo(port);
          scheduleAtFixedRate(config.allocationInterval(), allocator::round);
          return schedule(config.agentReregisterTimeout(), registered::giveUpWaiting);
        });
  }

  /** False while the master has just been made. */
  boolean started() {
    return info != null;
  }

  private MasterInfo masterInfo(int port) {
    MasterInfo.Builder builder =
        MasterInfo.newBuilder()
            .setId(ids.master())
            .setIp(0x0100007f) // 127.0.0.1, in the order of the network
            .setPort(port)
            .setPid("master@127.0.0.1:" + port)
            .setHostname("127.0.0.1")
            .setVersion(VERSION);
    builder.getAddressBuilder().setHostname("127.0.0.1").setIp("127.0.0.1").setPort(port);
    for (MasterInfo.Capability.Type type : MasterInfo.Capability.Type.values()) {
      if (type != MasterInfo.Capability.Type.UNKNOWN) {
        builder.addCapabilitiesBuilder().setType(type);
      }
    }
    return builder.build();
  }

  /** It does not answer any more, and may come back. */
  public void markUnreachable(Agent agent) {
    execute(
        () ->
            registered.all().stream()
                .filter(entry -> entry.agent == agent)
                .findAny()
                .ifPresent(registered::markUnreachable));
  }

  /** A new agent, or one that an earlier master knew. */
  public void register(Agent agent) {
    execute(() -> registered.register(agent));
  }

  /** Runs on the master's thread, after what waits there already. */
  void execute(Runnable task) {
    try {
      thread.execute(guarded(task));
    } catch (RejectedExecutionException closed) {
      log.debug("The master has stopped; a task is dropped");
    }
  }

  Future<?> schedule(Duration delay, Runnable task) {
    return thread.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  Future<?> scheduleAtFixedRate(Duration interval, Runnable task) {
    long nanos = interval.toNanos();
    return thread.scheduleAtFixedRate(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** What the supplier gives, computed on the master's thread. */
  <T> T ask(Supplier<T> supplier) {
    return thread.submit(supplier::get).syncUninterruptibly().getNow();
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("The embedded master failed at a task and goes on", e);
      }
    };
  }

  LocalConfig config() {
    return config;
  }

  MasterInfo info() {
    return info;
  }

  double startTime() {
    return startTime;
  }

  long allocationNanos() {
    return config.allocationInterval().toNanos();
  }

  Collection<Framework> frameworks() {
    return frameworks.values();
  }

  Collection<Framework> completedFrameworks() {
    return completedFrameworks;
  }

  /** Null if there is no such framework. */
  Framework framework(String id) {
    return frameworks.get(id);
  }

  boolean isCompleted(String framework) {
    return removed.contains(framework);
  }

  void add(Framework framework) {
    frameworks.put(framework.key, framework);
  }

  void complete(Framework framework) {
    frameworks.remove(framework.key);
    completedFrameworks.add(framework);
    if (completedFrameworks.size() > MAX_COMPLETED_FRAMEWORKS) {
      completedFrameworks.removeFirst();
    }
    removed.add(framework.key);
    if (removed.size() > MAX_REMOVED) {
      removed.remove(removed.iterator().next());
    }
  }

  Collection<RegisteredAgent> agents() {
    return registered.all();
  }

  /** Null if no agent is registered under this id. */
  RegisteredAgent agent(String id) {
    return registered.get(id);
  }

  /** Ends the thread; streams are ended, agents are not told. */
  public void stop() {
    ask(
        () -> {
          new ArrayDeque<>(frameworks.values())
              .forEach(
                  framework -> {
                    if (framework.connected()) {
                      framework.subscription.close();
                    }
                  });
          return null;
        });
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
