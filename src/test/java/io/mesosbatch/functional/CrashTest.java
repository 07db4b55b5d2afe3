package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.functional.WaysIn.Way;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline is killed (-9) at random moments while lists keep coming by every way in; the
 * cluster is another process and lives on. {@code -Dmesosbatch.crash.kills=200} makes it the full
 * run, {@code -Dmesosbatch.crash.seed=N} repeats one.
 */
class CrashTest {
  private static final int KILLS = Integer.getInteger("mesosbatch.crash.kills", 5);
  private static final long SEED = Long.getLong("mesosbatch.crash.seed", System.nanoTime());
  private static final Pattern KNOWN = Pattern.compile("was accepted before as");

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Map<Way, List<String>> lists = new EnumMap<>(Way.class);
  private Ledger ledger;
  private Home home;
  private int subscribed;
  private int cameAgain;

  /** Only against a hang: nothing is judged by it. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(10)).pollInterval(Duration.ofMillis(200));
  }

  @Test
  void nothingIsLostAndNothingRunsAgain() throws Exception {
    ledger = new Ledger(folder.resolve("lines"), random);
    try (Cluster cluster =
        Cluster.start(folder, "--agents=2", "--resources=cpus:4;mem:4096;disk:10000")) {
      home =
          Home.install(folder.resolve("home"))
              .with("camel.component.mesos.master", cluster.master());
      try (WaysIn in = new WaysIn(home)) {
        for (int kill = 0; kill < KILLS; kill++) {
          runAndKill(kill, in);
        }
        toTheEnd(in);
        check(in);
      }
    } catch (AssertionError e) {
      throw new AssertionError("-Dmesosbatch.crash.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  private void runAndKill(int round, WaysIn in) throws Exception {
    try (Program program = home.run()) {
      for (Way way : Way.values()) {
        if (round == 0 || random.nextInt(3) > 0) {
          handIn(in, way, round);
        }
      }
      if (random.nextInt(4) > 0) {
        soon().until(() -> program.err().contains("Subscribed") || !program.isAlive());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(4_000)));
      assertThat(program.isAlive()).as(program.err()).isTrue();
      program.signal("KILL");
      program.await();
      count(program.err());
    }
  }

  private void count(String log) {
    subscribed += log.contains("Subscribed") ? 1 : 0;
    cameAgain += (int) KNOWN.matcher(log).results().count();
  }

  private void handIn(WaysIn in, Way way, int round) throws Exception {
    String name = way.name().toLowerCase(java.util.Locale.ROOT) + round;
    in.handIn(way, name, ledger.next(name));
    lists.computeIfAbsent(way, w -> new ArrayList<>()).add(name);
  }

  private void toTheEnd(WaysIn in) throws Exception {
    try (Program program = home.run()) {
      try {
        soon().until(in::allTaken);
        soon().until(() -> in.ended() >= ledger.names().size());
        soon().until(() -> in.results().size() >= ledger.names().size());
        soon().until(() -> in.files("running").isEmpty());
        soon().until(() -> in.told().size() >= ledger.tasks().size());
      } catch (RuntimeException e) {
        throw new AssertionError(e.getMessage() + ", the log: " + program.err(), e);
      }
      program.signal("TERM");
      program.await();
      cameAgain += (int) KNOWN.matcher(program.err()).results().count();
    }
  }

  private void check(WaysIn in) throws Exception {
    try (JobStore store =
        JdbcJobStore.open(StoreConfig.inDirectory(home.folder().resolve("data")))) {
      Ledger.Counts counts = ledger.check(store);
      System.out.println(
          "Crash test, seed %d: %d kills, %d of them after the subscription; %s; lists by way: %s; came again after a crash and were recognised: %d"
              .formatted(SEED, KILLS, subscribed, counts, byWay(), cameAgain));
      assertThat(counts.unknown()).isZero();
      assertThat(store.unreported()).isEmpty();
      assertThat(in.results())
          .containsExactlyInAnyOrderElementsOf(
              store.jobs(0, Integer.MAX_VALUE).stream().map(JobRecord::id).toList());
      assertThat(in.told().values()).containsExactlyInAnyOrderElementsOf(ledger.tasks());
    }
    List<String> done = new ArrayList<>();
    for (String name : lists.get(Way.FILE)) {
      done.add(name + ".json");
      done.add(name + ".json.result.json");
    }
    assertThat(in.files("done")).containsExactlyInAnyOrderElementsOf(done);
    assertThat(in.refused()).isEmpty();
  }

  private Map<Way, Integer> byWay() {
    Map<Way, Integer> sizes = new EnumMap<>(Way.class);
    lists.forEach((way, names) -> sizes.put(way, names.size()));
    return sizes;
  }
}
