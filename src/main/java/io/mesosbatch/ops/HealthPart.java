package io.mesosbatch.ops;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Health on the page: what is down on top, the rest in a few lines below. */
final class HealthPart {
  private HealthPart() {}

  /** What is not up, or is but has something to say. */
  static void alarm(StringBuilder html, Health.Report health) {
    List<Health.Check> told =
        health.checks().stream().filter(c -> !c.up() || !c.message().isEmpty()).toList();
    if (told.isEmpty()) {
      return;
    }
    html.append("<section class=\"alarm\"><h2>To be looked at</h2><ul>");
    for (Health.Check check : told) {
      html.append("<li class=\"").append(check.up() ? "up" : "down").append("\"><b>");
      html.append(Html.escape(check.name())).append("</b> ");
      html.append(Html.escape(check.message())).append("</li>");
    }
    html.append("</ul></section>\n");
  }

  /** A route and its consumer are one thing here. */
  static void up(StringBuilder html, Health.Report health) {
    Set<String> names = new TreeSet<>();
    health.checks().stream().filter(Health.Check::up).forEach(check -> names.add(name(check)));
    health.checks().stream().filter(c -> !c.up()).forEach(check -> names.remove(name(check)));
    html.append("<section><h2>All is well with</h2><p class=\"well\">");
    names.forEach(n -> html.append("<span>").append(Html.escape(n)).append("</span> "));
    html.append("</p></section>");
  }

  private static String name(Health.Check check) {
    return check.name().replaceFirst("^(consumer|route):", "");
  }
}
