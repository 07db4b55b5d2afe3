package io.mesosbatch.ops;

import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.JobJson;
import io.mesosbatch.pipeline.ResultDocument;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.component.netty.http.OutboundStreamHttpResponse;

/** What became of the tasks of a job: a page of them, or all in its result document. */
record TasksApi(JobStore store, Path spool) {
  private static final Set<Phase> ALL = Set.copyOf(EnumSet.allOf(Phase.class));

  HttpResponse of(JobRecord job, Request request) {
    int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.number("limit", JobsApi.PAGE, 1, JobsApi.MOST_A_PAGE);
    Set<Phase> phases = request.parameter("state").map(TasksApi::phases).orElse(ALL);
    List<TaskRecord> tasks = store.tasks(job.number(), phases, offset, limit);
    return Reply.json(
        HttpResponseStatus.OK,
        json -> {
          JobJson jobJson = new JobJson(store);
          json.writeArrayFieldStart("tasks");
          tasks.forEach(task -> jobJson.task(json, job, task));
          json.writeEndArray();
          if (tasks.size() == limit) {
            String state = request.parameter("state").map(s -> "&state=" + s).orElse("");
            String from = "?offset=" + (offset + limit) + "&limit=" + limit;
            json.writeStringField("next", "/jobs/" + job.id() + "/tasks" + from + state);
          }
        });
  }

  /**
   * @param states with commas between them
   * @throws Request.Refusal if one is unknown
   */
  static Set<Phase> phases(String states) {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    for (String state : states.split(",")) {
      try {
        phases.add(Phase.valueOf(state.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new Request.Refusal(
            HttpResponseStatus.BAD_REQUEST,
            "state = "
                + state
                + ": one of "
                + EnumSet.allOf(Phase.class).stream()
                    .map(Phase::name)
                    .collect(Collectors.joining(", "))
                + " is wanted");
      }
    }
    return phases;
  }

  /** By way of a file: the document of a large job does not stand in memory. */
  HttpResponse result(JobRecord job) throws IOException {
    if (job.endedAt() == 0) {
      throw new Request.Refusal(
          HttpResponseStatus.CONFLICT, "the job " + job.id() + " has not ended yet");
    }
    Path file = Files.createTempFile(spool, "result-", ".json");
    try (OutputStream out = Files.newOutputStream(file)) {
      new ResultDocument(store).write(job, new BufferedOutputStream(out));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    InputStream in = Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
    HttpResponse response =
        new OutboundStreamHttpResponse(
            in, new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    return response;
  }
}
