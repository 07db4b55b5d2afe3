package io.mesosbatch.ops;

import io.mesosbatch.job.Phase;
import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.pipeline.JobJson;
import io.mesosbatch.pipeline.Scheduling;
import io.mesosbatch.pipeline.WaitingTasks;
import io.mesosbatch.scheduling.Waiting;
import io.mesosbatch.store.AttemptRecord;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** One job, for people: how it stands, why its tasks wait, and how they ended. */
final class JobPage {
  private static final int TASKS = 50;
  private static final int SHAPES = 20;

  /** What people look for first. */
  private static final Set<Phase> TROUBLE = EnumSet.of(Phase.FAILED, Phase.KILLED, Phase.SKIPPED);

  private final JobStore store;
  private final Scheduling scheduling;
  private final Template template = Template.of("job.html");

  JobPage(JobStore store, Scheduling scheduling) {
    this.store = store;
    this.scheduling = scheduling;
  }

  /**
   * @param wanted the tasks in these phases; if empty, those in trouble, or all if none is
   * @param offset how many of these are left out before the first one shown
   */
  String html(JobRecord job, Set<Phase> wanted, int offset) {
    long now = System.currentTimeMillis();
    Map<Phase, Integer> counts = store.counts(job.number());
    Set<Phase> phases = wanted;
    if (wanted.isEmpty()) {
      phases =
          TROUBLE.stream().anyMatch(counts::containsKey) ? TROUBLE : EnumSet.allOf(Phase.class);
    }
    StringBuilder parts = new StringBuilder(TASKS * 500);
    facts(parts, job, now);
    waiting(parts, job);
    tasks(parts, job, counts, phases, offset, now);
    String state = JobJson.state(job, counts).name();
    return template
        .with("stateClass", state.toLowerCase(Locale.ROOT))
        .with("state", state)
        .with("now", Html.time(now) + " UTC")
        // A job that has ended does not change.
        .with("refresh", job.endedAt() == 0 ? "<meta http-equiv=\"refresh\" content=\"5\">" : "")
        .with("id", Html.escape(job.id()))
        .with("parts", parts)
        .text();
  }

  private static void facts(StringBuilder html, JobRecord job, long now) {
    html.append("<section><dl>");
    fact(html, "Name", job.header().getName());
    fact(html, "From", job.origin());
    fact(html, "User", job.header().getUser());
    fact(
        html,
        "Priority",
        job.header().hasPriority() ? String.valueOf(job.header().getPriority()) : "");
    for (Label label : job.header().getLabels().getLabelsList()) {
      fact(html, "Label " + label.getKey(), label.getValue());
    }
    fact(html, "Submitted", Html.time(job.submittedAt()) + " UTC");
    fact(html, "Ended", job.endedAt() == 0 ? "" : Html.time(job.endedAt()) + " UTC");
    long end = job.endedAt() == 0 ? now : job.endedAt();
    fact(html, "Took", Html.duration(end - job.begunAt()));
    fact(html, "Stopped because", job.stop().map(stop -> stop.reason()).orElse(""));
    html.append("</dl></section>\n");
  }

  private static void fact(StringBuilder html, String name, String value) {
    if (!value.isEmpty()) {
      html.append("<div><dt>").append(Html.escape(name)).append("</dt><dd>");
      html.append(Html.escape(value)).append("</dd></div>");
    }
  }

  private void waiting(StringBuilder html, JobRecord job) {
    if (job.endedAt() != 0) {
      return;
    }
    List<Waiting> waiting;
    try {
      waiting = scheduling.ask(core -> core.explain(List.of(job.id()), SHAPES)).join();
    } catch (CompletionException e) {
      html.append("<p class=\"note\">The core does not answer now, so that nobody can say why");
      html.append(" tasks wait: see the status page.</p>");
      return;
    }
    if (!waiting.isEmpty()) {
      html.append("<section><h2>Why tasks wait</h2><div class=\"waits\">");
      for (WaitingTasks some : WaitingTasks.of(job.number(), waiting, store)) {
        JobRows.waiting(html, some);
        html.append("<small>").append(Html.escape(String.join(", ", some.taskIds())));
        html.append(some.tasks() > some.taskIds().size() ? ", …" : "").append("</small></div>");
      }
      html.append("</div></section>\n");
    }
  }

  private void tasks(
      StringBuilder html,
      JobRecord job,
      Map<Phase, Integer> counts,
      Set<Phase> phases,
      int offset,
      long now) {
    html.append("<section><h2>Tasks</h2><nav class=\"filter\">");
    filter(html, job, "all", job.tasks(), EnumSet.allOf(Phase.class), phases);
    counts.forEach((phase, n) -> filter(html, job, phase.name(), n, EnumSet.of(phase), phases));
    html.append("</nav>");
    List<TaskRecord> tasks = store.tasks(job.number(), phases, offset, TASKS);
    if (tasks.isEmpty()) {
      html.append("<p class=\"none\">None").append(offset == 0 ? "" : " further back");
      html.append(".</p>");
    } else {
      JobJson json = new JobJson(store);
      html.append("<table class=\"tasks\"><thead><tr><th>Task</th><th>State</th>");
      html.append("<th class=\"n\">Attempts</th><th>Last attempt</th><th>Agent</th>");
      html.append("<th class=\"n\">Ran</th></tr></thead><tbody>\n");
      tasks.forEach(task -> row(html, json, job, task, now));
      html.append("</tbody></table>");
    }
    int all = phases.stream().mapToInt(phase -> counts.getOrDefault(phase, 0)).sum();
    String address = "/jobs/" + job.id() + "/page?state=" + names(phases) + "&offset=";
    Html.pages(
        html,
        offset > 0 ? address + Math.max(0, offset - TASKS) : "",
        offset + TASKS < all ? address + (offset + TASKS) : "",
        all > TASKS
            ? Html.number(offset + 1L)
                + " to "
                + Html.number(offset + tasks.size())
                + " of "
                + Html.number(all)
            : "");
    html.append("</section>\n");
  }

  private static void filter(
      StringBuilder html, JobRecord job, String name, int n, Set<Phase> these, Set<Phase> shown) {
    html.append("<a")
        .append(these.equals(shown) ? " class=\"shown\"" : "")
        .append(" href=\"/jobs/");
    html.append(Html.escape(job.id())).append("/page?state=").append(names(these)).append("\">");
    html.append(name.toLowerCase(Locale.ROOT)).append(" <b>").append(Html.number(n));
    html.append("</b></a> ");
  }

  private static String names(Set<Phase> phases) {
    return String.join(",", phases.stream().map(Phase::name).toList());
  }

  private static void row(
      StringBuilder html, JobJson json, JobRecord job, TaskRecord task, long now) {
    String state = task.phase().name();
    html.append("<tr><td><b>").append(Html.escape(task.spec().id())).append("</b>");
    String name = task.spec().info().getName();
    if (!name.equals(task.spec().id())) {
      html.append("<small>").append(Html.escape(name)).append("</small>");
    }
    html.append("</td><td><span class=\"state ").append(state.toLowerCase(Locale.ROOT));
    html.append("\">").append(state).append("</span></td>");
    JobRows.cell(html, "n", "attempts", Html.number(task.attempts().size()));
    html.append("<td>");
    html.append(Html.escape(task.reason()));
    if (task.attempts().isEmpty()) {
      html.append("</td><td></td><td></td></tr>\n");
      return;
    }
    AttemptRecord last = task.attempts().get(task.attempts().size() - 1);
    last.last().ifPresent(status -> status(html, status));
    html.append("</td><td>").append(Html.escape(last.hostname()));
    String sandbox = json.sandbox(job, task, last);
    if (!sandbox.isEmpty()) {
      html.append("<small>");
      file(html, sandbox, "stdout");
      file(html, sandbox, "stderr");
      html.append("<a href=\"").append(Html.escape(sandbox)).append("\">sandbox</a></small>");
    }
    html.append("</td>");
    long end = last.endedAt() == 0 ? now : last.endedAt();
    String ran = last.runningAt() == 0 ? "" : Html.duration(end - last.runningAt());
    JobRows.cell(html, "n", "ran", ran);
    html.append("</tr>\n");
  }

  private static void file(StringBuilder html, String sandbox, String name) {
    String download = sandbox.replaceFirst("/files/browse\\?", "/files/download?") + "/" + name;
    html.append("<a href=\"").append(Html.escape(download)).append("\">").append(name);
    html.append("</a> ");
  }

  private static void status(StringBuilder html, TaskStatus status) {
    html.append("<small>").append(status.getState().name());
    if (status.hasReason()) {
      html.append(" ").append(status.getReason().name());
    }
    html.append("</small>").append(Html.escape(status.getMessage()));
  }
}
