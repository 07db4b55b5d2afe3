package io.mesosbatch.ops;

import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.JobJson;
import io.mesosbatch.pipeline.WaitingTasks;
import io.mesosbatch.store.JobRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The jobs on the page, with the reasons why their tasks wait. */
final class JobRows {
  private static final List<Phase> BAR =
      List.of(
          Phase.FINISHED, Phase.FAILED, Phase.KILLED, Phase.SKIPPED, Phase.RUNNING, Phase.LAUNCHED);

  private final StringBuilder html;
  private final long now;

  JobRows(StringBuilder html, long now) {
    this.html = html;
    this.now = now;
  }

  void begin() {
    html.append("<table><thead><tr><th>Job</th><th>State</th><th class=\"wide\">Tasks</th>");
    html.append("<th class=\"n\">Running</th><th class=\"n\">Failed</th><th>From</th>");
    html.append("<th>Submitted</th><th class=\"n\">Took</th></tr></thead><tbody>\n");
  }

  void end() {
    html.append("</tbody></table>");
  }

  void row(JobRecord job, Map<Phase, Integer> counts, List<WaitingTasks> waiting) {
    String state = JobJson.state(job, counts).name();
    int done = 0;
    for (Phase phase : Phase.values()) {
      done += phase.ended() ? counts.getOrDefault(phase, 0) : 0;
    }
    int failed = counts.getOrDefault(Phase.FAILED, 0) + counts.getOrDefault(Phase.KILLED, 0);
    int running = counts.getOrDefault(Phase.RUNNING, 0) + counts.getOrDefault(Phase.LAUNCHED, 0);
    String id = Html.escape(job.id());
    html.append(waiting.isEmpty() ? "<tr>" : "<tr class=\"more\">");
    html.append("<td><a href=\"/jobs/").append(id).append("/page\">").append(id);
    html.append("</a><small>").append(Html.escape(job.header().getName())).append("</small></td>");
    html.append("<td><span class=\"state ").append(state.toLowerCase(Locale.ROOT)).append("\">");
    html.append(state).append("</span></td><td class=\"wide\">");
    bar(job.tasks(), counts);
    html.append("<small>").append(Html.number(done)).append(" of ");
    html.append(Html.number(job.tasks())).append(" ended</small></td>");
    cell(html, "n", "running", Html.number(running));
    cell(html, failed > 0 ? "n bad" : "n", "failed", Html.number(failed));
    cell(html, "", "from", Html.escape(job.origin()));
    cell(html, "time", "at", Html.time(job.submittedAt()));
    long end = job.endedAt() == 0 ? now : job.endedAt();
    cell(html, "n", "took", Html.duration(end - job.begunAt()));
    html.append("</tr>\n");
    if (!waiting.isEmpty()) {
      waiting(id, waiting);
    }
  }

  /**
   * @param of what it says, where there is no room for a heading
   */
  static void cell(StringBuilder html, String look, String of, String content) {
    html.append("<td class=\"").append(look).append("\" data-of=\"").append(of).append("\">");
    html.append(content).append("</td>");
  }

  private void waiting(String id, List<WaitingTasks> waiting) {
    html.append("<tr><td colspan=\"8\" class=\"waits\">");
    for (WaitingTasks some : waiting) {
      waiting(html, some);
      if (some == waiting.get(waiting.size() - 1)) {
        html.append(" <a href=\"/jobs/").append(id).append("/page\">more</a>");
      }
      html.append("</div>");
    }
    html.append("</td></tr>\n");
  }

  /** The element is left open. */
  static void waiting(StringBuilder html, WaitingTasks some) {
    html.append("<div").append(some.never() ? " class=\"never\"" : "").append("><b>");
    html.append(Html.count(some.tasks(), "task"));
    html.append(":</b> ");
    if (!some.demand().isEmpty()) {
      html.append("<code>").append(Html.escape(some.demand())).append("</code> ");
    }
    html.append(Html.escape(String.join("; ", some.reasons())));
  }

  private void bar(int tasks, Map<Phase, Integer> counts) {
    html.append("<div class=\"bar\">");
    for (Phase phase : BAR) {
      int n = counts.getOrDefault(phase, 0);
      if (n > 0) {
        String name = phase.name().toLowerCase(Locale.ROOT);
        html.append("<i class=\"").append(name).append("\" style=\"width:");
        html.append(Html.percent((double) n / tasks)).append("\" title=\"");
        html.append(Html.number(n)).append(' ').append(name).append("\"></i>");
      }
    }
    html.append("</div>");
  }
}
