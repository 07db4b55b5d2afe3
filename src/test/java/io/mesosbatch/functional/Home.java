package io.mesosbatch.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A folder to run the pipeline in: its properties and routes, and an inbox. */
record Home(Path folder) {
  static Home install(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("routes"));
    Files.createDirectories(folder.resolve("inbox"));
    Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      routes.forEach(
          route -> {
            try {
              Files.copy(route, folder.resolve("routes").resolve(route.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return new Home(folder);
  }

  /** Overrides a property of the file. */
  Home with(String key, String value) throws IOException {
    Path file = folder.resolve("application.properties");
    String kept =
        Files.readString(file).replaceAll("(?m)^" + key.replace(".", "\\.") + " .*\n", "");
    Files.writeString(file, kept + key + " = " + value + "\n");
    return this;
  }

  Program run(String... more) throws IOException {
    String[] args = new String[more.length + 2];
    args[0] = "run";
    args[1] = "--home=" + folder;
    System.arraycopy(more, 0, args, 2, more.length);
    return Program.start(folder, args);
  }

  void drop(String name, String content) throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere-" + name), content);
    Files.move(elsewhere, folder.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  Path done(String name) {
    return folder.resolve("done").resolve(name);
  }
}
