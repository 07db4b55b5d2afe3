package io.mesosbatch.functional;

import io.mesosbatch.Main;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, as a user starts it. */
final class Program implements AutoCloseable {
  /** Only against a hang: nothing is judged by it. */
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** How it ended. */
  record Ended(int exitCode, String out, String err) {}

  /** A quick start, and no warnings of what Netty uses: as the script mesos-batch does. */
  static List<String> jvmOptions() {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= 24) {
      options.add("--sun-misc-unsafe-memory-access=allow");
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    return options;
  }

  static Program start(Path directory, String... args) throws IOException {
    return start(Main.class, directory, args);
  }

  static Program start(Class<?> main, Path directory, String... args) throws IOException {
    return start(main, Map.of(), directory, args);
  }

  /**
   * @param environment variables, besides those of this process
   */
  static Program start(
      Class<?> main, Map<String, String> environment, Path directory, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    Path out = Files.createTempFile(directory, "program", ".out");
    Path err = Files.createTempFile(directory, "program", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new Program(builder.start(), out, err);
  }

  /** Runs it to its end, with nothing on standard input. */
  static Ended run(Path directory, String... args) throws IOException, InterruptedException {
    return run(directory, InputStream.nullInputStream(), args);
  }

  static Ended run(Path directory, InputStream in, String... args)
      throws IOException, InterruptedException {
    try (Program program = start(directory, args)) {
      try (var stdin = program.process.getOutputStream()) {
        in.transferTo(stdin);
      } catch (IOException e) {
        // It did not want to read.
      }
      return program.await();
    }
  }

  Ended await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running; it said:\n" + out() + err());
    }
    return new Ended(process.exitValue(), out(), err());
  }

  String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  String pid() {
    return Long.toString(process.pid());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * @param name for example INT or TERM
   */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
