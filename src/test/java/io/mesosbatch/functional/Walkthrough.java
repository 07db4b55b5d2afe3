package io.mesosbatch.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosbatch.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Does what the README of an example says, in a copy of the project's folder: each block of {@code
 * sh} runs in a shell, and the block of {@code text} after it is what must stand on standard output
 * ({@code …} for anything in a line; alone in a line, for any lines). A block whose last line
 * starts {@code ./mesos-batch local} or {@code run} stays until the end. What an example puts into
 * {@code /tmp} goes elsewhere, so that two at a time do not meet.
 */
final class Walkthrough implements AutoCloseable {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```([^\\n]*)\\n(.*?)^```$");
  private static final Pattern SERVER = Pattern.compile("(?s).*\\./mesos-batch (local|run)\\b.*");
  private static final Pattern MASTER = Pattern.compile("is at http://127\\.0\\.0\\.1:(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path home;
  private final String example;
  private final Deque<Process> servers = new ArrayDeque<>();
  private String master = "no-master";
  private int blocks;
  private int server;

  /**
   * @param ports that the example's files name, each to be replaced by a free one
   */
  Walkthrough(Path home, String example, int... ports) throws IOException {
    this.home = home;
    this.example = example;
    copy(Path.of("examples", example), home.resolve("examples").resolve(example));
    for (int port : ports) {
      replacePort(port);
    }
    replace("/tmp/mesos-batch", home.resolve("tmp").resolve("mesos-batch").toString());
    copy(Path.of("routes"), home.resolve("routes"));
    Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
    Path java = Path.of(System.getProperty("java.home"), "bin");
    Path script = home.resolve("mesos-batch");
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec '%s/java' %s -Djava.io.tmpdir='%s' \\
          -cp '%s' io.mesosbatch.Main "$@"
        """
            .formatted(
                java,
                String.join(" ", Program.jvmOptions()),
                Files.createDirectories(home.resolve("tmp")),
                System.getProperty("java.class.path")));
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private void replacePort(int port) throws IOException {
    replace(Integer.toString(port), Integer.toString(FreePort.any()));
  }

  /** In all files of the example but what is being played. */
  private void replace(String text, String by) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("examples").resolve(example))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, Files.readString(file).replace(text, by));
      }
    }
  }

  /** The whole README, from its first block to its last. */
  void play() throws Exception {
    String readme =
        Files.readString(home.resolve("examples").resolve(example).resolve("README.md"));
    Matcher block = BLOCK.matcher(readme);
    String out = null;
    while (block.find()) {
      if (block.group(1).equals("sh")) {
        blocks++;
        out =
            SERVER.matcher(block.group(2)).matches() ? serve(block.group(2)) : run(block.group(2));
      } else if (block.group(1).equals("text")) {
        assertThat(out).as("what is shown in %s/README.md", example).isNotNull();
        assertThat(out).matches(pattern(block.group(2)));
      } else if (block.group(1).equals("text server")) {
        assertThat(said(server)).contains(block.group(2).lines().toList());
      }
    }
    assertThat(blocks).as("commands in %s/README.md", example).isPositive();
  }

  private static Pattern pattern(String shown) {
    StringBuilder regex = new StringBuilder("(?s)");
    for (String line : shown.split("\n")) {
      if (line.equals("…")) {
        regex.append("(?:[^\n]*\n)*?");
        continue;
      }
      for (String piece : line.split("(?<=…)|(?=…)")) {
        regex.append(piece.equals("…") ? "[^\n]*" : Pattern.quote(piece));
      }
      regex.append("\n");
    }
    return Pattern.compile(regex.toString());
  }

  private String run(String commands) throws Exception {
    Path err = home.resolve("err" + blocks);
    Process process = start(commands, home.resolve("out" + blocks), err);
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroy);
      throw new AssertionError("still running: " + commands + said(blocks));
    }
    assertThat(process.exitValue()).as("%s%s%s", commands, said(blocks), servers()).isZero();
    return Files.readString(home.resolve("out" + blocks), StandardCharsets.UTF_8)
        .replace(master, "127.0.0.1:5050");
  }

  /** Until it answers: then it has said where it is, or that it is subscribed. */
  private String serve(String commands) throws Exception {
    server = blocks;
    Path out = home.resolve("out" + server);
    Path err = home.resolve("err" + server);
    boolean local = commands.contains("./mesos-batch local");
    String free = commands.replaceAll("(\\./mesos-batch local)", "$1 --port=0");
    Process process = start(free, out, err);
    servers.push(process);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !process.isAlive()
                    || (local
                        ? MASTER.matcher(Files.readString(out)).find()
                        : Files.readString(err).contains("Subscribed")));
    assertThat(process.isAlive()).as("%s%s", commands, said(server)).isTrue();
    Matcher at = MASTER.matcher(Files.readString(out));
    if (local && at.find()) {
      master = "127.0.0.1:" + at.group(1);
      replace("127.0.0.1:5050", master);
    }
    return Files.readString(out).replace(master, "127.0.0.1:5050");
  }

  private Process start(String commands, Path out, Path err) throws IOException {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-ec", commands.replace("127.0.0.1:5050", master))
            .directory(home.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
    shell.environment().put("PATH", path);
    return shell.start();
  }

  private String said(int block) throws IOException {
    return "\nsaid:\n"
        + Files.readString(home.resolve("out" + block))
        + Files.readString(home.resolve("err" + block));
  }

  private String servers() throws IOException {
    List<String> said = new ArrayList<>();
    for (int i = 1; i < blocks && !servers.isEmpty(); i++) {
      said.add("block " + i + said(i));
    }
    return String.join("\n", said);
  }

  @Override
  public void close() {
    for (Process server : servers) {
      Stream.concat(server.descendants(), Stream.of(server.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroy);
      try {
        if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          server.destroyForcibly();
        }
      } catch (InterruptedException e) {
        server.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  static void play(Path home, String example, int... ports) {
    try (Walkthrough walkthrough = new Walkthrough(home, example, ports)) {
      walkthrough.play();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
