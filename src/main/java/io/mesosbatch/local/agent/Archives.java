package io.mesosbatch.local.agent;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/** Extracts what Mesos's fetcher extracts, by the end of the file's name. */
final class Archives {
  private Archives() {}

  /**
   * @return false if the name is not that of an archive: nothing is done
   * @throws IOException if the archive is broken, or an entry would land outside the directory
   */
  static boolean extract(Path archive, Path directory) throws IOException {
    String name = archive.getFileName().toString();
    try {
      if (name.endsWith(".tar")) {
        tar(Files.newInputStream(archive), directory);
      } else if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
        tar(new GZIPInputStream(Files.newInputStream(archive), 1 << 16), directory);
      } else if (name.endsWith(".tar.bz2") || name.endsWith(".tbz2")) {
        tarThrough("bzip2", archive, directory);
      } else if (name.endsWith(".tar.xz") || name.endsWith(".txz")) {
        tarThrough("xz", archive, directory);
      } else if (name.endsWith(".zip")) {
        ZipArchive.extract(archive, new SafeDirectory(directory));
      } else if (name.endsWith(".gz")) {
        gunzip(archive, directory, name.substring(0, name.length() - ".gz".length()));
      } else {
        return false;
      }
      return true;
    } catch (EOFException e) {
      throw new IOException("cannot extract '" + name + "': it ends too early", e);
    } catch (IOException e) {
      throw new IOException("cannot extract '" + name + "': " + e.getMessage(), e);
    }
  }

  private static void tar(InputStream bytes, Path directory) throws IOException {
    try (InputStream in = new BufferedInputStream(bytes, 1 << 16)) {
      new TarArchive(in, new SafeDirectory(directory)).extract();
    }
  }

  /** The JDK cannot read these formats: their programs can. */
  private static void tarThrough(String program, Path archive, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(program, "-dc", archive.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      InputStream in = process.getInputStream();
      new TarArchive(in, new SafeDirectory(directory)).extract();
      in.transferTo(OutputStream.nullOutputStream()); // zeros that fill the last block
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(program + " exited with status " + status);
      }
    } catch (InterruptedException e) {
      throw new IOException("the task was killed", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void gunzip(Path archive, Path directory, String name) throws IOException {
    Path target = new SafeDirectory(directory).make(name);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
