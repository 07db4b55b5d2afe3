package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CheckInfo;
import io.mesosbatch.mesos.v1.CheckStatusInfo;
import io.mesosbatch.mesos.v1.CommandInfo;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs a command in the task's sandbox; its output goes to the task's stderr file. */
final class CommandProbe implements Probe {
  private final CommandInfo command;
  private final Launch launch;
  private final Sandbox sandbox;
  private final ExecutorServices services;

  CommandProbe(CommandInfo command, Launch launch, Sandbox sandbox, ExecutorServices services) {
    this.command = command;
    this.launch = launch;
    this.sandbox = sandbox;
    this.services = services;
  }

  @Override
  public CompletableFuture<OptionalInt> probe(Duration timeout) {
    TaskProcess process;
    try {
      process =
          services
              .containerizer()
              .start(launch, sandbox, command, sandbox.stderr(), sandbox.stderr());
    } catch (LaunchException e) {
      return CompletableFuture.completedFuture(OptionalInt.empty());
    }
    CompletableFuture<OptionalInt> result = new CompletableFuture<>();
    process
        .onExit()
        .thenAccept(
            status -> {
              services.leftovers().ended(process.pid());
              result.complete(OptionalInt.of(status.signal() > 0 ? 128 : status.code()));
            });
    if (!timeout.isZero()) {
      Future<?> timer =
          services
              .timers()
              .schedule(() -> giveUp(process, result), timeout.toNanos(), TimeUnit.NANOSECONDS);
      result.thenRun(() -> timer.cancel(false));
    }
    return result;
  }

  private void giveUp(TaskProcess process, CompletableFuture<OptionalInt> result) {
    if (result.complete(OptionalInt.empty())) {
      process.signal(Signal.KILL, services);
    }
  }

  @Override
  public boolean healthy(int exitCode) {
    return exitCode == 0;
  }

  @Override
  public CheckStatusInfo status(OptionalInt exitCode) {
    CheckStatusInfo.Command.Builder command = CheckStatusInfo.Command.newBuilder();
    exitCode.ifPresent(command::setExitCode);
    return CheckStatusInfo.newBuilder().setType(CheckInfo.Type.COMMAND).setCommand(command).build();
  }
}
