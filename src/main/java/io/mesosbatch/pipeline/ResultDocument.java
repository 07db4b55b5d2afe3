package io.mesosbatch.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** How a job ended, as JSON: the same document everywhere. Written task by task. */
public final class ResultDocument {
  private static final JsonFactory JSON = new JsonFactory();

  private final JobStore store;

  public ResultDocument(JobStore store) {
    this.store = store;
  }

  /** Does not close the stream. */
  public void write(JobRecord job, OutputStream out) throws IOException {
    write(job, out, true);
  }

  /** The same without the field {@code tasks}, for ways that carry only short messages. */
  public void writeWithoutTasks(JobRecord job, OutputStream out) throws IOException {
    write(job, out, false);
  }

  /** Whether the file is what {@link #write} has written of that job. */
  static boolean isOf(JobRecord job, Path file) throws IOException {
    try (JsonParser json = JSON.createParser(file.toFile())) {
      return json.nextToken() == JsonToken.START_OBJECT
          && "id".equals(json.nextFieldName())
          && job.id().equals(json.nextTextValue());
    } catch (JsonParseException e) {
      return false;
    }
  }

  private void write(JobRecord job, OutputStream out, boolean withTasks) throws IOException {
    JobJson jobJson = new JobJson(store);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      jobJson.fields(json, job);
      if (withTasks) {
        json.writeArrayFieldStart("tasks");
        store.forEachTask(job.number(), task -> jobJson.task(json, job, task));
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
