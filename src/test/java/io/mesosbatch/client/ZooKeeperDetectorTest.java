package io.mesosbatch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperDetectorTest {
  @TempDir Path directory;
  private ZooKeeperServer server;
  private ZooKeeper first;
  private ZooKeeper second;

  @BeforeEach
  void start() throws Exception {
    server = ZooKeeperServer.start(directory);
    first = server.session();
    second = server.session();
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
    server.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private MasterDetector detector() {
    return MasterDetector.parse("zk://" + server.address() + "/mesos");
  }

  private static String found(MasterDetector detector) throws Exception {
    return detector.detect().toCompletableFuture().get(60, TimeUnit.SECONDS).toString();
  }

  private static boolean knowsNone(MasterDetector detector) throws Exception {
    try {
      detector.detect().toCompletableFuture().get(200, TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException none) {
      return true;
    }
  }

  /** After the server was away. */
  private static void connected(ZooKeeper client) {
    soon().ignoreExceptions().until(() -> client.exists("/", false) != null);
  }

  @Test
  void theLowestNodeLeads() throws Exception {
    ZooKeeperServer.register(first, "/mesos", 5061);
    ZooKeeperServer.register(second, "/mesos", 5062);
    first.create("/mesos/log_replicas", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    first.create("/mesos/info_0000000000", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    try (MasterDetector detector = detector()) {
      assertThat(found(detector)).isEqualTo("http://127.0.0.1:5061");
      assertThat(found(detector)).isEqualTo("http://127.0.0.1:5061");
    }
    try (MasterDetector detector =
        MasterDetector.parse("zk://" + server.address() + "/mesos", true)) {
      assertThat(found(detector)).isEqualTo("https://localhost:5061");
    }
  }

  @Test
  void saysWhenAnotherMasterLeads() throws Exception {
    String leader = ZooKeeperServer.register(first, "/mesos", 5061);
    ZooKeeperServer.register(second, "/mesos", 5062);
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (MasterDetector detector = detector()) {
      detector.watch(address -> heard.add(address.toString()));
      found(detector);
      first.delete(leader, -1);
      soon().until(() -> heard.contains("http://127.0.0.1:5062"));
      assertThat(found(detector)).isEqualTo("http://127.0.0.1:5062");
      assertThat(heard).containsExactly("http://127.0.0.1:5061", "http://127.0.0.1:5062");
    }
  }

  @Test
  void waitsForALeader() throws Exception {
    try (MasterDetector detector = detector()) {
      CompletableFuture<MasterAddress> none = detector.detect().toCompletableFuture();
      String leader = ZooKeeperServer.register(first, "/mesos", 5061);
      assertThat(none.get(60, TimeUnit.SECONDS).port()).isEqualTo(5061);
      first.delete(leader, -1);
      soon().until(() -> knowsNone(detector));
      ZooKeeperServer.register(second, "/mesos", 5062);
      assertThat(found(detector)).isEqualTo("http://127.0.0.1:5062");
    }
  }

  @Test
  void survivesTheLossOfTheServerAndOfItsSession() throws Exception {
    ZooKeeperServer.register(first, "/mesos", 5061);
    try (ZooKeeperDetector detector = (ZooKeeperDetector) detector()) {
      assertThat(found(detector)).isEqualTo("http://127.0.0.1:5061");
      server.stop();
      assertThat(found(detector)).as("the last one known").isEqualTo("http://127.0.0.1:5061");
      server.start();
      ZooKeeper third = server.session();
      List.of(first, second, third).forEach(ZooKeeperDetectorTest::connected);
      String leader =
          first.getChildren("/mesos", false).stream().sorted().findFirst().orElseThrow();
      ZooKeeperServer.register(third, "/mesos", 5063);
      first.delete("/mesos/" + leader, -1);
      soon().until(() -> found(detector).equals("http://127.0.0.1:5063"));

      server.expire(detector.sessionId().get());
      String next = ZooKeeperServer.register(second, "/mesos", 5064);
      assertThat(next).isNotEmpty();
      third.close();
      soon().until(() -> found(detector).equals("http://127.0.0.1:5064"));
    }
  }

  @Test
  void survivesAConnectionThatFallsSilent() throws Exception {
    String leader = ZooKeeperServer.register(first, "/mesos", 5061);
    ZooKeeperServer.register(second, "/mesos", 5062);
    server.longestSession(2_000);
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (FaultProxy proxy = new FaultProxy(server.socketAddress());
        ZooKeeperDetector detector =
            (ZooKeeperDetector) MasterDetector.parse("zk://" + proxy.address() + "/mesos")) {
      detector.watch(address -> heard.add(address.toString()));
      assertThat(found(detector)).isEqualTo("http://127.0.0.1:5061");
      long session = detector.sessionId().get();

      proxy.silence(true);
      soon().until(() -> !server.knows(session));
      first.delete(leader, -1);
      assertThat(found(detector)).as("the last one known").isEqualTo("http://127.0.0.1:5061");

      proxy.silence(false);
      soon().until(() -> found(detector).equals("http://127.0.0.1:5062"));
      assertThat(heard).containsExactly("http://127.0.0.1:5061", "http://127.0.0.1:5062");
      assertThat(detector.sessionId().get()).isNotEqualTo(session);
    }
  }

  @Test
  void findsTheLeaderWhenASilentServerSpeaks() throws Exception {
    ZooKeeperServer.register(first, "/mesos", 5061);
    try (FaultProxy proxy = new FaultProxy(server.socketAddress())) {
      proxy.silence(true);
      try (MasterDetector detector = MasterDetector.parse("zk://" + proxy.address() + "/mesos")) {
        assertThat(knowsNone(detector)).isTrue();
        proxy.silence(false);
        assertThat(found(detector)).isEqualTo("http://127.0.0.1:5061");
      }
    }
  }

  @Test
  void showsWhoItIs() throws Exception {
    first.addAuthInfo("digest", "mesos:secret".getBytes(StandardCharsets.UTF_8));
    List<ACL> own = Ids.CREATOR_ALL_ACL;
    ZooKeeperServer.register(first, "/private", 5061, own);
    String known = "zk://mesos:secret@" + server.address() + "/private";
    try (MasterDetector detector = MasterDetector.parse(known)) {
      assertThat(found(detector)).isEqualTo("http://127.0.0.1:5061");
      assertThat(detector.toString()).doesNotContain("secret");
    }
    try (MasterDetector detector = MasterDetector.parse(known.replace("secret", "guess"))) {
      CompletableFuture<MasterAddress> refused = detector.detect().toCompletableFuture();
      assertThatThrownBy(() -> refused.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("may not read")
          .message()
          .doesNotContain("guess");
    }
  }

  @Test
  void aLeaderThatIsHiddenIsSaid() throws Exception {
    first.addAuthInfo("digest", "mesos:secret".getBytes(StandardCharsets.UTF_8));
    first.create("/mesos", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    first.create(
        "/mesos/json.info_0000000001", new byte[0], Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
    try (MasterDetector detector = detector()) {
      assertThatThrownBy(() -> found(detector))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("may not read")
          .hasMessageContaining("json.info_0000000001");
    }
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> MasterDetector.parse("zk://host"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no path");
    assertThatThrownBy(() -> MasterDetector.parse("zk:///mesos")).hasMessageContaining("no host");
    assertThatThrownBy(() -> MasterDetector.parse("zk://me@h/mesos"))
        .hasMessageContaining("no password");
    assertThatThrownBy(() -> MasterDetector.parse("zk://host//mesos"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("//mesos");
    assertThat(ZooKeeperUrl.parse("zk://u:p@a,b:99/x/y/"))
        .hasToString("zk://a:2181,b:99/x/y")
        .extracting(url -> url.digest().orElseThrow())
        .isEqualTo("u:p");
  }
}
