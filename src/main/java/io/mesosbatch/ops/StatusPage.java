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
import io.mesosbatch.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** The page for people: one document without scripts and without anything from elsewhere. */
final class StatusPage {
  private static final int ACTIVE = 25;
  private static final int JOBS = 50;
  private static final int AGENTS = 25;

  /** So many of the jobs are explained: the core has other work. */
  private static final int EXPLAINED = 10;

  /** Of each job that are explained here. */
  private static final int SHAPES = 3;

  private final JobStore store;
  private final Scheduling scheduling;
  private final Template template;

  StatusPage(JobStore store, Scheduling scheduling) {
    this.store = store;
    this.scheduling = scheduling;
    this.template = Template.of("status.html");
  }

  /**
   * What is looked at.
   *
   * @param active how many jobs under way are left out before the first one shown
   * @param ended the same for the other jobs, newest first
   * @param agents the same for agents
   */
  record View(int active, int ended, int agents) {
    String address() {
      return "/?active=" + active + "&offset=" + ended + "&agents=" + agents;
    }

    View withActive(int offset) {
      return new View(Math.max(0, offset), ended, agents);
    }

    View withEnded(int offset) {
      return new View(active, Math.max(0, offset), agents);
    }

    View withAgents(int offset) {
      return new View(active, ended, Math.max(0, offset));
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

  String html(View view, Health.Report health, IntakeLimit intake) {
    long now = System.currentTimeMillis();
    List<JobProgress> underWay = new ArrayList<>(scheduling.progress());
    // Those that run stand before those that wait, each oldest first.
    underWay.sort(Comparator.comparing((JobProgress job) -> job.running() + job.launched() == 0));
    Set<String> active = underWay.stream().map(JobProgress::jobId).collect(Collectors.toSet());
    StringBuilder parts = new StringBuilder(JOBS * 1_000);
    Core core = parts(parts, view, underWay, active, health, now);
    return template
        .with("healthClass", health.up() ? "up" : "down")
        .with("health", health.up() ? "All is well" : "Something is down")
        .with("unfinished", Html.number(underWay.size()))
        .with("pending", sum(underWay, Phase.PENDING))
        .with("launched", sum(underWay, Phase.LAUNCHED))
        .with("running", sum(underWay, Phase.RUNNING))
        .with("limit", Html.number(intake.limit()))
        .with("intakeClass", intake.paused() ? "paused" : "open")
        .with("intake", intake.paused() ? "paused" : "open")
        .with("agentCount", core.agents().map(a -> Html.number(a.size())).orElse("?"))
        .with("busy", core.agents().map(a -> Html.number(a.busy())).orElse("?"))
        .with("now", Html.time(now) + " UTC")
        // Last, because they hold what others wrote.
        .with("framework", framework(health))
        .with("parts", parts)
        .text();
  }

  private static String framework(Health.Report health) {
    String version = "version " + Html.escape(Version.TEXT);
    return health
        .master()
        .map(
            m ->
                "framework <code>"
                    + Html.escape(m.frameworkId())
                    + "</code> at "
                    + Html.escape(m.address())
                    + ", "
                    + version)
        .orElse("not subscribed to a master, " + version);
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

  /** All below the figures. What is down comes first. */
  private Core parts(
      StringBuilder html,
      View view,
      List<JobProgress> underWay,
      Set<String> active,
      Health.Report health,
      long now) {
    HealthPart.alarm(html, health);
    Core core = new Core(Map.of(), Optional.empty(), Optional.empty());
    try {
      int from = Math.min(view.active(), underWay.size());
      int to = Math.min(underWay.size(), from + ACTIVE);
      List<JobRecord> shown =
          underWay.subList(from, to).stream().flatMap(j -> store.job(j.jobId()).stream()).toList();
      List<JobRecord> newest = store.jobs(view.ended(), JOBS);
      core = ask(shown);
      core.kept().ifPresent(kept -> kept(html, kept, now));
      underWay(html, view, shown, underWay.size(), core, now);
      ended(html, view, newest, active, now);
    } catch (StoreException e) {
      html.append("<section><h2>Jobs</h2><p class=\"none\">The job store is away, so that they");
      html.append(" cannot be shown; see above.</p></section>\n");
    }
    html.append("<section><h2>Agents</h2>");
    if (core.agents().isPresent()) {
      agents(html, view, core.agents().get(), now);
    } else {
      html.append("<p class=\"none\">The core does not answer now.</p>");
    }
    html.append("</section>\n");
    HealthPart.up(html, health);
    return core;
  }

  private static void kept(StringBuilder html, Starvation.Kept kept, long now) {
    html.append("<p class=\"note\">Agent <b>").append(Html.escape(kept.agentId()));
    html.append("</b> is kept free for a task that wants <code>");
    html.append(Html.escape(kept.shape().demand().toString()));
    html.append("</code> and has waited for long; for ");
    html.append(Html.duration(kept.until() - now)).append(" at most.</p>");
  }

  private void underWay(
      StringBuilder html, View view, List<JobRecord> jobs, int all, Core core, long now) {
    html.append("<section><h2>Jobs under way</h2>");
    if (jobs.isEmpty()) {
      html.append("<p class=\"none\">None").append(all == 0 ? "" : " further back");
      html.append(". Drop a task list into <code>inbox/</code>, or <code>POST /jobs</code>.</p>");
    } else {
      JobRows rows = new JobRows(html, now);
      rows.begin();
      for (JobRecord job : jobs) {
        List<Waiting> waiting = core.waiting().getOrDefault(job.id(), List.of());
        rows.row(job, store.counts(job.number()), WaitingTasks.of(job.number(), waiting, store));
      }
      rows.end();
    }
    int from = view.active();
    Html.pages(
        html,
        from > 0 ? view.withActive(from - ACTIVE).address() : "",
        from + ACTIVE < all ? view.withActive(from + ACTIVE).address() : "",
        all > ACTIVE
            ? Html.number(from + 1)
                + " to "
                + Html.number(from + jobs.size())
                + " of "
                + Html.number(all)
                + ", those that run before those that wait"
            : "");
    html.append("</section>\n");
  }

  private void ended(
      StringBuilder html, View view, List<JobRecord> newest, Set<String> active, long now) {
    List<JobRecord> jobs = newest.stream().filter(job -> !active.contains(job.id())).toList();
    boolean more = newest.size() == JOBS;
    if (jobs.isEmpty() && !more && view.ended() == 0) {
      return;
    }
    html.append("<section><h2>Ended, newest first</h2>");
    if (jobs.isEmpty()) {
      html.append("<p class=\"none\">None here.</p>");
    } else {
      JobRows rows = new JobRows(html, now);
      rows.begin();
      jobs.forEach(job -> rows.row(job, store.counts(job.number()), List.of()));
      rows.end();
    }
    int from = view.ended();
    Html.pages(
        html,
        from > 0 ? view.withEnded(from - JOBS).address() : "",
        more ? view.withEnded(from + JOBS).address() : "",
        "");
    html.append("</section>\n");
  }

  private static void agents(StringBuilder html, View view, AgentsSnapshot known, long now) {
    int from = view.agents();
    List<AgentSummary> agents = known.page(from, AGENTS);
    if (agents.isEmpty()) {
      html.append("<p class=\"none\">No agent has made an offer ");
      html.append(from == 0 ? "yet" : "further back").append(".</p>");
    } else {
      new AgentRows(html, now).table(agents);
    }
    int end = from + agents.size();
    Html.pages(
        html,
        from > 0 ? view.withAgents(from - AGENTS).address() : "",
        end < known.size() ? view.withAgents(end).address() : "",
        agents.isEmpty()
            ? ""
            : Html.number(from + 1)
                + " to "
                + Html.number(end)
                + " of "
                + Html.number(known.size())
                + ", as they were offered last");
  }
}
