package io.mesosbatch.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Text and numbers for the page. */
final class Html {
  private Html() {}

  /** Whatever a list or an agent says, it is text and not markup. */
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
        default -> safe.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return safe.toString();
  }

  static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** "1 task", "2,000 tasks". */
  static String count(long n, String noun) {
    return number(n) + " " + noun + (n == 1 ? "" : "s");
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString()
        .replace("T", " ")
        .replace("Z", "");
  }

  static String duration(long millis) {
    Duration d = Duration.ofMillis(Math.max(0, millis));
    if (d.toDays() > 0) {
      return d.toDays() + "d " + d.toHoursPart() + "h";
    }
    if (d.toHours() > 0) {
      return d.toHours() + "h " + d.toMinutesPart() + "m";
    }
    return d.toMinutes() > 0
        ? d.toMinutes() + "m " + d.toSecondsPart() + "s"
        : String.format(Locale.ROOT, "%.1fs", millis / 1e3);
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * part);
  }

  /**
   * The way to the pages before and after.
   *
   * @param before the address; empty if there is none
   * @param after the same
   * @param where for people; may be empty
   */
  static void pages(StringBuilder html, String before, String after, String where) {
    if (before.isEmpty() && after.isEmpty() && where.isEmpty()) {
      return;
    }
    html.append("<nav>");
    link(html, before, "Back");
    link(html, after, "More");
    if (!where.isEmpty()) {
      html.append("<small>").append(escape(where)).append("</small>");
    }
    html.append("</nav>");
  }

  private static void link(StringBuilder html, String address, String text) {
    if (!address.isEmpty()) {
      html.append("<a href=\"").append(escape(address)).append("\">").append(text).append("</a> ");
    }
  }
}
