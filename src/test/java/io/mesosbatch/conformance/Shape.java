package io.mesosbatch.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** In what two JSON bodies differ, apart from ids, times, addresses and the order of lists. */
final class Shape {
  /** What differs from one cluster or run to the next. */
  private static final Set<String> VARIES =
      Set.of(
          "port",
          "pid",
          "leader",
          "executor_pid",
          "timestamp",
          "uuid",
          "status_update_uuid",
          "start_time",
          "elected_time",
          "registered_time",
          "reregistered_time",
          "nanoseconds",
          "container_id");

  private final Set<String> ignored;
  private final List<String> differences = new ArrayList<>();

  /**
   * @param ignored paths that the embedded Mesos has not, for instance "flags"
   */
  private Shape(Set<String> ignored) {
    this.ignored = ignored;
  }

  static List<String> differences(Object recorded, Object own, Set<String> ignored) {
    Shape shape = new Shape(ignored);
    shape.compare("", "", recorded, own);
    return shape.differences;
  }

  private void compare(String path, String name, Object recorded, Object own) {
    if (ignored.contains(name) || VARIES.contains(name)) {
      return;
    }
    if (recorded instanceof Map<?, ?> map && own instanceof Map<?, ?> other) {
      objects(path, map, other);
    } else if (recorded instanceof List<?> list && own instanceof List<?> other) {
      lists(path, name, list, other);
    } else if (!normal(recorded).equals(normal(own))) {
      differences.add(path + ": recorded " + normal(recorded) + ", here " + normal(own));
    }
  }

  private void objects(String path, Map<?, ?> recorded, Map<?, ?> own) {
    for (Map.Entry<?, ?> entry : recorded.entrySet()) {
      String name = (String) entry.getKey();
      if (own.containsKey(name)) {
        compare(path + "/" + name, name, entry.getValue(), own.get(name));
      } else if (!isEmpty(entry.getValue()) && !ignored.contains(name) && !VARIES.contains(name)) {
        differences.add(path + "/" + name + " is missing");
      }
    }
    for (Object name : own.keySet()) {
      if (!recorded.containsKey(name) && !isEmpty(own.get(name)) && !ignored.contains(name)) {
        differences.add(path + "/" + name + " is new");
      }
    }
  }

  /** Nothing to say may be said by an empty list or by none. */
  private static boolean isEmpty(Object value) {
    return value instanceof List<?> list && list.isEmpty();
  }

  private void lists(String path, String name, List<?> recorded, List<?> own) {
    if (recorded.size() != own.size()) {
      differences.add(path + ": recorded " + recorded.size() + " items, here " + own.size());
      return;
    }
    List<?> left = sorted(recorded);
    List<?> right = sorted(own);
    for (int i = 0; i < left.size(); i++) {
      compare(path + "/" + i, name, left.get(i), right.get(i));
    }
  }

  private static List<?> sorted(List<?> list) {
    return list.stream().sorted(Comparator.comparing(Shape::rank)).toList();
  }

  /** By what tells the items of such lists apart: states, agents' attributes, names. */
  private static String rank(Object item) {
    String text = normal(item);
    int state = text.indexOf("\"state\"");
    int rack = text.indexOf("\"r1\"");
    return (rack >= 0 ? "r1" : "") + (state >= 0 ? text.substring(state) : text);
  }

  private static String normal(Object value) {
    Object number = value instanceof Number n ? (Object) n.doubleValue() : value;
    return Normal.text(JsonText.print(number));
  }
}
