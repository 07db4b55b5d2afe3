package io.mesosbatch.functional;

import io.mesosbatch.job.TaskKey;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import io.mesosbatch.local.Simulation;
import io.mesosbatch.mesos.v1.TaskID;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.scheduler.Call;
import io.mesosbatch.pipeline.TaskListIntake;
import io.mesosbatch.scheduling.Change;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import io.mesosbatch.store.jdbc.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * "run" is started, in a process of its own, with a store in which tasks run (or wait): how long
 * until it subscribes, and until it sends the first RECONCILE (or ACCEPT); and its memory then.
 *
 * <p>Arguments: tasks (100000), rounds (3), running or pending, then options for its JVM; or, as
 * users start it, the script {@code mesos-batch}.
 */
final class RestartBenchmark {
  private static final String FRAMEWORK = "0f7e1a52-0001-4a8e-9a3c-restart-bench-0000";
  private static final int CHANGES_A_FRAME = 5_000;
  private static final Pattern USED = Pattern.compile("(?:heap|generation)\\s+total.*used (\\d+)K");

  private RestartBenchmark() {}

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    boolean running = args.length < 3 || args[2].equals("running");
    List<String> options = List.of(args).subList(Math.min(3, args.length), args.length);
    Path folder = Files.createTempDirectory("restart-benchmark");
    AgentSpec agent =
        AgentSpec.of("cpus:1;mem:1024", "").simulated(new Simulation(Duration.ofHours(1), 0, 1));
    LocalConfig config = LocalConfig.defaults().withAgents(List.of(agent));
    for (int round = 0; round < rounds; round++) {
      try (LocalMesos mesos = LocalMesos.start(config);
          Wire wire = new Wire(mesos.address().getPort())) {
        Home home =
            Home.install(folder.resolve("home" + round))
                .with("camel.component.mesos.master", "127.0.0.1:" + wire.port());
        fill(home, tasks, running);
        restart(home, wire, running ? Call.Type.RECONCILE : Call.Type.ACCEPT, options);
      }
    }
    System.exit(0);
  }

  private static void restart(Home home, Wire wire, Call.Type last, List<String> options)
      throws Exception {
    List<String> command = new ArrayList<>();
    if (options.size() == 1 && options.get(0).endsWith("mesos-batch")) {
      command.add(options.get(0));
    } else {
      command.add("java");
      command.addAll(options);
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.mesosbatch.Main"));
    }
    command.addAll(List.of("run", "--home=" + home.folder()));
    ProcessBuilder program = new ProcessBuilder(command);
    program.redirectErrorStream(true).redirectOutput(home.folder().resolve("log").toFile());
    long start = System.nanoTime();
    Process process = program.start();
    try {
      double subscribing = wire.await(Call.Type.SUBSCRIBE, start);
      double working = wire.await(last, start);
      double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
      System.out.printf(
          "SUBSCRIBE after %.2f s, %s after %.2f s (processor time until then %.2f s)%n",
          subscribing, last, working, cpu);
      memory(process.pid());
    } finally {
      process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
  }

  private static void memory(long pid) throws Exception {
    String resident =
        Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("");
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long kilobytes = 0;
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    System.out.printf("%s; heap after a collection: %d kB%n", resident, kilobytes);
  }

  private static String jcmd(long pid, String command) throws Exception {
    Process jcmd = new ProcessBuilder("jcmd", Long.toString(pid), command).start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void fill(Home home, int tasks, boolean running) throws Exception {
    Path data = home.folder().resolve("data");
    try (JobStore store = JdbcJobStore.open(StoreConfig.inDirectory(data))) {
      StringBuilder list = new StringBuilder("[");
      for (int i = 0; i < tasks; i++) {
        list.append(i == 0 ? "" : ",").append(task(i));
      }
      TaskListIntake.accept(
          store,
          new java.io.ByteArrayInputStream(
              list.append(']').toString().getBytes(StandardCharsets.UTF_8)));
      long job = store.jobs(0, 1).get(0).number();
      store.commit(List.of(new Change.FrameworkIdentified(FRAMEWORK, 1)));
      for (int from = 0; running && from < tasks; from += CHANGES_A_FRAME) {
        int to = Math.min(tasks, from + CHANGES_A_FRAME);
        store.commit(IntStream.range(from, to).mapToObj(i -> launched(job, i)).toList());
        store.commit(IntStream.range(from, to).mapToObj(i -> running(job, i)).toList());
      }
    }
  }

  private static String task(int number) {
    return ("{\"name\":\"t%d\",\"task_id\":{\"value\":\"t%d\"},\"resources\":[{\"name\":\"cpus\","
            + "\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}],\"command\":{\"value\":\"run %d\"}}")
        .formatted(number, number, number);
  }

  private static Change launched(long job, int task) {
    return new Change.Launched(
        new TaskKey(job, task),
        1,
        "0f7e1a52-0001-4a8e-9a3c-S" + task % 1_000,
        "agent-" + task % 1_000,
        "http://10.0.0.1:5051",
        System.currentTimeMillis());
  }

  private static Change running(long job, int task) {
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue("list-k3f9x2aa.1." + task + ".t" + task))
            .setState(TaskState.TASK_RUNNING)
            .setTimestamp(1.7e9)
            .build();
    return new Change.Updated(new TaskKey(job, task), 1, status, System.currentTimeMillis());
  }

  /** Between the program and the master; sees the calls pass. */
  private static final class Wire implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int master;
    private final long[] seen = new long[Call.Type.values().length + 1];

    Wire(int master) throws IOException {
      this.master = master;
      thread(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    private static void thread(Runnable work) {
      Thread thread = new Thread(work, "wire");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket program = server.accept();
          Socket there = new Socket(InetAddress.getLoopbackAddress(), master);
          thread(() -> pump(program, there, true));
          thread(() -> pump(there, program, false));
        } catch (IOException e) {
          return;
        }
      }
    }

    private void pump(Socket from, Socket to, boolean calls) {
      byte[] bytes = new byte[1 << 16];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
          if (calls) {
            look(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
          }
          out.write(bytes, 0, count);
        }
      } catch (IOException e) {
        // One side has gone; so does the other.
      }
    }

    /** In protobuf a call begins with the framework's id, and its type follows. */
    private synchronized void look(String bytes) {
      for (int at = bytes.indexOf(FRAMEWORK); at >= 0; at = bytes.indexOf(FRAMEWORK, at + 1)) {
        int type = at + FRAMEWORK.length();
        if (bytes.startsWith("\u0010", type) && bytes.charAt(type + 1) < seen.length) {
          int number = bytes.charAt(type + 1);
          seen[number] = seen[number] == 0 ? System.nanoTime() : seen[number];
          notifyAll();
        }
      }
    }

    synchronized double await(Call.Type type, long start) throws InterruptedException {
      while (seen[type.getNumber()] == 0) {
        wait();
      }
      return (seen[type.getNumber()] - start) / 1e9;
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
