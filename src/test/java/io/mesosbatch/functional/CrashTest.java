package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline is killed (-9) at random moments while lists keep coming, by file and by HTTP; the
 * cluster is another process and lives on. {@code -Dmesosbatch.crash.kills=200} makes it the full
 * run, {@code -Dmesosbatch.crash.seed=N} repeats one.
 */
class CrashTest {
  private static final int KILLS = Integer.getInteger("mesosbatch.crash.kills", 6);
  private static final long SEED = Long.getLong("mesosbatch.crash.seed", System.nanoTime());

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private Ledger ledger;
  private Home home;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3));
  }

  @Test
  void nothingIsLostAndNothingRunsAgain() throws Exception {
    ledger = new Ledger(folder.resolve("lines"), random);
    int subscribed = 0;
    try (Cluster cluster =
        Cluster.start(folder, "--agents=2", "--resources=cpus:4;mem:4096;disk:10000")) {
      int port = freePort();
      home =
          Home.install(folder.resolve("home"))
              .with("camel.component.mesos.master", cluster.master())
              .with("mesosbatch.http.port", Integer.toString(port));
      try (HttpLists http = new HttpLists(port)) {
        for (int kill = 0; kill < KILLS; kill++) {
          subscribed += runAndKill(kill, http) ? 1 : 0;
        }
        toTheEnd(http);
      }
    }
    try (JobStore store =
        JdbcJobStore.open(StoreConfig.inDirectory(home.folder().resolve("data")))) {
      Ledger.Counts counts = ledger.check(store);
      System.out.println(
          "Crash test, seed "
              + SEED
              + ": "
              + KILLS
              + " kills, "
              + subscribed
              + " of them after the subscription; "
              + counts);
      assertThat(counts.unknown()).isZero();
    } catch (AssertionError e) {
      throw new AssertionError("-Dmesosbatch.crash.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  /** Whether it had come to a subscription. */
  private boolean runAndKill(int round, HttpLists http) throws Exception {
    try (Program program = home.run()) {
      String name = "f" + round;
      home.drop(name + ".json", ledger.next(name));
      http.post("h" + round, ledger.next("h" + round));
      if (random.nextInt(4) > 0) {
        soon().until(() -> program.err().contains("Subscribed"));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(4_000)));
      program.signal("KILL");
      program.await();
      return program.err().contains("Subscribed");
    }
  }

  private void toTheEnd(HttpLists http) throws Exception {
    try (Program program = home.run()) {
      try {
        soon().until(http::allAccepted);
        for (String name : ledger.names()) {
          if (name.startsWith("f")) {
            soon().until(() -> Files.exists(home.done(name + ".json")));
          }
        }
        soon().until(http::allEnded);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", the log: " + program.err(), e);
      }
      program.signal("TERM");
      program.await();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
