package io.mesosbatch.command;

import io.mesosbatch.job.Phase;
import io.mesosbatch.ops.Version;
import io.mesosbatch.pipeline.ResultDocument;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.MemoryJobStore;
import io.mesosbatch.store.jdbc.JdbcJobStore;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs one task list and says how it ended. */
@Command(
    name = "mesos-batch",
    sortOptions = false,
    usageHelpWidth = 100,
    synopsisHeading = "",
    customSynopsis = {
      "mesos-batch --master=ADDRESS --task_list=FILE [flags]   runs one list of tasks",
      "mesos-batch COMMAND [flags]                             see the commands below"
    },
    versionProvider = BatchCommand.Versions.class,
    description = "%nRuns batches of tasks on Apache Mesos.%n",
    footer = {
      "",
      "Flags are --flag=value or --flag value; for true and false also --flag and --no-flag.",
      "Hyphens and underscores are the same. Durations: 10secs, 2mins, 1.5hrs.",
      "Exit codes: 0 every task finished; 1 some did not; 2 wrong input or flags;",
      "3 no master, or it refused the framework; 130 interrupted."
    },
    subcommands = {
      RunCommand.class,
      LocalCommand.class,
      ReservationsCommand.class,
      ReserveCommand.class,
      UnreserveCommand.class,
      CreateVolumeCommand.class,
      DestroyVolumeCommand.class,
      GenerateCommand.class,
      SimulateCommand.class
    })
public final class BatchCommand implements Callable<Integer> {
  private static final String FIRST_STEPS =
      """
      --master is missing, and --task_list. For example:
        mesos-batch --master=local --task_list=examples/hello.json   runs five tasks on this machine
        mesos-batch --master=HOST:5050 --task_list=LIST --dry_run    says what would run where
        mesos-batch run                                              the service
        mesos-batch --help                                           all flags and commands\
      """;

  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Option(
      names = "--version",
      versionHelp = true,
      description = "Shows the version of this program and of Java.")
  boolean version;

  @Option(
      names = "--task_list",
      paramLabel = "LIST",
      description =
          "The tasks, a TaskGroupInfo in JSON or protobuf: a path, file:///PATH, - for standard"
              + " input, or the JSON itself.")
  String taskList;

  @Mixin FrameworkFlags framework;
  @Mixin TaskFlags tasks;
  @Mixin VolumeFlags volumes;
  @Mixin ResumeFlags resume;

  @Option(
      names = "--dry_run",
      paramLabel = "true|false",
      defaultValue = "false",
      description =
          "Starts nothing: says which tasks would start now, and where; which would wait; which"
              + " could never run on this cluster, and why. Exit code 1 if there are such.")
  boolean dryRun;

  @Option(
      names = "--progress",
      paramLabel = "true|false",
      defaultValue = "true",
      description = "Whether to show how it goes, on standard error. Default: true.")
  boolean progress;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "The summary on standard output: text, or the result document as JSON.")
  Output output;

  @Option(
      names = "--verbose",
      paramLabel = "true|false",
      defaultValue = "false",
      description = "Whether to log what goes well too.")
  boolean verbose;

  @ArgGroup(validate = false, heading = "%nFor --master=local:%n")
  LocalFlags local = new LocalFlags();

  /** What {@code --version} shows. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "mesos-batch " + Version.TEXT + ", on Java " + Runtime.version() + ", " + os()
      };
    }

    private static String os() {
      return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
  }

  /** The forms of the summary. */
  enum Output {
    text,
    json
  }

  @Override
  public Integer call() throws Exception {
    if (spec.commandLine().getParseResult().originalArgs().isEmpty()) {
      throw new Failures.BadInput(FIRST_STEPS);
    }
    require(framework.master, "--master");
    framework.check();
    volumes.check(framework, taskList);
    PrintWriter out = spec.commandLine().getOut();
    Logging.setUp(verbose);
    if (volumes.removePersistentVolume) {
      return remove(out);
    }
    require(taskList, "--task_list");
    if (dryRun) {
      return dryRun(out);
    }
    if (!resume.resume) {
      try (InputStream list = TaskListFlag.open(taskList);
          Batch batch = new Batch(framework, tasks, volumes, local, new MemoryJobStore())) {
        batch.accept(
            list, TaskListFlag.name(taskList), TaskListFlag.parameters(taskList), Optional.empty());
        return run(batch, out);
      }
    }
    try (InputStream list = TaskListFlag.open(taskList);
        ResumeFlags.Copy copy = ResumeFlags.copy(list);
        InputStream again = Files.newInputStream(copy.file());
        JobStore store = JdbcJobStore.open(resume.config(copy));
        Batch batch = new Batch(framework, tasks, volumes, local, store)) {
      batch.accept(
          again, TaskListFlag.name(taskList), TaskListFlag.parameters(taskList), Optional.of(copy));
      return run(batch, out);
    }
  }

  private int run(Batch batch, PrintWriter out) throws Exception {
    ProgressDisplay display =
        progress
            ? new ProgressDisplay(
                spec.commandLine().getErr(),
                Boolean.getBoolean("mesosbatch.terminal"),
                batch::progress,
                batch::waiting)
            : null;
    if (progress) {
      batch.goesOn().ifPresent(spec.commandLine().getErr()::println);
    }
    JobRecord ended = batch.run(display);
    if (output == Output.json) {
      new ResultDocument(batch.store()).write(ended, System.out);
      System.out.flush();
    } else {
      new Summary(batch.store(), framework.credential(), out).print(ended);
    }
    return ended.phase() == Phase.FINISHED ? ExitCode.ALL_FINISHED : ExitCode.SOME_FAILED;
  }

  private int dryRun(PrintWriter out) throws Exception {
    if (volumes.persistentVolume) {
      throw new Failures.BadInput("--dry_run does not know what --persistent_volume would make");
    }
    try (InputStream list = TaskListFlag.open(taskList)) {
      DryRunReport report =
          new DryRunCommand(framework, tasks, TaskListFlag.parameters(taskList), volumes.reserve)
              .run(list, local);
      if (output == Output.json) {
        report.write(System.out);
        System.out.flush();
      } else {
        report.print(out);
      }
      return report.impossible() == 0 ? ExitCode.ALL_FINISHED : ExitCode.SOME_FAILED;
    }
  }

  private int remove(PrintWriter out) throws Exception {
    try (Batch batch = new Batch(framework, tasks, volumes, local, new MemoryJobStore())) {
      List<String> removed = batch.remove();
      if (removed.isEmpty()) {
        out.println("There was nothing to remove");
      }
      removed.forEach(line -> out.println("Removed " + line));
      out.flush();
      return ExitCode.ALL_FINISHED;
    }
  }

  private void require(String value, String flag) {
    if (value == null || value.isBlank()) {
      throw new ParameterException(spec.commandLine(), flag + " is missing");
    }
  }
}
