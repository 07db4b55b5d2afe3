package io.mesosbatch.job;

import java.io.IOException;
import java.io.InputStream;

/** Opens the files that arrays name as their tables of parameters. */
@FunctionalInterface
public interface ParameterFiles {
  /** For lists that come where there are no files beside them. */
  ParameterFiles NONE =
      name -> {
        throw new IOException(
            "a list that comes this way cannot name a file; give columns and rows");
      };

  /**
   * @throws IOException it is not there, or may not be read; the message is for people
   */
  InputStream open(String name) throws IOException;
}
