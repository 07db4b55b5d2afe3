package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.CommandInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the URIs of a command into its sandbox (Mesos, fetcher document). Blocks as long as the
 * network does; an interrupt ends it.
 */
final class Fetcher {
  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

  private final Path parent;
  private final ConcurrentMap<String, CompletableFuture<Path>> downloads =
      new ConcurrentHashMap<>();

  private Path directory;

  /**
   * @param parent in which the cache gets its directory, when it is first needed
   */
  Fetcher(Path parent) {
    this.parent = parent;
  }

  /**
   * Fetches all URIs in their order.
   *
   * @throws LaunchException naming the first URI that failed, and why
   */
  void fetch(Launch launch, CommandInfo command, Sandbox sandbox) throws LaunchException {
    if (command.getUrisCount() == 0) {
      return;
    }
    ExecutorLog log = new ExecutorLog(sandbox.stderr());
    for (CommandInfo.URI uri : command.getUrisList()) {
      try {
        log.info("fetcher.cpp:432", "Fetching URI '" + uri.getValue() + "'");
        Path fetched = fetch(uri, sandbox);
        log.info("fetcher.cpp:597", "Fetched '" + uri.getValue() + "' to '" + fetched + "'");
      } catch (IOException e) {
        String why = "Failed to fetch '" + uri.getValue() + "': " + e.getMessage();
        log.info("fetcher.cpp:591", why);
        throw new LaunchException(
            "Failed to fetch all URIs for container '"
                + launch.container().getValue()
                + "': "
                + why,
            e);
      }
    }
    if (sandbox.user().isPresent()) {
      giveTo(sandbox.user().get(), sandbox.directory());
    }
  }

  private Path fetch(CommandInfo.URI uri, Sandbox sandbox) throws IOException {
    String value = uri.getValue().stripLeading();
    String name = uri.hasOutputFile() ? uri.getOutputFile() : FetchUri.basename(value);
    Path target = new SafeDirectory(sandbox.directory()).make(name);
    if (Files.isSymbolicLink(target)) {
      Files.delete(target); // out of an archive: writing must not follow it
    }
    if (!uri.getCache()) {
      FetchUri.download(value, target);
      if (uri.getExecutable()) {
        makeExecutable(target);
      } else if (uri.getExtract()) {
        Archives.extract(target, sandbox.directory());
      }
      return target;
    }
    Path cached = cached(value, sandbox.user());
    if (uri.getExtract() && !uri.getExecutable() && Archives.extract(cached, sandbox.directory())) {
      return sandbox.directory();
    }
    FetchUri.copy(cached, target);
    if (uri.getExecutable()) {
      makeExecutable(target);
    }
    return target;
  }

  /** The file in the cache; tasks that want it at the same time wait for one download. */
  private Path cached(String uri, Optional<String> user) throws IOException {
    String key = user.orElse("") + "\n" + uri;
    CompletableFuture<Path> mine = new CompletableFuture<>();
    CompletableFuture<Path> known = downloads.putIfAbsent(key, mine);
    if (known != null) {
      return await(known);
    }
    try {
      // a directory for each: two URIs may end in the same name, which tells the archive's type
      Path file = Files.createTempDirectory(cache(), "uri").resolve(FetchUri.basename(uri));
      FetchUri.download(uri, file);
      mine.complete(file);
      return file;
    } catch (IOException | RuntimeException e) {
      downloads.remove(key);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  /** A directory of this agent's run alone: a cache is not trusted across restarts. */
  private synchronized Path cache() throws IOException {
    if (directory == null) {
      Files.createDirectories(parent);
      directory = Files.createTempDirectory(parent, "run");
    }
    return directory;
  }

  /** Removes the cache. */
  synchronized void close() {
    if (directory != null) {
      try {
        Volumes.remove(directory);
      } catch (IOException | UncheckedIOException e) {
        LOG.warn("Cannot remove the fetcher's cache {}", directory, e);
      }
    }
  }

  private static Path await(CompletableFuture<Path> download) throws IOException {
    try {
      return download.get();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("the task was killed");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void giveTo(String user, Path sandbox) throws LaunchException {
    try (Stream<Path> files = Files.walk(sandbox)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!Files.isSymbolicLink(file)) {
          Users.own(file, user);
        }
      }
    } catch (IOException e) {
      throw new LaunchException(
          "Failed to give what was fetched to user '" + user + "': " + e.getMessage(), e);
    }
  }
}
