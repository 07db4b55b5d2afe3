package io.mesosbatch.store.jdbc;

import io.mesosbatch.FreePort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL server, from the binaries on the class path. The server refuses to run as root;
 * then it runs as the user nobody.
 */
public final class PostgresServer implements AutoCloseable {
  static final String USER = "mesos_batch";
  static final String PASSWORD = "correct horse";

  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Path home;
  private final Path binaries;
  private final Path data;
  private final Path log;
  private final int port;
  private Process process;

  private PostgresServer(Path home, int port) {
    this.home = home;
    this.binaries = home.resolve("postgres/bin");
    this.data = home.resolve("data");
    this.log = home.resolve("log");
    this.port = port;
  }

  /** Takes some seconds; one server is enough for many tests. */
  public static PostgresServer start() throws Exception {
    Path home = Files.createTempDirectory("postgres-test");
    if (ROOT) {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    PostgresServer server = new PostgresServer(home, FreePort.any());
    server.unpack();
    server.init();
    server.run();
    return server;
  }

  private void unpack() throws IOException {
    Path target = home.resolve("postgres");
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(archive())))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        Files.createDirectories(entry.isDirectory() ? file : file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Files.copy(tar, file);
          Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
      }
    }
  }

  /** The jar of this platform holds one archive, named after the platform. */
  private static InputStream archive() throws IOException {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String name =
        "/postgres-"
            + (os.contains("mac") ? "darwin" : "linux")
            + "-"
            + (arch.equals("aarch64") ? "arm_64" : "x86_64")
            + ".txz";
    InputStream archive = PostgresServer.class.getResourceAsStream(name);
    if (archive == null) {
      throw new IOException("there is no PostgreSQL on the class path for this platform: " + name);
    }
    return archive;
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    return (mode & 0111) == 0
        ? EnumSet.copyOf(PosixFilePermissions.fromString("rw-r--r--"))
        : EnumSet.copyOf(PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void init() throws Exception {
    Files.createDirectory(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Files.createFile(log);
    Path password = Files.writeString(home.resolve("password"), PASSWORD);
    if (ROOT) {
      for (Path path : List.of(data, log, password)) {
        UserPrincipalLookupService users = path.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(path, users.lookupPrincipalByName("nobody"));
      }
    }
    Process initdb =
        command(
                "initdb",
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")
            .start();
    if (initdb.waitFor() != 0) {
      throw new IOException("initdb failed:\n" + Files.readString(log));
    }
  }

  /** Starts it, or starts it again on the same port. */
  public void run() throws Exception {
    process =
        command(
                "postgres",
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                // What a process has written survives its end without; only a loss of power is not
                // tested. With it, a start after a crash syncs thousands of files first.
                "-c",
                "fsync=off",
                "-c",
                "unix_socket_directories=")
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(e -> process.isAlive())
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("postgres ended:\n" + Files.readString(log));
              }
              connect("postgres").close();
              return true;
            });
  }

  private ProcessBuilder command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(home.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, PASSWORD);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public StoreConfig config(String database) {
    return new StoreConfig(url(database), USER, PASSWORD);
  }

  /** An empty database. */
  public StoreConfig createDatabase() throws SQLException {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return config(name);
  }

  /** Ends it at once, as a crash would, with all connections. */
  public void kill() {
    List<ProcessHandle> servers = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    servers.forEach(ProcessHandle::destroyForcibly);
    servers.forEach(server -> server.onExit().join());
  }

  @Override
  public void close() throws IOException {
    kill();
    try (Stream<Path> files = Files.walk(home)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
