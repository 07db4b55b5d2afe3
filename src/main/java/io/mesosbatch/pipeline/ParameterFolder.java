package io.mesosbatch.pipeline;

import io.mesosbatch.job.ParameterFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Tables of parameters in a folder.
 *
 * @param anywhere whether a list may name files elsewhere too
 */
public record ParameterFolder(Path folder, boolean anywhere) implements ParameterFiles {
  @Override
  public InputStream open(String name) throws IOException {
    Path file;
    try {
      file = folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new IOException("\"" + name + "\" is no name of a file", e);
    }
    if (!anywhere && !file.startsWith(folder.normalize())) {
      throw new IOException("\"" + name + "\" is not in " + folder + ": put the file there");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException("there is no file " + file + " that can be read");
    }
    return Files.newInputStream(file);
  }
}
