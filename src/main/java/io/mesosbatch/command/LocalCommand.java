package io.mesosbatch.command;

import io.mesosbatch.local.LocalConfig;
import io.mesosbatch.local.LocalMesos;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The embedded Mesos alone, until Ctrl-C. */
@Command(
    name = "local",
    description = "Starts only the embedded Mesos, for any framework on this machine.")
final class LocalCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Shows this.")
  boolean help;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5050",
      description = "The master's port on 127.0.0.1; 0 for any free one. Default: 5050.")
  int port;

  @Mixin LocalFlags flags;

  @Override
  public Integer call() throws Exception {
    Logging.setUp(true);
    LocalConfig config = flags.config(port);
    LocalMesos mesos;
    try {
      mesos = LocalMesos.start(config);
    } catch (IllegalArgumentException e) {
      throw new Failures.BadInput(e.getMessage());
    } catch (UncheckedIOException e) {
      throw new Failures.BadInput(e.getCause().getMessage() + "; --port=N takes another port");
    }
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  mesos.close();
                  ended.countDown();
                },
                "local-shutdown"));
    int agents = config.agents().size();
    spec.commandLine()
        .getOut()
        .printf(
            "A Mesos master with %d agent%s is at %s (Ctrl-C ends it and its tasks)%n",
            agents, agents == 1 ? "" : "s", mesos.uri());
    spec.commandLine().getOut().flush();
    ended.await();
    return ExitCode.ALL_FINISHED;
  }
}
