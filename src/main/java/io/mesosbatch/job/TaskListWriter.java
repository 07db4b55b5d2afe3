package io.mesosbatch.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.wire.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a task list in JSON, one task a line; {@link TaskListReader} reads it. */
public final class TaskListWriter implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final OutputStream out;
  private final JsonGenerator generator;
  private boolean any;

  /**
   * @param out is flushed, not closed
   */
  public TaskListWriter(OutputStream out) throws IOException {
    this.out = out;
    generator = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    generator.setRootValueSeparator(null);
    text("{\"tasks\": [");
  }

  public void write(TaskSpec task) throws IOException {
    text(any ? ",\n" : "\n");
    any = true;
    generator.writeStartObject();
    JsonWriter.writeFields(task.info(), generator);
    JsonWriter.writeFields(task.policy(), generator);
    generator.writeEndObject();
  }

  private void text(String text) throws IOException {
    generator.flush();
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends the list. */
  @Override
  public void close() throws IOException {
    text("\n]}\n");
    generator.close();
    out.flush();
  }
}
