package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FaultProxy;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Between pipeline and master connections are delayed, cut, silenced and truncated while lists keep
 * coming. {@code -Dmesosbatch.faults=500} makes it the full run, {@code -Dmesosbatch.faults.seed=N}
 * repeats one.
 */
class FaultProxyTest {
  private static final int FAULTS = Integer.getInteger("mesosbatch.faults", 25);
  private static final long SEED = Long.getLong("mesosbatch.faults.seed", System.nanoTime());

  @TempDir Path folder;

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3));
  }

  private LocalConfig cluster() {
    AgentSpec agent = AgentSpec.of("cpus:4;mem:4096;disk:10000", "");
    return new LocalConfig(
        0,
        List.of(agent, agent),
        Optional.of(folder.resolve("work")),
        Duration.ofMillis(200),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofMinutes(10),
        LocalConfig.Registry.REPLICATED_LOG,
        Map.of(),
        Map.of());
  }

  @Test
  void nothingIsLostAndNothingRunsAgain() throws Exception {
    Random random = new Random(SEED);
    Ledger ledger = new Ledger(folder.resolve("lines"), random);
    String faults;
    Home home;
    try (LocalMesos mesos = LocalMesos.start(cluster());
        FaultProxy proxy = new FaultProxy(mesos.address())) {
      home =
          Home.install(folder.resolve("home"))
              .with("camel.component.mesos.master", proxy.address())
              .with("camel.component.mesos.callTimeout", "2000")
              .with("camel.component.mesos.subscribeTimeout", "2000")
              .with("camel.component.mesos.maxBackoff", "500");
      try (Program program = home.run()) {
        soon().until(() -> program.err().contains("Subscribed"));
        for (int i = 0; i < FAULTS; i++) {
          if (i % 4 == 0) {
            home.drop("f" + i + ".json", ledger.next("f" + i));
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000)));
          soon().until(() -> proxy.harm(random));
        }
        try {
          for (String name : ledger.names()) {
            soon().until(() -> Files.exists(home.done(name + ".json")));
          }
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + SEED + ", the log: " + program.err(), e);
        }
        faults = proxy.done().toString();
        program.signal("TERM");
        program.await();
      }
    }
    try (JobStore store =
        JdbcJobStore.open(StoreConfig.inDirectory(home.folder().resolve("data")))) {
      Ledger.Counts counts = ledger.check(store);
      System.out.println("Fault proxy, seed " + SEED + ": " + faults + "; " + counts);
      assertThat(counts.unknown()).isZero();
    } catch (AssertionError e) {
      throw new AssertionError("-Dmesosbatch.faults.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }
}
