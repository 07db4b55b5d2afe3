package io.mesosbatch.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.mesosbatch.intake.RunningPipeline;
import io.mesosbatch.job.Phase;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.local.Simulation;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.MemoryJobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tasks of no duration on simulated agents, over real HTTP and protobuf, from the file in the inbox
 * to the result file and the last update acknowledged. With the store in memory and with H2 on
 * disk, in turns; master, agents and pipeline are new for each round and all in this process.
 *
 * <p>Arguments: tasks (100000), agents (1000), rounds (4), stores (memory,h2).
 */
final class EndToEndBenchmark {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int tasks;
  private final int agents;
  private final Path folder = Files.createTempDirectory("end-to-end-benchmark");
  private final Path list = folder.resolve("list.json");

  private EndToEndBenchmark(int tasks, int agents) throws IOException {
    this.tasks = tasks;
    this.agents = agents;
    TaskListFile.write(list, tasks);
  }

  /** What a round took, in seconds. */
  private record Round(String store, double seconds, double cpu) {}

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int agents = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
    List<String> stores = List.of((args.length > 3 ? args[3] : "memory,h2").split(","));
    EndToEndBenchmark benchmark = new EndToEndBenchmark(tasks, agents);
    List<Round> all = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      for (String store : stores) {
        all.add(benchmark.round(i, store));
      }
    }
    stores.forEach(store -> summary(store, all, tasks));
    System.exit(0);
  }

  private Round round(int number, String kind) throws Exception {
    Path home = Files.createDirectories(folder.resolve(kind + number));
    AgentSpec agent =
        AgentSpec.of("cpus:16;mem:65536;disk:100000", "")
            .simulated(new Simulation(Duration.ZERO, 0, 1));
    LocalConfig config = LocalConfig.defaults().withAgents(Collections.nCopies(agents, agent));
    try (LocalMesos mesos = LocalMesos.start(config);
        JobStore store =
            kind.equals("h2")
                ? JdbcJobStore.open(StoreConfig.inDirectory(home.resolve("data")))
                : new MemoryJobStore();
        RunningPipeline program =
            RunningPipeline.start(
                store,
                home,
                Map.of(RunningPipeline.MASTER, mesos.uri().getAuthority()),
                "file-drop")) {
      await(() -> program.isRunning() && store.frameworkId().isPresent());
      Path copy = Files.copy(list, home.resolve("list.json"), StandardCopyOption.COPY_ATTRIBUTES);
      long cpu = cpuNanos();
      long start = System.nanoTime();
      Files.move(copy, home.resolve("inbox/list.json"), StandardCopyOption.ATOMIC_MOVE);
      await(() -> !store.jobs(0, 1).isEmpty());
      double stored = seconds(start);
      await(() -> store.jobs(0, 1).get(0).endedAt() != 0);
      double ended = seconds(start);
      await(() -> Files.exists(home.resolve("done/list.json.result.json")));
      double written = seconds(start);
      await(() -> allAcknowledged(mesos));
      Round round = new Round(kind, seconds(start), (cpuNanos() - cpu) / 1e9);
      check(store);
      System.out.printf(
          "%-6s stored %5.2f s, ended %6.2f, result %6.2f, acknowledged %6.2f: %6.0f tasks/s;"
              + " %6.2f s of processor time, %4.0f us a task%n",
          kind,
          stored,
          ended,
          written,
          round.seconds,
          tasks / round.seconds,
          round.cpu,
          round.cpu / tasks * 1e6);
      return round;
    }
  }

  private void check(JobStore store) {
    JobRecord job = store.jobs(0, 1).get(0);
    if (!store.counts(job.number()).equals(Map.of(Phase.FINISHED, tasks))) {
      throw new AssertionError(store.counts(job.number()).toString());
    }
  }

  /** A master counts a task as completed when its last update has been acknowledged. */
  private static boolean allAcknowledged(LocalMesos mesos) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(mesos.uri() + "/state")).build();
    String state = HTTP.send(request, BodyHandlers.ofString()).body();
    return state.contains("\"tasks\":[]") || state.contains("\"tasks\": []");
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    while (!condition.holds()) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void summary(String store, List<Round> all, int tasks) {
    double[] seconds =
        all.stream().filter(r -> r.store.equals(store)).mapToDouble(Round::seconds).toArray();
    double[] cpu =
        all.stream().filter(r -> r.store.equals(store)).mapToDouble(Round::cpu).toArray();
    Arrays.sort(seconds);
    Arrays.sort(cpu);
    System.out.printf(
        "%s, median: %.2f s, %.0f tasks/s; %.2f s of processor time%n",
        store,
        seconds[seconds.length / 2],
        tasks / seconds[seconds.length / 2],
        cpu[cpu.length / 2]);
  }
}
