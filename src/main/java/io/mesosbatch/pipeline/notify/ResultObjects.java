package io.mesosbatch.pipeline.notify;

import io.mesosbatch.pipeline.intake.ObjectWriter;
import io.mesosbatch.store.JobRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** The step of a route that writes the result document as an object of S3. */
public final class ResultObjects {
  private final Results results;
  private final ObjectWriter writer;
  private final String bucket;
  private final String prefix;

  ResultObjects(Results results, ObjectWriter writer, String bucket, String prefix) {
    this.results = results;
    this.writer = writer;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  public void put(Exchange exchange) throws IOException {
    Optional<JobRecord> job = results.ended(exchange);
    if (job.isEmpty()) {
      return;
    }
    Path file = results.file(job.get());
    try {
      writer.put(bucket, prefix + job.get().id() + ".result.json", "application/json", file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** The document on ended tasks; the same tasks again take the same key. */
  public void putTasks(@Body String document, @Header(TaskWays.KEY) String key) throws IOException {
    Path file = results.file(document);
    try {
      writer.put(bucket, prefix + "tasks/" + key + ".json", "application/json", file);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
