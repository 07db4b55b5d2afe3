package io.mesosbatch.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.pipeline.WaitingTasks;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.scheduling.AgentSummary;
import io.mesosbatch.scheduling.AgentsSnapshot;
import io.mesosbatch.scheduling.Scheduler;
import io.mesosbatch.scheduling.Starvation;
import io.mesosbatch.scheduling.Waiting;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** What the core knows now: why tasks wait, and which agents there are. */
final class ClusterApi {
  private static final int PAGE = 100;
  private static final int MOST_A_PAGE = 1_000;
  private static final int SHAPES = 20;

  private final JobStore store;
  private final Scheduling scheduling;

  ClusterApi(JobStore store, Scheduling scheduling) {
    this.store = store;
    this.scheduling = scheduling;
  }

  private record Answer(List<Waiting> waiting, Optional<Starvation.Kept> kept) {}

  private <T> T ask(Function<Scheduler, T> question) {
    try {
      return scheduling.ask(question).join();
    } catch (CompletionException e) {
      throw new Request.Refusal(
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          "the scheduling core does not answer now: see /health, and try again later");
    }
  }

  HttpResponse explain(JobRecord job) {
    Answer answer =
        ask(core -> new Answer(core.explain(List.of(job.id()), SHAPES), core.keptFree()));
    List<WaitingTasks> waiting = WaitingTasks.of(job.number(), answer.waiting, store);
    return Reply.json(
        HttpResponseStatus.OK,
        json -> {
          json.writeStringField("job", job.id());
          json.writeArrayFieldStart("waiting");
          for (WaitingTasks some : waiting) {
            some.write(json);
          }
          json.writeEndArray();
          if (answer.kept.isPresent()) {
            Starvation.Kept kept = answer.kept.get();
            json.writeObjectFieldStart("kept_free");
            json.writeStringField("agent_id", kept.agentId());
            json.writeStringField("demand", kept.shape().demand().toString());
            json.writeStringField("until", Instant.ofEpochMilli(kept.until()).toString());
            json.writeEndObject();
          }
        });
  }

  HttpResponse agents(Request request) {
    int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.number("limit", PAGE, 1, MOST_A_PAGE);
    AgentsSnapshot snapshot = ask(Scheduler::agents);
    return Reply.json(
        HttpResponseStatus.OK,
        json -> {
          json.writeNumberField("known", snapshot.size());
          json.writeArrayFieldStart("agents");
          for (AgentSummary agent : snapshot.page(offset, limit)) {
            write(json, agent);
          }
          json.writeEndArray();
          if (offset + limit < snapshot.size()) {
            json.writeStringField("next", "/agents?offset=" + (offset + limit) + "&limit=" + limit);
          }
        });
  }

  private static void write(JsonGenerator json, AgentSummary agent) throws IOException {
    json.writeStartObject();
    json.writeStringField("agent_id", agent.agentId());
    text(json, "hostname", agent.hostname());
    text(json, "region", agent.region());
    text(json, "zone", agent.zone());
    json.writeArrayFieldStart("attributes");
    for (String attribute : agent.attributes()) {
      json.writeString(attribute);
    }
    json.writeEndArray();
    json.writeNumberField("our_tasks", agent.ourTasks());
    json.writeObjectFieldStart("resources");
    for (AgentSummary.Amount amount : agent.resources()) {
      json.writeObjectFieldStart(amount.name());
      json.writeNumberField("ours", decimal(amount.ours()));
      json.writeNumberField("free", decimal(amount.free()));
      json.writeNumberField("most_seen", decimal(amount.most()));
      json.writeEndObject();
    }
    json.writeEndObject();
    time(json, "offered", agent.offeredAt());
    time(json, "unavailable_from", agent.unavailableFrom());
    time(json, "unavailable_until", agent.unavailableUntil());
    json.writeEndObject();
  }

  private static BigDecimal decimal(long thousandths) {
    return new BigDecimal(FixedPoint.toString(thousandths));
  }

  private static void text(JsonGenerator json, String field, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(field, value);
    }
  }

  private static void time(JsonGenerator json, String field, long millis) throws IOException {
    if (millis != 0) {
      json.writeStringField(field, Instant.ofEpochMilli(millis).toString());
    }
  }
}
