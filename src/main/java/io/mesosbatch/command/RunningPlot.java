package io.mesosbatch.command;

import io.mesosbatch.scheduling.simulation.Forecast;
import java.util.List;
import java.util.Locale;

/** Running tasks over time, as an SVG picture. */
final class RunningPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 380;
  private static final int LEFT = 80;
  private static final int TOP = 64;
  private static final int RIGHT = 40;
  private static final int BOTTOM = 56;
  private static final int MOST_LINES = 6;

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Distances between times that people count in, in ms. */
  private static final long[] TIMES = {
    100,
    200,
    500,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    5 * DAY,
    10 * DAY,
    30 * DAY,
    100 * DAY,
    365 * DAY
  };

  private final StringBuilder svg = new StringBuilder();
  private final long end;
  private final int most;

  private RunningPlot(Forecast forecast) {
    end = Math.max(1, forecast.makespan());
    most = Math.max(1, forecast.mostRunning());
  }

  /**
   * @param subtitle may be empty
   */
  static String svg(Forecast forecast, String title, String subtitle) {
    RunningPlot plot = new RunningPlot(forecast);
    plot.draw(forecast.running(), title, subtitle);
    return plot.svg.toString();
  }

  private void draw(List<Forecast.Point> points, String title, String subtitle) {
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12' fill='#333'>%n<rect width='100%%' height='100%%' fill='white'/>%n",
        WIDTH, HEIGHT);
    add("<text x='%d' y='26' font-size='16'>%s</text>%n", LEFT, escaped(title));
    add("<text x='%d' y='46' fill='#667'>%s</text>%n", LEFT, escaped(subtitle));
    long step = round(most);
    for (long tasks = 0; tasks <= most; tasks += step) {
      add(
          "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#e3e3e3'/>"
              + "<text x='%d' y='%.1f' text-anchor='end'>%,d</text>%n",
          LEFT, WIDTH - RIGHT, y(tasks), y(tasks), LEFT - 8, y(tasks) + 4, tasks);
    }
    long distance = distance(end);
    for (long at = 0; at <= end; at += distance) {
      add(
          "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='#999'/>"
              + "<text x='%1$.1f' y='%4$d' text-anchor='middle'>%5$s</text>%n",
          x(at), HEIGHT - BOTTOM, HEIGHT - BOTTOM + 5, HEIGHT - BOTTOM + 20, time(at, distance));
    }
    String line = path(points);
    add("<path fill='#1f6fb2' fill-opacity='.15' d='%sZ'/>%n", line);
    add("<path fill='none' stroke='#1f6fb2' stroke-width='1.5' d='%s'/>%n", line);
    add(
        "<text x='%d' y='%d' text-anchor='middle'>running tasks over time</text>%n</svg>%n",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  /** 1, 2 or 5 times a power of ten, so that there are few lines. */
  private static long round(long range) {
    for (long power = 1; ; power *= 10) {
      for (int factor : new int[] {1, 2, 5}) {
        if (range / (factor * power) <= MOST_LINES) {
          return factor * power;
        }
      }
    }
  }

  private static long distance(long range) {
    for (long distance : TIMES) {
      if (range / distance <= MOST_LINES) {
        return distance;
      }
    }
    return range;
  }

  /** In the unit of the distance between two of them. */
  private static String time(long millis, long distance) {
    if (millis == 0) {
      return "0";
    }
    if (distance >= DAY) {
      return millis / DAY + " d";
    }
    if (distance >= HOUR) {
      return millis / HOUR + " h";
    }
    if (distance >= MINUTE) {
      return millis / MINUTE + " min";
    }
    return distance >= SECOND
        ? millis / SECOND + " s"
        : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }

  /** At most two points for each tenth of a pixel: a million tasks still make a small picture. */
  private String path(List<Forecast.Point> points) {
    StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "M%.1f %.1f", x(0), y(0)));
    String lastX = "";
    int pending = -1;
    for (Forecast.Point point : points) {
      String x = String.format(Locale.ROOT, "%.1f", x(point.at()));
      if (!x.equals(lastX)) {
        if (pending >= 0) {
          path.append(String.format(Locale.ROOT, "V%.1f", y(pending)));
        }
        path.append('H').append(x);
        lastX = x;
      }
      pending = point.tasks();
    }
    return path.append(String.format(Locale.ROOT, "V%.1f", y(0))).toString();
  }

  private double x(double millis) {
    return LEFT + millis / end * (WIDTH - LEFT - RIGHT);
  }

  private double y(double tasks) {
    return HEIGHT - BOTTOM - tasks / most * (HEIGHT - TOP - BOTTOM);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
