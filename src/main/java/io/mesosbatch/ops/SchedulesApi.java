package io.mesosbatch.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.pipeline.schedule.Schedules;
import io.mesosbatch.store.ScheduleRecord;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** Lists that are run again and again. */
final class SchedulesApi {
  private final Schedules schedules;

  SchedulesApi(Schedules schedules) {
    this.schedules = schedules;
  }

  HttpResponse created(ScheduleRecord schedule) {
    FullHttpResponse response = one(HttpResponseStatus.CREATED, schedule);
    response.headers().set(HttpHeaderNames.LOCATION, "/schedules/" + schedule.id());
    return response;
  }

  HttpResponse all(Request request, CamelContext context) {
    return Reply.json(
        HttpResponseStatus.OK,
        json -> {
          json.writeArrayFieldStart("schedules");
          for (ScheduleRecord schedule : schedules.all()) {
            json.writeStartObject();
            fields(json, schedule);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  HttpResponse one(Request request, CamelContext context) {
    return one(HttpResponseStatus.OK, find(request));
  }

  /** Answers with what it was; its jobs go on. */
  HttpResponse remove(Request request, CamelContext context) {
    FullHttpResponse response = one(HttpResponseStatus.OK, find(request));
    schedules.remove(request.id());
    return response;
  }

  private ScheduleRecord find(Request request) {
    return schedules
        .find(request.id())
        .orElseThrow(
            () ->
                new Request.Refusal(
                    HttpResponseStatus.NOT_FOUND, "there is no schedule " + request.id()));
  }

  private FullHttpResponse one(HttpResponseStatus status, ScheduleRecord schedule) {
    return Reply.json(status, json -> fields(json, schedule));
  }

  private void fields(JsonGenerator json, ScheduleRecord schedule) throws IOException {
    json.writeStringField("id", schedule.id());
    json.writeStringField("origin", schedule.origin());
    json.writeStringField("cron", schedule.schedule().getCron());
    String zone = schedule.schedule().getTimeZone();
    json.writeStringField("time_zone", zone.isEmpty() ? "UTC" : zone);
    json.writeBooleanField("overlap", schedule.schedule().getOverlap());
    json.writeStringField("missed", schedule.schedule().getMissed().name());
    Optional<Instant> next = schedules.next(schedule);
    if (next.isPresent()) {
      json.writeStringField("next", next.get().toString());
    }
    if (schedule.lastJob().isPresent()) {
      json.writeStringField("last_job", schedule.lastJob().get());
    }
    Optional<String> problem = schedules.problem(schedule.id());
    if (problem.isPresent()) {
      json.writeStringField("problem", problem.get());
    }
  }
}
