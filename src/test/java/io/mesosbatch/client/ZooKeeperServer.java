package io.mesosbatch.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;

/** A real ZooKeeper in this JVM, and masters that register there as Mesos's do. */
public final class ZooKeeperServer implements AutoCloseable {
  private static final int TICK_MILLIS = 500;

  private final Path directory;
  private org.apache.zookeeper.server.ZooKeeperServer server;
  private ServerCnxnFactory connections;
  private int port;

  private ZooKeeperServer(Path directory) {
    this.directory = directory;
  }

  /**
   * @param directory for its files
   */
  public static ZooKeeperServer start(Path directory) throws Exception {
    ZooKeeperServer started = new ZooKeeperServer(directory);
    started.start();
    return started;
  }

  /** Again, on the same port and with what it knew, after {@link #stop}. */
  public void start() throws Exception {
    server =
        new org.apache.zookeeper.server.ZooKeeperServer(
            directory.resolve("snapshots").toFile(),
            directory.resolve("log").toFile(),
            TICK_MILLIS);
    connections = new NIOServerCnxnFactory();
    connections.configure(new InetSocketAddress("127.0.0.1", port), 100);
    connections.startup(server);
    port = connections.getLocalPort();
  }

  public void stop() {
    connections.shutdown();
    server.shutdown();
  }

  /** As a client writes it, without user and path. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress("127.0.0.1", port);
  }

  boolean knows(long sessionId) {
    return server.getZKDatabase().getSessions().contains(sessionId);
  }

  /**
   * Sessions are granted at most so long, from now on and until it is started again.
   *
   * @param millis at least two ticks
   */
  void longestSession(int millis) {
    server.setMaxSessionTimeout(millis);
  }

  /** A session of some master. */
  ZooKeeper session() throws IOException {
    return new ZooKeeper(address(), 10_000, event -> {});
  }

  /** Ends all sessions' patience: the server forgets this one at once, as when it has timed out. */
  void expire(long sessionId) {
    server.closeSession(sessionId);
  }

  /** What a master of Mesos 1.12 writes (recording leader-change). */
  static String register(ZooKeeper master, String path, int masterPort) throws Exception {
    return register(master, path, masterPort, Ids.OPEN_ACL_UNSAFE);
  }

  static String register(ZooKeeper master, String path, int masterPort, List<ACL> acl)
      throws Exception {
    try {
      master.create(path, new byte[0], acl, CreateMode.PERSISTENT);
    } catch (KeeperException.NodeExistsException other) {
      // The first master made it.
    }
    String info =
        """
        {"address":{"hostname":"localhost","ip":"127.0.0.1","port":%1$d},\
        "capabilities":[{"type":"AGENT_UPDATE"},{"type":"AGENT_DRAINING"},{"type":"QUOTA_V2"}],\
        "hostname":"localhost","id":"28dc1dbf-c340-4ae8-8e65-c9d86f629597","ip":16777343,\
        "pid":"master@127.0.0.1:%1$d","port":%1$d,"version":"1.12.0"}\
        """
            .formatted(masterPort);
    return master.create(
        path + "/json.info_",
        info.getBytes(StandardCharsets.UTF_8),
        acl,
        CreateMode.EPHEMERAL_SEQUENTIAL);
  }

  @Override
  public void close() {
    stop();
  }

  /** A master that is registered until it is closed. */
  public static final class Master implements AutoCloseable {
    private final ZooKeeper session;

    private Master(ZooKeeper session) {
      this.session = session;
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public Master register(String path, int masterPort) throws Exception {
    Master master = new Master(session());
    register(master.session, path, masterPort);
    return master;
  }
}
