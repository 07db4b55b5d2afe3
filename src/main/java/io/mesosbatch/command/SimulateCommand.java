package io.mesosbatch.command;

import io.mesosbatch.job.Phase;
import io.mesosbatch.job.TaskListReader;
import io.mesosbatch.job.TaskListSink;
import io.mesosbatch.job.TaskSpec;
import io.mesosbatch.local.AgentSpec;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.TaskState;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.scheduling.JobPlan;
import io.mesosbatch.scheduling.JobPlanBuilder;
import io.mesosbatch.scheduling.SchedulingOptions;
import io.mesosbatch.scheduling.Waiting;
import io.mesosbatch.scheduling.simulation.AgentModel;
import io.mesosbatch.scheduling.simulation.Durations;
import io.mesosbatch.scheduling.simulation.Faults;
import io.mesosbatch.scheduling.simulation.Forecast;
import io.mesosbatch.scheduling.simulation.Journal;
import io.mesosbatch.scheduling.simulation.Simulation;
import io.mesosbatch.scheduling.simulation.Workload;
import io.mesosbatch.v1.Job;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long a list would take on a cluster, without running anything. */
@Command(
    name = "simulate",
    sortOptions = false,
    description =
        "Says how long a task list would take on a cluster that has nothing else to do: the"
            + " scheduling is the real one, agents and time are simulated.")
final class SimulateCommand implements Callable<Integer> {
  private static final long LONGEST = Duration.ofDays(3650).toMillis();
  private static final String HOSTNAME = "agent#.simulated";

  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Option(
      names = "--task_list",
      required = true,
      paramLabel = "LIST",
      description = "The tasks: a path, file:///PATH, - for standard input, or the JSON itself.")
  String taskList;

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  List<AgentKind> kinds = new ArrayList<>();

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      defaultValue = "60secs",
      description =
          "How long tasks run: 60secs, uniform(10secs,60secs), exponential(60secs) or"
              + " lognormal(60secs,1.2), which has the median and the deviation of the logarithm."
              + " Default: 60secs.")
  String duration;

  @Option(
      names = "--failures",
      paramLabel = "PART",
      defaultValue = "0",
      description = "The part of the attempts that fail, 0 to 1. Default: 0.")
  double failures;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all chance: the same seed gives the same answer. Default: 1.")
  long seed;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draws running tasks over time into this file, as SVG.")
  Path plot;

  @Mixin TaskFlags tasks;

  @Override
  public Integer call() throws Exception {
    JobPlan plan = plan();
    Forecast forecast = new Forecast(plan);
    List<AgentModel> agents = models();
    Simulation simulation =
        new Simulation(seed, agents, SchedulingOptions.DEFAULT, workload(), Faults.NONE, forecast);
    simulation.submit(0, plan);
    boolean ended =
        simulation.run(LONGEST, () -> simulation.idleFor(Duration.ofHours(1).toMillis()));
    PrintWriter out = spec.commandLine().getOut();
    print(out, plan, simulation, forecast);
    if (plot != null) {
      write(RunningPlot.svg(forecast, title(plan, agents.size()), subtitle(simulation, forecast)));
    }
    if (!ended) {
      out.println("Some tasks would never run:");
      for (Waiting waiting : simulation.scheduler().explain()) {
        out.printf(
            "  %d%s: %s%n",
            waiting.tasks(),
            waiting.demand().isEmpty() ? "" : " of " + waiting.demand(),
            String.join("; ", waiting.reasons(i -> "task " + i)));
      }
    }
    out.flush();
    boolean finished = simulation.journal().jobs().get(1L).phase() == Phase.FINISHED;
    return finished ? ExitCode.ALL_FINISHED : ExitCode.SOME_FAILED;
  }

  private void write(String picture) throws Failures.BadInput {
    try {
      Files.writeString(plot, picture);
    } catch (IOException e) {
      throw new Failures.BadInput("--plot: " + plot + " cannot be written: " + e);
    }
  }

  private JobPlan plan() throws Exception {
    JobPlanBuilder plan =
        new JobPlanBuilder(tasks.defaults().retry(), tasks.defaults().killAfterMillis());
    Job.Builder header = Job.newBuilder();
    try (InputStream in = TaskListFlag.open(taskList)) {
      TaskListReader.read(
          in,
          Optional.empty(),
          TaskListFlag.parameters(taskList),
          new TaskListSink() {
            @Override
            public void task(TaskSpec task) {
              plan.add(task);
            }

            @Override
            public void header(Job job) {
              header.mergeFrom(job);
            }
          });
    } catch (IOException e) {
      throw new Failures.BadInput("--task_list: " + e.getMessage());
    }
    // Other jobs are no part of a simulation, and a job without an id needs one.
    header.clearAfter().setId("job1");
    return plan.build(1, header.build(), Simulation.START);
  }

  private List<AgentModel> models() throws Failures.BadInput {
    List<AgentModel> models = new ArrayList<>();
    for (AgentSpec agent : AgentKind.all(kinds, HOSTNAME)) {
      models.add(model("agent" + (models.size() + 1), agent));
    }
    return models;
  }

  private static AgentModel model(String id, AgentSpec agent) throws Failures.BadInput {
    try {
      AgentInfo info = agent.toInfo(0);
      return new AgentModel(
          id,
          info.getHostname(),
          Resources.parse(agent.resources()),
          info.getAttributesList(),
          info.hasDomain() ? Optional.of(info.getDomain()) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput("--resources or --attributes: " + e.getMessage());
    }
  }

  private Workload workload() throws Failures.BadInput {
    Durations durations;
    try {
      durations = Durations.parse(duration);
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput("--duration: " + e.getMessage());
    }
    if (!(failures >= 0 && failures <= 1)) {
      throw new Failures.BadInput("--failures: must be from 0 to 1, not " + failures);
    }
    return (task, attempt, random) -> {
      boolean fails = random.nextDouble() < failures;
      return new Workload.Outcome(
          durations.millis(random), fails ? TaskState.TASK_FAILED : TaskState.TASK_FINISHED);
    };
  }

  private String title(JobPlan plan, int agents) {
    return String.format(
        Locale.ROOT, "%,d tasks of %s on %,d agents", plan.tasks(), duration, agents);
  }

  private String subtitle(Simulation simulation, Forecast forecast) {
    return String.format(
        Locale.ROOT,
        "%s; makespan %s; %.1f%% of cpus, %.1f%% of mem used on average; seed %d",
        AgentKind.text(kinds),
        seconds(forecast.makespan()),
        used(simulation, forecast, "cpus"),
        used(simulation, forecast, "mem"),
        seed);
  }

  /** In percent. */
  private static double used(Simulation simulation, Forecast forecast, String name) {
    return 100 * forecast.utilisation(name, simulation.total().scalarMillis(name) / 1000.0);
  }

  private void print(PrintWriter out, JobPlan plan, Simulation simulation, Forecast forecast) {
    out.printf(Locale.ROOT, "%d tasks on %s%n", plan.tasks(), AgentKind.text(kinds));
    out.printf(Locale.ROOT, "makespan     %s%n", seconds(forecast.makespan()));
    for (String name : List.of("cpus", "mem")) {
      double part = used(simulation, forecast, name);
      out.printf(Locale.ROOT, "%-12s %.1f%% used on average%n", name, part);
    }
    out.printf(Locale.ROOT, "running      %d at most%n", forecast.mostRunning());
    Journal.JobEntry job = simulation.journal().jobs().get(1L);
    if (job.phase() != Phase.FINISHED) {
      String why = job.stopped().map(stop -> " (" + stop.reason() + ")").orElse("");
      out.printf("ended        %s%s%n", ends(job), why);
    }
    out.printf(
        "waiting      %s for half of the tasks, %s for 95%%, %s for all%n",
        seconds(forecast.waited(0.5)), seconds(forecast.waited(0.95)), seconds(forecast.waited(1)));
  }

  /** "340 finished, 2 failed, 3 not at all". */
  private static String ends(Journal.JobEntry job) {
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    for (int i = 0; i < job.plan().tasks(); i++) {
      Phase phase = job.task(i) == null ? Phase.PENDING : job.task(i).phase();
      counts.merge(phase.ended() ? phase : Phase.PENDING, 1, Integer::sum);
    }
    Integer never = counts.remove(Phase.PENDING);
    String ended =
        counts.entrySet().stream()
            .map(c -> c.getValue() + " " + c.getKey().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return never == null ? ended : ended + (ended.isEmpty() ? "" : ", ") + never + " not at all";
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%,.1f s", millis / 1000.0);
  }
}
