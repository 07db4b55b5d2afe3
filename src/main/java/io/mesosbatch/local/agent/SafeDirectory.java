package io.mesosbatch.local.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A directory that names from outside (of archive entries, of output files) cannot leave: neither
 * by "..", nor by an absolute name, nor through a symbolic link.
 */
record SafeDirectory(Path root) {
  /**
   * The place that a name means; its parent directories are made.
   *
   * @throws IOException if the place is not inside
   */
  Path make(String name) throws IOException {
    Path place = resolve(name);
    Files.createDirectories(place.getParent());
    return place;
  }

  /**
   * The place that a name means. A leading slash counts for nothing.
   *
   * @throws IOException if the place is not inside
   */
  Path resolve(String name) throws IOException {
    Path place = root;
    try {
      for (String part : name.split("/")) {
        if (part.isEmpty() || part.equals(".")) {
          continue;
        }
        if (part.equals("..")) {
          throw new IOException("the name '" + name + "' leads out of the sandbox");
        }
        if (!place.equals(root) && Files.isSymbolicLink(place)) {
          throw new IOException("the name '" + name + "' leads through a symbolic link");
        }
        place = place.resolve(part);
      }
    } catch (InvalidPathException e) {
      throw new IOException("'" + name + "' is not a name of a file", e);
    }
    if (place.equals(root)) {
      throw new IOException("'" + name + "' is not a name of a file");
    }
    return place;
  }
}
