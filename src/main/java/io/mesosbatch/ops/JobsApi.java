package io.mesosbatch.ops;

import io.mesosbatch.job.ScheduledListException;
import io.mesosbatch.pipeline.JobJson;
import io.mesosbatch.pipeline.Pipeline;
import io.mesosbatch.pipeline.intake.IntakeLimit;
import io.mesosbatch.scheduling.Input;
import io.mesosbatch.store.JobDraft;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.StoreException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.http.NettyHttpConstants;
import org.apache.camel.component.netty.http.NettyHttpMessage;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations of docs/openapi.yaml, behind a netty-http endpoint. */
public final class JobsApi implements Processor {
  static final String HEALTH = "/health";
  private static final String LISTS = "/jobs";
  static final int RETRY_AFTER_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(JobsApi.class);
  static final int PAGE = 100;
  static final int MOST_A_PAGE = 1_000;

  private final JobStore store;
  private final Pipeline pipeline;
  private final ListSubmission lists;
  private final TasksApi tasks;
  private final Health health;
  private final StatusPage page;
  private final JobPage jobPage;
  private final Metrics metrics;
  private final ClusterApi cluster;
  private final SchedulesApi schedules;
  private final Operations operations =
      new Operations(
          List.of(
              new Operation(HttpMethod.POST, LISTS, this::submit),
              new Operation(HttpMethod.GET, "/jobs", this::jobs),
              new Operation(HttpMethod.GET, "/jobs/{id}", this::job),
              new Operation(HttpMethod.DELETE, "/jobs/{id}", this::kill),
              new Operation(HttpMethod.POST, "/jobs/{id}/rerun", this::rerun),
              new Operation(HttpMethod.GET, "/jobs/{id}/tasks", this::tasks),
              new Operation(HttpMethod.GET, "/jobs/{id}/result", this::result),
              new Operation(HttpMethod.GET, "/jobs/{id}/explain", this::explain),
              new Operation(HttpMethod.GET, "/jobs/{id}/page", this::jobPage),
              new Operation(HttpMethod.GET, "/agents", this::agents),
              new Operation(HttpMethod.GET, "/schedules", this::schedules),
              new Operation(HttpMethod.GET, "/schedules/{id}", this::schedule),
              new Operation(HttpMethod.DELETE, "/schedules/{id}", this::unschedule),
              new Operation(HttpMethod.GET, HEALTH, this::health),
              new Operation(HttpMethod.GET, "/metrics", this::metrics),
              new Operation(HttpMethod.GET, "/openapi.yaml", this::description),
              new Operation(HttpMethod.GET, "/", this::page)));

  public JobsApi(Pipeline pipeline, IntakeLimit limit, HttpOptions options) {
    this.pipeline = pipeline;
    this.store = pipeline.store();
    this.lists = new ListSubmission(pipeline.intake(), options.maxBytes());
    this.tasks = new TasksApi(store, options.spool());
    this.health = new Health(pipeline.scheduling(), pipeline.session(), store, limit);
    this.page = new StatusPage(store, pipeline.scheduling());
    this.jobPage = new JobPage(store, pipeline.scheduling());
    this.metrics = new Metrics(pipeline.scheduling());
    this.cluster = new ClusterApi(store, pipeline.scheduling());
    this.schedules = new SchedulesApi(pipeline.schedules());
  }

  /** Each with method and path, as {@code GET /jobs/{id}}. */
  List<String> operations() {
    return operations.names();
  }

  /** What can be said against a request before its body has come. */
  Optional<Problem> check(HttpRequest head) {
    Operations.Match match = operations.find(head);
    if (match.refusal().isPresent()) {
      return match.refusal();
    }
    return match.operation().path().equals(LISTS) && head.method().equals(HttpMethod.POST)
        ? ListSubmission.check(head).or(this::pause)
        : Optional.empty();
  }

  private Optional<Problem> pause() {
    IntakeLimit intake = health.intake();
    return intake.paused()
        ? Optional.of(
            Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                intake.pending()
                    + " tasks are pending, the limit is "
                    + intake.limit()
                    + ": try again later"))
        : Optional.empty();
  }

  @Override
  public void process(Exchange exchange) {
    HttpRequest head = exchange.getMessage(NettyHttpMessage.class).getHttpRequest();
    HttpResponse response = answer(head, exchange);
    exchange.setMessage(new DefaultMessage(exchange.getContext()));
    exchange.getMessage().setBody(response);
    boolean keep = HttpUtil.isKeepAlive(head);
    response
        .headers()
        .set(
            HttpHeaderNames.CONNECTION,
            keep ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    exchange.getMessage().setHeader(NettyHttpConstants.NETTY_CLOSE_CHANNEL_WHEN_COMPLETE, !keep);
  }

  private HttpResponse answer(HttpRequest head, Exchange exchange) {
    try {
      Operations.Match match = operations.find(head);
      if (match.refusal().isPresent()) {
        return Reply.problem(match.refusal().get());
      }
      HttpResponse response =
          match.operation().handler().answer(Request.of(head, match.id()), exchange.getContext());
      if (head.method().equals(HttpMethod.HEAD) && response instanceof FullHttpResponse full) {
        full.content().clear();
      }
      return response;
    } catch (Request.Refusal e) {
      return Reply.problem(e.problem());
    } catch (StoreException e) {
      LOG.warn("{} {}: the store is away: {}", head.method(), head.uri(), e.toString());
      return Reply.problem(
          Problem.of(
              HttpResponseStatus.SERVICE_UNAVAILABLE, "the job store is away: try again later"));
    } catch (IOException | RuntimeException e) {
      LOG.error("{} {} failed", head.method(), head.uri(), e);
      return Reply.problem(
          Problem.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "see the log of this program"));
    } finally {
      if (head instanceof StoredRequest stored) {
        delete(stored.body());
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", file, e.toString());
    }
  }

  private HttpResponse submit(Request request, CamelContext context) throws IOException {
    if (!(request.head() instanceof StoredRequest stored)) {
      throw new IllegalStateException("the endpoint lacks encoders=#httpGate");
    }
    JobDraft.Accepted accepted;
    try {
      accepted = lists.accept(request, stored.body());
    } catch (ScheduledListException e) {
      return schedules.created(lists.schedule(pipeline.schedules(), stored.body()));
    }
    JobRecord job = accepted.job();
    FullHttpResponse response =
        job(accepted.isNew() ? HttpResponseStatus.CREATED : HttpResponseStatus.OK, job);
    response.headers().set(HttpHeaderNames.LOCATION, "/jobs/" + job.id());
    LOG.info("HTTP: {} job {}", accepted.isNew() ? "accepted" : "was accepted before as", job.id());
    return response;
  }

  private HttpResponse schedules(Request request, CamelContext context) {
    return schedules.all(request, context);
  }

  private HttpResponse schedule(Request request, CamelContext context) {
    return schedules.one(request, context);
  }

  private HttpResponse unschedule(Request request, CamelContext context) {
    LOG.info("HTTP: schedule {} is to go", request.id());
    return schedules.remove(request, context);
  }

  private FullHttpResponse job(HttpResponseStatus status, JobRecord job) {
    return Reply.json(status, json -> new JobJson(store).fields(json, job));
  }

  private HttpResponse jobs(Request request, CamelContext context) {
    int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.number("limit", PAGE, 1, MOST_A_PAGE);
    List<JobRecord> jobs = store.jobs(offset, limit);
    return Reply.json(
        HttpResponseStatus.OK,
        json -> {
          JobJson jobJson = new JobJson(store);
          json.writeArrayFieldStart("jobs");
          for (JobRecord job : jobs) {
            json.writeStartObject();
            jobJson.fields(json, job);
            json.writeEndObject();
          }
          json.writeEndArray();
          if (jobs.size() == limit) {
            json.writeStringField("next", "/jobs?offset=" + (offset + limit) + "&limit=" + limit);
          }
        });
  }

  private JobRecord find(Request request) {
    return store
        .job(request.id())
        .orElseThrow(
            () ->
                new Request.Refusal(
                    HttpResponseStatus.NOT_FOUND, "there is no job " + request.id()));
  }

  private HttpResponse job(Request request, CamelContext context) {
    return job(HttpResponseStatus.OK, find(request));
  }

  private HttpResponse kill(Request request, CamelContext context) {
    JobRecord job = find(request);
    if (job.endedAt() != 0) {
      return job(HttpResponseStatus.OK, job);
    }
    LOG.info("HTTP: job {} is to be killed", job.id());
    pipeline.scheduling().submit(new Input.KillJob(job.id()));
    return job(HttpResponseStatus.ACCEPTED, job);
  }

  private HttpResponse rerun(Request request, CamelContext context) {
    JobRecord job = find(request);
    JobRecord again =
        pipeline
            .intake()
            .rerun(job)
            .orElseThrow(
                () ->
                    new Request.Refusal(
                        HttpResponseStatus.CONFLICT,
                        job.endedAt() == 0
                            ? "the job " + job.id() + " is under way"
                            : "all tasks of the job " + job.id() + " have finished"));
    return job(HttpResponseStatus.ACCEPTED, again);
  }

  private HttpResponse tasks(Request request, CamelContext context) {
    return tasks.of(find(request), request);
  }

  private HttpResponse result(Request request, CamelContext context) throws IOException {
    return tasks.result(find(request));
  }

  private HttpResponse explain(Request request, CamelContext context) {
    return cluster.explain(find(request));
  }

  private HttpResponse agents(Request request, CamelContext context) {
    return cluster.agents(request);
  }

  private HttpResponse health(Request request, CamelContext context) {
    Health.Report report = health.report(context);
    boolean up = report.up();
    IntakeLimit intake = health.intake();
    return Reply.json(
        up ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
        json -> {
          json.writeStringField("status", up ? "UP" : "DOWN");
          json.writeObjectFieldStart("intake");
          json.writeNumberField("pending_tasks", intake.pending());
          json.writeNumberField("limit", intake.limit());
          json.writeBooleanField("paused", intake.paused());
          json.writeEndObject();
          json.writeArrayFieldStart("checks");
          for (Health.Check check : report.checks()) {
            json.writeStartObject();
            json.writeStringField("name", check.name());
            json.writeStringField("status", check.up() ? "UP" : "DOWN");
            json.writeStringField("message", check.message());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private HttpResponse metrics(Request request, CamelContext context) {
    return Reply.text(
        MetricsText.MEDIA_TYPE, metrics.text(health.report(context), health.intake()));
  }

  private HttpResponse description(Request request, CamelContext context) throws IOException {
    try (InputStream in = JobsApi.class.getResourceAsStream("openapi.yaml")) {
      return Reply.text(
          "application/yaml",
          new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private HttpResponse page(Request request, CamelContext context) {
    StatusPage.View view =
        new StatusPage.View(
            request.number("active", 0, 0, Integer.MAX_VALUE),
            request.number("offset", 0, 0, Integer.MAX_VALUE),
            request.number("agents", 0, 0, Integer.MAX_VALUE));
    return Reply.page(page.html(view, health.report(context), health.intake()));
  }

  private HttpResponse jobPage(Request request, CamelContext context) {
    return Reply.page(
        jobPage.html(
            find(request),
            request.parameter("state").map(TasksApi::phases).orElse(Set.of()),
            request.number("offset", 0, 0, Integer.MAX_VALUE)));
  }
}
