package io.mesosbatch.pipeline.intake;

import java.nio.file.Path;

/** Writes a file as an object of S3. */
@FunctionalInterface
public interface ObjectWriter {
  void put(String bucket, String key, String contentType, Path file);
}
