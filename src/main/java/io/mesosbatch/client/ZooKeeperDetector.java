package io.mesosbatch.client;

import io.mesosbatch.mesos.v1.MasterInfo;
import io.mesosbatch.wire.ContentType;
import io.mesosbatch.wire.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the leading master as Mesos does: of the nodes {@code json.info_…} below the path the one
 * with the lowest number is the leader's, and holds its MasterInfo. Watches it until closed. All
 * work is done on one thread of its own, so that no lock is needed.
 */
final class ZooKeeperDetector implements MasterDetector {
  private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperDetector.class);
  private static final String PREFIX = "json.info_";

  /** As Mesos's own detectors. */
  private static final int SESSION_MILLIS = 10_000;

  private static final long RETRY_MILLIS = 1_000;

  private final ZooKeeperUrl url;
  private final boolean https;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread t = new Thread(task, "mesos-zookeeper");
            t.setDaemon(true);
            return t;
          });
  private ZooKeeper zooKeeper;
  private String leaderNode = "";
  private String said = "";
  private Optional<MasterAddress> leader = Optional.empty();
  private CompletableFuture<MasterAddress> next = new CompletableFuture<>();
  private Consumer<MasterAddress> changed = address -> {};

  /**
   * @param https whether the masters speak TLS: then their host names are used, which their
   *     certificates hold, else their addresses
   */
  ZooKeeperDetector(ZooKeeperUrl url, boolean https) {
    this.url = url;
    this.https = https;
  }

  @Override
  public CompletionStage<MasterAddress> detect() {
    CompletableFuture<MasterAddress> found = new CompletableFuture<>();
    onThread(
        () -> {
          if (zooKeeper == null) {
            open();
          }
          next.whenComplete(
              (address, error) -> {
                if (error == null) {
                  found.complete(address);
                } else {
                  found.completeExceptionally(error);
                }
              });
        });
    return found;
  }

  @Override
  public void watch(Consumer<MasterAddress> listener) {
    onThread(() -> changed = listener);
  }

  @Override
  public void close() {
    onThread(this::disconnect);
    thread.shutdown();
  }

  private void onThread(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.trace("Closed already", closed);
    }
  }

  private void later(Runnable task) {
    try {
      thread.schedule(task, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.trace("Closed already", closed);
    }
  }

  private void open() {
    try {
      Watcher[] watcher = new Watcher[1];
      ZooKeeper fresh =
          new ZooKeeper(
              url.servers(), SESSION_MILLIS, event -> onThread(() -> watcher[0].process(event)));
      watcher[0] = event -> happened(fresh, event);
      zooKeeper = fresh;
      url.digest().ifPresent(digest -> fresh.addAuthInfo("digest", bytes(digest)));
      look(fresh);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be reached, trying again: {}", url, e.getMessage());
      later(this::open);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void disconnect() {
    ZooKeeper old = zooKeeper;
    zooKeeper = null;
    if (old != null) {
      try {
        old.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void happened(ZooKeeper of, WatchedEvent event) {
    if (of != zooKeeper) {
      return;
    }
    switch (event.getState()) {
      case Expired, Closed -> {
        disconnect();
        open();
      }
      case AuthFailed -> refuse("the user or the password is wrong");
      case SyncConnected -> look(of);
      case Disconnected -> LOG.warn("{} does not answer; its last word holds until it does", url);
      default -> LOG.debug("{}: {}", url, event);
    }
  }

  /** Lists the nodes and watches the list. */
  private void look(ZooKeeper at) {
    at.getChildren(
        url.path(),
        true,
        (code, path, context, children) -> onThread(() -> listed(at, code, children)),
        null);
  }

  private void listed(ZooKeeper at, int code, List<String> children) {
    if (at != zooKeeper) {
      return;
    }
    switch (Code.get(code)) {
      case OK -> {
        Optional<String> lowest =
            children.stream()
                .filter(child -> child.startsWith(PREFIX))
                .min(Comparator.naturalOrder());
        if (lowest.isEmpty()) {
          nobody("no master has registered there");
        } else if (!lowest.get().equals(leaderNode)) {
          read(at, lowest.get());
        }
      }
      case NONODE -> {
        nobody("there is no such path yet");
        later(() -> retry(at));
      }
      case NOAUTH, AUTHFAILED -> {
        refuse("this user may not read there, or the password is wrong");
        later(() -> retry(at));
      }
      default -> {
        if (leader.isEmpty()) {
          LOG.warn("{} does not answer ({}); trying again until it does", url, Code.get(code));
        }
      }
    }
  }

  private void refuse(String why) {
    next.completeExceptionally(new IOException(url + ": " + why));
    next = new CompletableFuture<>();
  }

  /** For tests. */
  CompletableFuture<Long> sessionId() {
    CompletableFuture<Long> id = new CompletableFuture<>();
    onThread(() -> id.complete(zooKeeper.getSessionId()));
    return id;
  }

  private void retry(ZooKeeper at) {
    if (at == zooKeeper) {
      look(at);
    }
  }

  /** Said once, however often it is found again. */
  private void nobody(String why) {
    if (!why.equals(said)) {
      LOG.warn("No leading master at {}: {}", url, why);
      said = why;
    }
    leaderNode = "";
    leader = Optional.empty();
    if (next.isDone()) {
      next = new CompletableFuture<>();
    }
  }

  private void read(ZooKeeper at, String node) {
    at.getData(
        url.path() + "/" + node,
        false,
        (code, path, context, data, stat) -> onThread(() -> found(at, node, code, data)),
        null);
  }

  private void found(ZooKeeper at, String node, int code, byte[] data) {
    if (at != zooKeeper || node.equals(leaderNode)) {
      return;
    }
    if (Code.get(code) == Code.NONODE) {
      look(at);
      return;
    }
    if (Code.get(code) == Code.NOAUTH) {
      refuse("this user may not read the leader's node, " + node);
      later(() -> retry(at));
      return;
    }
    if (Code.get(code) != Code.OK) {
      LOG.debug("{}: {}", url, Code.get(code));
      return;
    }
    try {
      MasterAddress address = address(data);
      leaderNode = node;
      leader = Optional.of(address);
      said = "";
      if (next.isDone()) {
        next = new CompletableFuture<>();
      }
      LOG.info("{} leads, says {}", address, url);
      next.complete(address);
      changed.accept(address);
    } catch (WireException | IllegalArgumentException e) {
      LOG.warn("{}/{} is not a master's: {}", url, node, e.getMessage());
      later(() -> retry(at));
    }
  }

  /** Of a MasterInfo in JSON. */
  private MasterAddress address(byte[] json) throws WireException {
    MasterInfo.Builder info = MasterInfo.newBuilder();
    ContentType.JSON.decode(json, 0, json.length, info);
    String ip =
        info.getAddress().getIp().isEmpty() ? dotted(info.getIp()) : info.getAddress().getIp();
    String name =
        info.getAddress().getHostname().isEmpty()
            ? info.getHostname()
            : info.getAddress().getHostname();
    int port = info.getAddress().getPort() == 0 ? info.getPort() : info.getAddress().getPort();
    MasterAddress plain =
        MasterAddress.parse((ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + port);
    return https ? new MasterAddress(true, name.isEmpty() ? ip : name, port, plain.path()) : plain;
  }

  /** MasterInfo.ip is an IPv4 address in network order, read as a little-endian number. */
  private static String dotted(int ip) {
    return (ip & 0xff) + "." + (ip >> 8 & 0xff) + "." + (ip >> 16 & 0xff) + "." + (ip >>> 24);
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
