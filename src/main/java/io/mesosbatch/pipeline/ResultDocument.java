package io.mesosbatch.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** How a job ended, as JSON: the same document everywhere. Written task by task. */
public final class ResultDocument {
  private static final JsonFactory JSON = new JsonFactory();

  private final JobStore store;

  public ResultDocument(JobStore store) {
    this.store = store;
  }

  /** Does not close the stream. */
  public void write(JobRecord job, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("id", job.id());
      json.writeStringField("name", job.header().getName());
      json.writeStringField("state", job.phase().name());
      json.writeStringField("origin", job.origin());
      time(json, "submitted", job.submittedAt());
      time(json, "ended", job.endedAt());
      String frameworkId = store.frameworkId().orElse("");
      json.writeStringField("framework_id", frameworkId);
      counts(json, job);
      json.writeArrayFieldStart("tasks");
      store.forEachTask(job.number(), task -> task(json, job, task, frameworkId));
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void counts(JsonGenerator json, JobRecord job) throws IOException {
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    store.forEachTask(job.number(), task -> counts.merge(task.phase(), 1, Integer::sum));
    json.writeObjectFieldStart("counts");
    json.writeNumberField("tasks", job.tasks());
    for (Map.Entry<Phase, Integer> count : counts.entrySet()) {
      json.writeNumberField(
          count.getKey().name().toLowerCase(java.util.Locale.ROOT), count.getValue());
    }
    json.writeEndObject();
  }

  private static void task(JsonGenerator json, JobRecord job, TaskRecord task, String frameworkId) {
    try {
      json.writeStartObject();
      json.writeStringField("task_id", task.spec().id());
      json.writeStringField("name", task.spec().info().getName());
      json.writeStringField("state", task.phase().name());
      json.writeArrayFieldStart("attempts");
      for (AttemptRecord attempt : task.attempts()) {
        attempt(json, job, task, attempt, frameworkId);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void attempt(
      JsonGenerator json, JobRecord job, TaskRecord task, AttemptRecord attempt, String frameworkId)
      throws IOException {
    String mesosTaskId =
        new AttemptId(job.id(), task.key().index(), attempt.number()).format(task.spec().id());
    json.writeStartObject();
    json.writeNumberField("number", attempt.number());
    json.writeStringField("mesos_task_id", mesosTaskId);
    if (attempt.last().isPresent()) {
      status(json, attempt.last().get());
    }
    json.writeBooleanField("free", attempt.free());
    json.writeStringField("agent_id", attempt.agentId());
    json.writeStringField("hostname", attempt.hostname());
    time(json, "launched", attempt.launchedAt());
    time(json, "running", attempt.runningAt());
    time(json, "ended", attempt.endedAt());
    String sandbox = Sandboxes.url(attempt, frameworkId, mesosTaskId);
    if (!sandbox.isEmpty()) {
      json.writeStringField("sandbox", sandbox);
    }
    json.writeEndObject();
  }

  private static void status(JsonGenerator json, TaskStatus status) throws IOException {
    json.writeStringField("state", status.getState().name());
    if (status.hasReason()) {
      json.writeStringField("reason", status.getReason().name());
    }
    if (status.hasSource()) {
      json.writeStringField("source", status.getSource().name());
    }
    if (status.hasMessage()) {
      json.writeStringField("message", status.getMessage());
    }
  }

  private static void time(JsonGenerator json, String field, long millis) throws IOException {
    if (millis != 0) {
      json.writeStringField(field, Instant.ofEpochMilli(millis).toString());
    }
  }
}
