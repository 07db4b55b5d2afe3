package io.mesosbatch.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Time and memory over the number of agents, a line for each number of tasks; both axes log. */
final class GrowthPlot {
  private static final int WIDTH = 780;
  private static final int HEIGHT = 350;
  private static final int PANEL = 300;
  private static final int LEFT = 62;
  private static final int TOP = 44;
  private static final int BOTTOM = 270;
  private static final List<String> COLORS = List.of("#2a78d6", "#1a8f6e", "#c2571a");

  private GrowthPlot() {}

  /**
   * A row of the table.
   *
   * @param millis of CPU, for one round
   * @param megabytes of heap that the core holds after it
   */
  record Row(int tasks, int agents, double millis, double megabytes) {}

  /** A whole SVG document. */
  static String svg(List<Row> rows) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
            <style>
              :root { color-scheme: light dark }
              .back { fill: #fff } text { fill: #333 } .grid { stroke: #e2e2e2 }
              @media (prefers-color-scheme: dark) { .back { fill: #16181c } text { fill: #ddd } .grid { stroke: #34383f } }
            </style>
            <rect class="back" width="%d" height="%d"/>
            """,
            WIDTH,
            HEIGHT,
            WIDTH,
            HEIGHT));
    panel(svg, rows, LEFT, "one round, ms of CPU", Row::millis);
    panel(svg, rows, LEFT + PANEL + 80, "heap of the core, MB", Row::megabytes);
    legend(svg, rows);
    return svg.append("</svg>\n").toString();
  }

  private static void legend(StringBuilder svg, List<Row> rows) {
    int color = 0;
    for (int tasks : rows.stream().mapToInt(Row::tasks).distinct().toArray()) {
      int left = LEFT + 10 + 190 * color;
      svg.append(
          String.format(
              "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"3\" fill=\"%s\"/>%n",
              left, HEIGHT - 17, COLORS.get(color % COLORS.size())));
      svg.append(text(left + 20, HEIGHT - 12, "start", number(tasks) + " tasks pending"));
      color++;
    }
  }

  private static void panel(
      StringBuilder svg, List<Row> rows, int left, String title, ToDoubleFunction<Row> value) {
    double low = Math.floor(Math.log10(rows.stream().mapToDouble(value).min().orElse(1)));
    double high = Math.ceil(Math.log10(rows.stream().mapToDouble(value).max().orElse(10)));
    svg.append(text(left, TOP - 18, "start", title));
    for (double decade = low; decade <= high; decade++) {
      double y = y(decade, low, high);
      svg.append(line(left, y, left + PANEL, y));
      svg.append(text(left - 6, y + 4, "end", number(Math.pow(10, decade))));
    }
    for (int agents : rows.stream().mapToInt(Row::agents).distinct().toArray()) {
      svg.append(line(x(agents, left), TOP, x(agents, left), BOTTOM));
      svg.append(text(x(agents, left), BOTTOM + 18, "middle", number(agents)));
    }
    svg.append(text(left + PANEL / 2.0, BOTTOM + 36, "middle", "agents that make an offer"));
    int color = 0;
    for (int tasks : rows.stream().mapToInt(Row::tasks).distinct().toArray()) {
      StringBuilder points = new StringBuilder();
      for (Row row : rows) {
        if (row.tasks == tasks) {
          double y = y(Math.log10(value.applyAsDouble(row)), low, high);
          points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(row.agents, left), y));
        }
      }
      String stroke = COLORS.get(color % COLORS.size());
      svg.append(
          String.format(
              "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n",
              stroke, points.toString().strip()));
      color++;
    }
  }

  private static double x(int agents, int left) {
    return left + 10 + (Math.log10(agents) - 2) / 2 * (PANEL - 20);
  }

  private static double y(double log, double low, double high) {
    return BOTTOM - (log - low) / (high - low) * (BOTTOM - TOP);
  }

  private static String number(double number) {
    return number >= 1
        ? String.format(Locale.ROOT, "%,.0f", number)
        : String.valueOf(Math.round(number * 1000) / 1000.0);
  }

  private static String line(double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        x1,
        y1,
        x2,
        y2);
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        text);
  }
}
