package io.mesosbatch.local.agent;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A process in a session of its own, so that a signal reaches all that it starts. */
final class TaskProcess {
  private static final Redirect NO_INPUT = Redirect.from(Path.of("/dev/null").toFile());
  private static final Optional<String> SETSID = program("setsid");
  private static final Optional<String> SETPRIV = program("setpriv");

  private final Process process;
  private Consumer<Signal> container;

  private TaskProcess(Process process) {
    this.process = process;
  }

  /** Signals go to this as well: the process is only the client of a container. */
  TaskProcess inContainer(Consumer<Signal> signals) {
    container = signals;
    return this;
  }

  /** To the process and all that belongs to it; returns at once. */
  void signal(Signal signal, ExecutorServices services) {
    if (container == null) {
      services.trees().send(signal, pid());
    } else {
      services
          .slow()
          .execute(
              () -> {
                container.accept(signal);
                if (signal == Signal.KILL) {
                  services.trees().send(signal, pid());
                }
              });
    }
  }

  /** Removes its container, if it has one. */
  void removeContainer() {
    if (container != null) {
      container.accept(Signal.KILL);
    }
  }

  /** Starts it. Takes about 1 ms of this thread. */
  static TaskProcess start(ProcessSpec spec) throws IOException {
    List<String> arguments = new ArrayList<>();
    SETSID.ifPresent(arguments::add);
    if (spec.user().isPresent()) {
      arguments.addAll(asUser(spec.user().get()));
    }
    arguments.addAll(spec.arguments());
    ProcessBuilder builder = new ProcessBuilder(arguments);
    builder.directory(spec.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(spec.environment());
    builder.redirectInput(NO_INPUT);
    builder.redirectOutput(Redirect.appendTo(spec.stdout().toFile()));
    builder.redirectError(Redirect.appendTo(spec.stderr().toFile()));
    return new TaskProcess(builder.start());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Completes on a thread of the common pool. */
  CompletableFuture<ExitStatus> onExit() {
    return process.onExit().thenApply(ended -> ExitStatus.of(ended.exitValue()));
  }

  private static List<String> asUser(String user) throws IOException {
    String setpriv =
        SETPRIV.orElseThrow(
            () ->
                new IOException(
                    "Cannot run as user '"
                        + user
                        + "': the program setpriv (util-linux) is"
                        + " missing"));
    return List.of(setpriv, "--reuid=" + user, "--regid=" + Users.groupOf(user), "--init-groups");
  }

  private static Optional<String> program(String name) {
    return Stream.of("/usr/bin/", "/bin/", "/usr/local/bin/")
        .map(directory -> directory + name)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }
}
