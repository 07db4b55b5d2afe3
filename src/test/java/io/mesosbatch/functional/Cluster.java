package io.mesosbatch.functional;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The embedded Mesos in a process of its own. */
record Cluster(Program program, String master) implements AutoCloseable {
  static Cluster start(Path directory, String... flags) throws IOException {
    String[] args = new String[flags.length + 3];
    args[0] = "local";
    args[1] = "--port=0";
    args[2] = "--work_dir=" + directory.resolve("work");
    System.arraycopy(flags, 0, args, 3, flags.length);
    Program program = Program.start(directory, args);
    try {
      await().atMost(Duration.ofSeconds(90)).until(() -> program.out().contains("http://"));
      return new Cluster(program, program.out().replaceAll("(?s).*http://([0-9.:]+).*", "$1"));
    } catch (RuntimeException e) {
      program.close();
      throw e;
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
