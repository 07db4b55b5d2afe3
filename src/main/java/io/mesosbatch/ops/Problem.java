package io.mesosbatch.ops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.job.InvalidTaskListException;
import io.mesosbatch.job.TaskListProblem;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Why a request was not done, as RFC 9457 (problem details) wants it.
 *
 * @param problems of a task list; empty for other failures
 * @param count of all problems of the list, also those that are left out
 */
record Problem(
    HttpResponseStatus status, String detail, List<TaskListProblem> problems, long count) {
  static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();

  static Problem of(HttpResponseStatus status, String detail) {
    return new Problem(status, detail, List.of(), 0);
  }

  static Problem of(InvalidTaskListException e) {
    return new Problem(
        HttpResponseStatus.BAD_REQUEST,
        e.count() == 1
            ? "The task list has a problem; nothing was started."
            : "The task list has " + e.count() + " problems; nothing was started.",
        e.problems(),
        e.count());
  }

  byte[] toJson() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("title", status.reasonPhrase());
      json.writeNumberField("status", status.code());
      json.writeStringField("detail", detail);
      if (!problems.isEmpty()) {
        json.writeNumberField("problem_count", count);
        json.writeArrayFieldStart("problems");
        for (TaskListProblem problem : problems) {
          write(json, problem);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, TaskListProblem problem) throws IOException {
    json.writeStartObject();
    if (problem.task() >= 0) {
      json.writeNumberField("task", problem.task());
      json.writeStringField("task_id", problem.taskId());
    }
    json.writeStringField("path", problem.path());
    if (problem.line() > 0) {
      json.writeNumberField("line", problem.line());
      json.writeNumberField("column", problem.column());
    }
    json.writeStringField("message", problem.message());
    json.writeEndObject();
  }
}
