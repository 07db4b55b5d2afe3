package io.mesosbatch.ops;

import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.pipeline.WaitingTasks;
import io.mesosbatch.pipeline.intake.IntakeLimit;
import io.mesosbatch.scheduling.AgentSummary;
import io.mesosbatch.scheduling.AgentsSnapshot;
import io.mesosbatch.scheduling.JobProgress;
import io.mesosbatch.scheduling.Starvation;
import io.mesosbatch.scheduling.Waiting;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** The page for people: one document without scripts and without anything from elsewhere. */
final class StatusPage {
  /** Nothing is loaded or run, whatever a name in a list may say. */
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final int JOBS = 50;
  private static final int AGENTS = 25;

  /** So many of the jobs are explained: the core has other work. */
  private static final int EXPLAINED = 10;

  /** Of each job that are explained here. */
  private static final int SHAPES = 3;

  private final JobStore store;
  private final Scheduling scheduling;
  private final String template;

  StatusPage(JobStore store, Scheduling scheduling) {
    this.store = store;
    this.scheduling = scheduling;
    try (InputStream in = StatusPage.class.getResourceAsStream("status.html")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the core says of the jobs of the page. */
  private record Core(
      Map<String, List<Waiting>> waiting,
      Optional<Starvation.Kept> kept,
      Optional<AgentsSnapshot> agents) {}

  private Core ask(List<JobRecord> jobs) {
    List<String> ids =
        jobs.stream().filter(j -> j.endedAt() == 0).limit(EXPLAINED).map(JobRecord::id).toList();
    try {
      return scheduling
          .ask(
              core ->
                  new Core(
                      core.explain(ids, SHAPES).stream()
                          .collect(Collectors.groupingBy(Waiting::jobId)),
                      core.keptFree(),
                      Optional.of(core.agents())))
          .join();
    } catch (CompletionException e) {
      // The health checks below say what is wrong; the rest of the page is still of use.
      return new Core(Map.of(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * @param offset how many newer jobs are left out
   * @param agentOffset how many agents before are left out
   */
  String html(int offset, int agentOffset, List<Health.Check> checks, IntakeLimit intake) {
    long now = System.currentTimeMillis();
    List<JobRecord> jobs = store.jobs(offset, JOBS);
    Core core = ask(jobs);
    List<JobProgress> underWay = scheduling.progress();
    boolean up = checks.stream().allMatch(Health.Check::up);
    return template
        .replace("${healthClass}", up ? "up" : "down")
        .replace("${health}", up ? "All is well" : "Something is down")
        .replace("${unfinished}", Html.number(underWay.size()))
        .replace("${pending}", sum(underWay, Phase.PENDING))
        .replace("${launched}", sum(underWay, Phase.LAUNCHED))
        .replace("${running}", sum(underWay, Phase.RUNNING))
        .replace("${limit}", Html.number(intake.limit()))
        .replace("${intakeClass}", intake.paused() ? "paused" : "open")
        .replace("${intake}", intake.paused() ? "paused" : "open")
        .replace("${agentCount}", core.agents().map(a -> Html.number(a.size())).orElse("?"))
        .replace("${busy}", core.agents().map(a -> Html.number(a.busy())).orElse("?"))
        .replace("${now}", Html.time(now) + " UTC")
        // Last, because they hold what others wrote.
        .replace("${parts}", parts(offset, agentOffset, jobs, core, checks, now));
  }

  private static String sum(List<JobProgress> jobs, Phase phase) {
    long sum = 0;
    for (JobProgress job : jobs) {
      sum +=
          switch (phase) {
            case PENDING -> job.pending();
            case LAUNCHED -> job.launched();
            default -> job.running();
          };
    }
    return Html.number(sum);
  }

  private String parts(
      int offset,
      int agentOffset,
      List<JobRecord> jobs,
      Core core,
      List<Health.Check> checks,
      long now) {
    StringBuilder html = new StringBuilder(JOBS * 1_000);
    core.kept().ifPresent(kept -> kept(html, kept, now));
    html.append("<section><h2>Jobs</h2>");
    jobs(html, offset, agentOffset, jobs, core, now);
    html.append("</section>\n<section><h2>Agents</h2>");
    if (core.agents().isPresent()) {
      agents(html, offset, agentOffset, core.agents().get(), now);
    } else {
      html.append("<p class=\"none\">The core does not answer now.</p>");
    }
    html.append("</section>\n<section><h2>Health</h2><ul>");
    checks.forEach(check -> check(html, check));
    return html.append("</ul></section>").toString();
  }

  private static void kept(StringBuilder html, Starvation.Kept kept, long now) {
    html.append("<p class=\"note\">Agent <b>").append(Html.escape(kept.agentId()));
    html.append("</b> is kept free for a task that wants <code>");
    html.append(Html.escape(kept.shape().demand().toString()));
    html.append("</code> and has waited for long; for ");
    html.append(Html.duration(kept.until() - now)).append(" at most.</p>");
  }

  private void jobs(
      StringBuilder html, int offset, int agentOffset, List<JobRecord> jobs, Core core, long now) {
    if (jobs.isEmpty()) {
      html.append("<p class=\"none\">No jobs ").append(offset == 0 ? "yet" : "further back");
      html.append(".</p>");
      return;
    }
    JobRows rows = new JobRows(html, now);
    rows.begin();
    for (JobRecord job : jobs) {
      List<Waiting> waiting = core.waiting().getOrDefault(job.id(), List.of());
      rows.row(job, store.counts(job.number()), WaitingTasks.of(job.number(), waiting, store));
    }
    rows.end();
    html.append("<nav>");
    Html.link(html, offset > 0, address(Math.max(0, offset - JOBS), agentOffset), "Newer");
    Html.link(html, jobs.size() == JOBS, address(offset + JOBS, agentOffset), "Older");
    html.append("</nav>");
  }

  private static void agents(
      StringBuilder html, int offset, int agentOffset, AgentsSnapshot known, long now) {
    List<AgentSummary> agents = known.page(agentOffset, AGENTS);
    if (agents.isEmpty()) {
      html.append("<p class=\"none\">No agent has made an offer yet.</p>");
      return;
    }
    new AgentRows(html, now).table(agents);
    int end = agentOffset + agents.size();
    html.append("<nav>");
    Html.link(html, agentOffset > 0, address(offset, Math.max(0, agentOffset - AGENTS)), "Back");
    Html.link(html, end < known.size(), address(offset, end), "More");
    html.append("<small>").append(Html.number(agentOffset + 1)).append(" to ");
    html.append(Html.number(end)).append(" of ").append(Html.number(known.size()));
    html.append(", as they were offered last</small></nav>");
  }

  private static String address(int offset, int agentOffset) {
    return "/?offset=" + offset + "&agents=" + agentOffset;
  }

  private static void check(StringBuilder html, Health.Check check) {
    html.append("<li class=\"").append(check.up() ? "up" : "down").append("\">");
    html.append(Html.escape(check.name()));
    if (!check.message().isEmpty()) {
      html.append("<small>").append(Html.escape(check.message())).append("</small>");
    }
    html.append("</li>");
  }
}
