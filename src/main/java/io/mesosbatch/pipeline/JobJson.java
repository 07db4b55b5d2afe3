package io.mesosbatch.pipeline;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.job.AttemptId;
import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** A job and its tasks in JSON, the same wherever they are shown; see docs/result.schema.json. */
public final class JobJson {
  private final JobStore store;
  private final String frameworkId;
  private final Timestamps timestamps = new Timestamps();

  public JobJson(JobStore store) {
    this.store = store;
    this.frameworkId = store.frameworkId().orElse("");
  }

  /** All but the tasks, into the object that the caller has begun. */
  public void fields(JsonGenerator json, JobRecord job) throws IOException {
    Map<Phase, Integer> counts = store.counts(job.number());
    json.writeStringField("id", job.id());
    json.writeStringField("name", job.header().getName());
    json.writeStringField("state", state(job, counts).name());
    json.writeStringField("origin", job.origin());
    time(json, "submitted", job.submittedAt());
    time(json, "ended", job.endedAt());
    json.writeStringField("framework_id", frameworkId);
    json.writeObjectFieldStart("counts");
    json.writeNumberField("tasks", job.tasks());
    for (Map.Entry<Phase, Integer> count : counts.entrySet()) {
      json.writeNumberField(count.getKey().name().toLowerCase(Locale.ROOT), count.getValue());
    }
    json.writeEndObject();
  }

  /** A job runs when one of its tasks does, or has. */
  public static Phase state(JobRecord job, Map<Phase, Integer> counts) {
    return job.endedAt() == 0 && counts.getOrDefault(Phase.PENDING, 0) < job.tasks()
        ? Phase.RUNNING
        : job.phase();
  }

  /** With all attempts; an object. */
  public void task(JsonGenerator json, JobRecord job, TaskRecord task) {
    try {
      json.writeStartObject();
      json.writeStringField("task_id", task.spec().id());
      json.writeStringField("name", task.spec().info().getName());
      json.writeStringField("state", task.phase().name());
      if (!task.reason().isEmpty()) {
        json.writeStringField("why", task.reason());
      }
      json.writeArrayFieldStart("attempts");
      for (AttemptRecord attempt : task.attempts()) {
        attempt(json, job, task, attempt);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void attempt(JsonGenerator json, JobRecord job, TaskRecord task, AttemptRecord attempt)
      throws IOException {
    String mesosTaskId = mesosTaskId(job, task, attempt);
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
    String sandbox = sandbox(job, task, attempt);
    if (!sandbox.isEmpty()) {
      json.writeStringField("sandbox", sandbox);
    }
    json.writeEndObject();
  }

  private static String mesosTaskId(JobRecord job, TaskRecord task, AttemptRecord attempt) {
    return new AttemptId(job.id(), task.key().index(), attempt.number()).format(task.spec().id());
  }

  /** The address of the attempt's sandbox; empty if the agent's is not known. */
  public String sandbox(JobRecord job, TaskRecord task, AttemptRecord attempt) {
    return Sandboxes.url(
        attempt,
        frameworkId,
        mesosTaskId(job, task, attempt),
        !task.spec().policy().getGroup().isEmpty());
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

  private void time(JsonGenerator json, String field, long millis) throws IOException {
    if (millis != 0) {
      json.writeStringField(field, timestamps.text(millis));
    }
  }
}
