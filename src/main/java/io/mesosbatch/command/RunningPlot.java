package io.mesosbatch.command;

import io.mesosbatch.job.MesosDuration;
import io.mesosbatch.scheduling.simulation.Forecast;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Running tasks over time, as an SVG picture. */
final class RunningPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int TOP = 40;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 50;

  private RunningPlot() {}

  static String svg(Forecast forecast, String title) {
    long end = Math.max(1, forecast.makespan());
    int most = Math.max(1, forecast.mostRunning());
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
                + " font-size='12'>%n<rect width='100%%' height='100%%' fill='white'/>%n"
                + "<text x='%d' y='22' font-size='15'>%s</text>%n",
            WIDTH,
            HEIGHT,
            LEFT,
            escaped(title)));
    for (int i = 0; i <= 4; i++) {
      gridLine(svg, most * i / 4.0, y(most * i / 4.0, most));
      Duration at = Duration.ofSeconds(Math.round(end * i / 4.0 / 1000));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>%n",
              x(end * i / 4.0, end),
              HEIGHT - BOTTOM + 20,
              at.isZero() ? "0" : MesosDuration.format(at)));
    }
    svg.append("<path fill='none' stroke='#1f6fb2' stroke-width='1.5' d='")
        .append(path(forecast.running(), end, most))
        .append("'/>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x='%d' y='%d' text-anchor='middle'>running tasks over time</text>%n</svg>%n",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 10));
    return svg.toString();
  }

  private static void gridLine(StringBuilder svg, double tasks, double y) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>"
                + "<text x='%d' y='%.1f' text-anchor='end'>%.0f</text>%n",
            LEFT,
            WIDTH - RIGHT,
            y,
            y,
            LEFT - 8,
            y + 4,
            tasks));
  }

  /** At most two points for each tenth of a pixel: a million tasks still make a small picture. */
  private static String path(List<Forecast.Point> points, long end, int most) {
    StringBuilder path =
        new StringBuilder(String.format(Locale.ROOT, "M%.1f %.1f", x(0, end), y(0, most)));
    String lastX = "";
    int pending = -1;
    for (Forecast.Point point : points) {
      String x = String.format(Locale.ROOT, "%.1f", x(point.at(), end));
      if (!x.equals(lastX)) {
        if (pending >= 0) {
          path.append(String.format(Locale.ROOT, "V%.1f", y(pending, most)));
        }
        path.append('H').append(x);
        lastX = x;
      }
      pending = point.tasks();
    }
    return path.append(String.format(Locale.ROOT, "V%.1f", y(0, most))).toString();
  }

  private static double x(double millis, long end) {
    return LEFT + millis / end * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double tasks, int most) {
    return HEIGHT - BOTTOM - tasks / most * (HEIGHT - TOP - BOTTOM);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
