package io.mesosbatch.local.agent;

import io.mesosbatch.mesos.v1.FileInfo;
import io.mesosbatch.mesos.v1.TimeInfo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The files of the sandboxes, as the agent's HTTP API shows them. Nothing else can be reached. */
final class SandboxFiles {
  /** Mesos gives at most 16 pages at once. */
  static final int MAX_READ = 16 * 4096;

  /** Under slaves: AGENT/frameworks/FRAMEWORK/executors/EXECUTOR/runs/CONTAINER. */
  private static final int SANDBOX_DEPTH = 7;

  /** A request that cannot be met. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String status;

    Refused(String status, String message) {
      super(message, null, false, false);
      this.status = status;
    }

    static Refused notFound() {
      return new Refused("404 Not Found", "");
    }

    String status() {
      return status;
    }
  }

  /**
   * A piece of a file.
   *
   * @param size of the whole file
   */
  record Piece(long size, long offset, byte[] data) {}

  private final WorkDirectory work;
  private final Supplier<String> agent;

  SandboxFiles(WorkDirectory work, Supplier<String> agent) {
    this.work = work;
    this.agent = agent;
  }

  /**
   * @param offset -1: the end of the file
   * @param length at most {@link #MAX_READ} bytes are read, whatever this says
   */
  Piece read(String path, long offset, long length) throws Refused, IOException {
    Path file = resolve(path);
    if (Files.isDirectory(file)) {
      throw new Refused("400 Bad Request", "Cannot read a directory.\n");
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      long from = offset == -1 ? size : offset;
      int count = (int) Math.min(MAX_READ, Math.min(length, Math.max(0, size - from)));
      byte[] data = new byte[count];
      in.seek(from);
      in.readFully(data);
      return new Piece(size, from, data);
    }
  }

  /** The entries of a directory, by name. */
  List<FileInfo> list(String path) throws Refused, IOException {
    Path directory = resolve(path);
    if (!Files.isDirectory(directory)) {
      throw new Refused("400 Bad Request", "Cannot browse a file.\n");
    }
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    }
    entries.sort(Comparator.naturalOrder());
    List<FileInfo> infos = new ArrayList<>();
    for (Path entry : entries) {
      if (Files.exists(entry)) {
        infos.add(info(path + (path.endsWith("/") ? "" : "/") + entry.getFileName(), entry));
      }
    }
    return infos;
  }

  /** The file that a path of the API means; links are followed within the work directory only. */
  Path resolve(String path) throws Refused {
    try {
      Path sandboxes = work.root().resolve("slaves");
      Path file =
          path.startsWith("/frameworks/")
              ? sandboxes.resolve(agent.get()).resolve(path.substring(1))
              : Path.of(path);
      file = file.normalize();
      if (!file.startsWith(sandboxes)
          || sandboxes.relativize(file).getNameCount() < SANDBOX_DEPTH) {
        throw Refused.notFound();
      }
      Path real = file.toRealPath();
      Path root = work.root().toRealPath();
      if (!real.startsWith(root.resolve("slaves")) && !real.startsWith(root.resolve("volumes"))) {
        throw Refused.notFound();
      }
      return real;
    } catch (IOException | InvalidPathException e) {
      throw Refused.notFound();
    }
  }

  private static FileInfo info(String path, Path file) throws IOException {
    Map<String, Object> is =
        Files.readAttributes(file, "unix:nlink,mode,size,lastModifiedTime,owner,group");
    long seconds = ((FileTime) is.get("lastModifiedTime")).to(TimeUnit.SECONDS);
    return FileInfo.newBuilder()
        .setPath(path)
        .setNlink(((Number) is.get("nlink")).intValue())
        .setSize(((Number) is.get("size")).longValue())
        .setMtime(TimeInfo.newBuilder().setNanoseconds(TimeUnit.SECONDS.toNanos(seconds)))
        .setMode(((Number) is.get("mode")).intValue())
        .setUid(is.get("owner").toString())
        .setGid(is.get("group").toString())
        .build();
  }
}
