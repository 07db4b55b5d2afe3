package io.mesosbatch.command;

import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What is wrong with a route's file, and where, out of what Camel throws at its start. */
final class RouteMistake {
  private static final Pattern UNKNOWN_OPTIONS =
      Pattern.compile("(?s).*Unknown parameters=\\[\\{(.*)}].*");
  private static final Pattern NO_COMPONENT =
      Pattern.compile("(?s)No endpoint could be found for: ([^:]+):.*");
  private static final Pattern AT_NODE = Pattern.compile("(?s).*? at: >>> (.*?) <<<.*");

  private RouteMistake() {}

  /**
   * @param listens where the HTTP side is to listen
   * @return empty if something else is the matter
   */
  static Optional<String> of(Throwable thrown, ModelCamelContext context, String listens) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof MarkedYamlEngineException yaml) {
        return Optional.of(of(yaml));
      }
      if (e instanceof FailedToCreateRouteException route) {
        String node = AT_NODE.matcher(route.getMessage()).replaceFirst("$1");
        String step = node.equals(route.getMessage()) ? "" : "step " + node + ": ";
        return Optional.of(place(route.getRouteId(), context) + step + why(route));
      }
      if (e instanceof FailedToStartRouteException route) {
        return Optional.of(place(route.getRouteId(), context) + "it does not start: " + why(route));
      }
      if (e instanceof BindException) {
        return Optional.of("a route cannot listen at " + listens + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static String of(MarkedYamlEngineException e) {
    String what = e.getContext() == null ? e.getProblem() : e.getContext() + ": " + e.getProblem();
    Optional<Mark> mark = e.getProblemMark();
    return mark.map(
                m ->
                    file(m.getName())
                        + ", line "
                        + (m.getLine() + 1)
                        + ", column "
                        + (m.getColumn() + 1)
                        + ": ")
            .orElse("")
        + what;
  }

  /** The file and the line where the route begins, as far as they are known. */
  private static String place(String routeId, ModelCamelContext context) {
    RouteDefinition route = routeId == null ? null : context.getRouteDefinition(routeId);
    List<String> place = new ArrayList<>();
    if (route != null && route.getLocation() != null) {
      place.add(file(route.getLocation()));
    }
    if (route != null && route.getLineNumber() > 0) {
      place.add("line " + route.getLineNumber());
    }
    if (routeId != null) {
      place.add("route " + routeId);
    }
    return place.isEmpty() ? "" : String.join(", ", place) + ": ";
  }

  private static String why(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage());
    Matcher options = UNKNOWN_OPTIONS.matcher(message);
    if (options.matches()) {
      return "its endpoint has no option " + options.group(1).replaceAll("=[^,]*", "");
    }
    Matcher component = NO_COMPONENT.matcher(message);
    if (component.matches()) {
      return "there is no component " + component.group(1);
    }
    boolean plain = deepest instanceof IllegalArgumentException || deepest == e;
    String kind = plain || message.contains(" ") ? "" : deepest.getClass().getSimpleName() + " ";
    return kind + message.replaceFirst("^Failed to create route because: ", "");
  }

  private static String file(String location) {
    return location.startsWith("file:") ? location.substring("file:".length()) : location;
  }
}
