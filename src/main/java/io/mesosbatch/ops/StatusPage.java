package io.mesosbatch.ops;

import io.mesosbatch.job.Phase;
import io.mesosbatch.pipeline.JobJson;
import io.mesosbatch.pipeline.intake.IntakeLimit;
import io.mesosbatch.store.JobRecord;
import io.mesosbatch.store.JobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page for people: one document without scripts and without anything from elsewhere. */
final class StatusPage {
  /** Nothing is loaded or run, whatever a name in a list may say. */
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final int JOBS = 50;

  private final JobStore store;
  private final String template;

  StatusPage(JobStore store) {
    this.store = store;
    try (InputStream in = StatusPage.class.getResourceAsStream("status.html")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param offset how many newer jobs are left out
   */
  String html(int offset, List<Health.Check> checks, IntakeLimit intake) {
    Map<Phase, Long> active = new EnumMap<>(Phase.class);
    List<JobRecord> unfinished = store.unfinished();
    for (JobRecord job : unfinished) {
      store.counts(job.number()).forEach((phase, n) -> active.merge(phase, (long) n, Long::sum));
    }
    boolean up = checks.stream().allMatch(Health.Check::up);
    return template
        .replace("${healthClass}", up ? "up" : "down")
        .replace("${health}", up ? "All is well" : "Something is down")
        .replace("${unfinished}", number(unfinished.size()))
        .replace("${pending}", number(active.getOrDefault(Phase.PENDING, 0L)))
        .replace("${launched}", number(active.getOrDefault(Phase.LAUNCHED, 0L)))
        .replace("${running}", number(active.getOrDefault(Phase.RUNNING, 0L)))
        .replace("${limit}", number(intake.limit()))
        .replace("${intake}", intake.paused() ? "paused" : "open")
        .replace("${now}", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        // Last, because they hold what others wrote.
        .replace("${checks}", checks(checks))
        .replace("${jobs}", jobs(offset));
  }

  private String jobs(int offset) {
    List<JobRecord> jobs = store.jobs(offset, JOBS);
    if (jobs.isEmpty()) {
      return "<p class=none>No jobs " + (offset == 0 ? "yet" : "further back") + ".</p>";
    }
    StringBuilder rows = new StringBuilder(JOBS * 1_000);
    rows.append(
        "<table><thead><tr><th>Job<th>State<th class=wide>Tasks<th class=n>Failed<th>From"
            + "<th>Submitted<th class=n>Took</thead><tbody>");
    jobs.forEach(job -> row(rows, job));
    rows.append("</tbody></table>");
    if (offset > 0 || jobs.size() == JOBS) {
      rows.append("<nav>");
      link(rows, offset > 0, Math.max(0, offset - JOBS), "Newer");
      link(rows, jobs.size() == JOBS, offset + JOBS, "Older");
      rows.append("</nav>");
    }
    return rows.toString();
  }

  private static void link(StringBuilder rows, boolean there, int offset, String text) {
    if (there) {
      rows.append("<a href=\"/?offset=").append(offset).append("\">").append(text).append("</a> ");
    }
  }

  private void row(StringBuilder rows, JobRecord job) {
    Map<Phase, Integer> counts = store.counts(job.number());
    String state = JobJson.state(job, counts).name();
    int done = 0;
    for (Phase phase : Phase.values()) {
      done += phase.ended() ? counts.getOrDefault(phase, 0) : 0;
    }
    int failed = counts.getOrDefault(Phase.FAILED, 0) + counts.getOrDefault(Phase.KILLED, 0);
    String id = escape(job.id());
    rows.append("<tr><td><a href=\"/jobs/").append(id).append("/tasks\">").append(id);
    rows.append("</a><small>").append(escape(job.header().getName())).append("</small>");
    rows.append("<td><span class=\"state ").append(state.toLowerCase(Locale.ROOT)).append("\">");
    rows.append(state).append("</span><td class=wide>");
    bar(rows, job.tasks(), counts);
    rows.append("<small>").append(number(done)).append(" of ").append(number(job.tasks()));
    rows.append(" ended</small><td class=\"n").append(failed > 0 ? " bad" : "").append("\">");
    rows.append(number(failed)).append("<td>").append(escape(job.origin()));
    rows.append("<td class=time>").append(time(job.submittedAt())).append("<td class=n>");
    long end = job.endedAt() == 0 ? System.currentTimeMillis() : job.endedAt();
    rows.append(duration(end - job.submittedAt())).append("</tr>");
  }

  private static void bar(StringBuilder rows, int tasks, Map<Phase, Integer> counts) {
    rows.append("<div class=bar>");
    for (Phase phase :
        List.of(Phase.FINISHED, Phase.FAILED, Phase.KILLED, Phase.RUNNING, Phase.LAUNCHED)) {
      int n = counts.getOrDefault(phase, 0);
      if (n > 0) {
        String name = phase.name().toLowerCase(Locale.ROOT);
        rows.append("<i class=").append(name).append(" style=\"width:");
        rows.append(String.format(Locale.ROOT, "%.2f", 100.0 * n / tasks)).append("%\" title=\"");
        rows.append(number(n)).append(' ').append(name).append("\"></i>");
      }
    }
    rows.append("</div>");
  }

  private static String checks(List<Health.Check> checks) {
    StringBuilder list = new StringBuilder();
    for (Health.Check check : checks) {
      list.append("<li class=").append(check.up() ? "up" : "down").append('>');
      list.append(escape(check.name()));
      if (!check.message().isEmpty()) {
        list.append("<small>").append(escape(check.message())).append("</small>");
      }
      list.append("</li>");
    }
    return list.toString();
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString()
        .replace("T", " ")
        .replace("Z", "");
  }

  private static String duration(long millis) {
    Duration d = Duration.ofMillis(Math.max(0, millis));
    if (d.toHours() > 0) {
      return d.toHours() + "h " + d.toMinutesPart() + "m";
    }
    return d.toMinutes() > 0
        ? d.toMinutes() + "m " + d.toSecondsPart() + "s"
        : String.format(Locale.ROOT, "%.1fs", millis / 1e3);
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
