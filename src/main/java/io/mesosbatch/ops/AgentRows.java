package io.mesosbatch.ops;

import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.scheduling.AgentSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The agents on the page. */
final class AgentRows {
  private static final List<String> COLUMNS = List.of("cpus", "mem", "disk");

  /** Mesos counts them in MB. */
  private static final Set<String> MEGABYTES = Set.of("mem", "disk");

  private static final int MOST_TAGS = 6;

  private final StringBuilder html;
  private final long now;

  AgentRows(StringBuilder html, long now) {
    this.html = html;
    this.now = now;
  }

  void table(List<AgentSummary> agents) {
    html.append("<table class=\"agents\"><thead><tr><th>Agent</th>");
    html.append("<th class=\"n\">Our tasks</th>");
    COLUMNS.forEach(name -> html.append("<th class=\"res\">").append(name).append("</th>"));
    html.append("<th>Others</th><th class=\"n\">Offered</th></tr></thead><tbody>");
    agents.forEach(this::row);
    html.append("</tbody></table>");
  }

  private void row(AgentSummary agent) {
    String id = Html.escape(agent.agentId());
    String host = Html.escape(agent.hostname());
    html.append("<tr><td><b>").append(host.isEmpty() ? id : host).append("</b>");
    html.append("<small title=\"").append(id).append("\">");
    html.append(host.isEmpty() ? "no offer since the start" : Html.escape(shortId(agent)));
    html.append("</small>");
    tags(agent);
    maintenance(agent);
    html.append("</td>");
    JobRows.cell(html, "n", "our tasks", Html.number(agent.ourTasks()));
    for (String name : COLUMNS) {
      html.append("<td class=\"res\" data-of=\"").append(name).append("\">");
      agent.resources().stream().filter(a -> a.name().equals(name)).forEach(this::bar);
      html.append("</td>");
    }
    html.append("<td>");
    agent.resources().stream().filter(a -> !COLUMNS.contains(a.name())).forEach(this::other);
    html.append("</td>");
    String ago = agent.offeredAt() == 0 ? "" : Html.duration(now - agent.offeredAt()) + " ago";
    JobRows.cell(html, "n", "offered", ago);
    html.append("</tr>\n");
  }

  /** The master's own id, which comes first, is the same for most. */
  private static String shortId(AgentSummary agent) {
    String id = agent.agentId();
    int last = id.lastIndexOf("-S");
    return last < 0 ? id : id.substring(last + 1);
  }

  private void tags(AgentSummary agent) {
    List<String> tags = new ArrayList<>();
    Stream.of(agent.region(), agent.zone()).filter(t -> !t.isEmpty()).forEach(tags::add);
    tags.addAll(agent.attributes());
    for (int i = 0; i < Math.min(MOST_TAGS, tags.size()); i++) {
      html.append("<span class=\"tag\">").append(Html.escape(tags.get(i))).append("</span> ");
    }
    if (tags.size() > MOST_TAGS) {
      html.append("<span class=\"tag\">and ").append(tags.size() - MOST_TAGS).append("</span>");
    }
  }

  private void maintenance(AgentSummary agent) {
    if (agent.unavailableFrom() == 0) {
      return;
    }
    html.append("<small class=\"warn\">maintenance from ");
    html.append(Html.time(agent.unavailableFrom()));
    if (agent.unavailableUntil() != 0) {
      html.append(" to ").append(Html.time(agent.unavailableUntil()));
    }
    html.append("</small>");
  }

  private void bar(AgentSummary.Amount amount) {
    double most = Math.max(1, amount.most());
    long others = Math.max(0, amount.most() - amount.ours() - amount.free());
    html.append("<div class=\"bar\" title=\"ours ").append(text(amount, amount.ours()));
    html.append(", free ").append(text(amount, amount.free()));
    html.append(", most seen ").append(text(amount, amount.most())).append("\">");
    html.append("<i class=\"running\" style=\"width:").append(Html.percent(amount.ours() / most));
    html.append("\"></i><i class=\"others\" style=\"width:").append(Html.percent(others / most));
    html.append("\"></i></div><small>").append(ours(amount));
    html.append(text(amount, amount.free())).append(" free</small>");
  }

  private void other(AgentSummary.Amount amount) {
    html.append("<small>").append(Html.escape(amount.name())).append(": ");
    html.append(ours(amount)).append(text(amount, amount.free())).append(" free</small>");
  }

  private static String ours(AgentSummary.Amount amount) {
    return amount.ours() == 0 ? "" : text(amount, amount.ours()) + " ours, ";
  }

  private static String text(AgentSummary.Amount amount, long thousandths) {
    if (MEGABYTES.contains(amount.name())) {
      double megabytes = thousandths / 1e3;
      if (megabytes >= 1024 * 1024) {
        return String.format(Locale.ROOT, "%.1f TB", megabytes / 1024 / 1024);
      }
      return megabytes >= 1024
          ? String.format(Locale.ROOT, megabytes < 10240 ? "%.1f GB" : "%.0f GB", megabytes / 1024)
          : String.format(Locale.ROOT, "%.0f MB", megabytes);
    }
    return FixedPoint.toString(thousandths);
  }
}
