package io.mesosbatch.functional;

/** Small task lists, as a user would write them. */
final class TaskLists {
  private TaskLists() {}

  static String list(String... tasks) {
    return "{\"tasks\":[" + String.join(",", tasks) + "]}";
  }

  static String task(String id, String command) {
    return task(id, 0.1, command);
  }

  static String task(String id, double cpus, String command) {
    return """
    {"name":"%1$s","task_id":{"value":"%1$s"},
     "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":%2$s}},
                  {"name":"mem","type":"SCALAR","scalar":{"value":32}}],
     "command":{"value":"%3$s"}}\
    """
        .formatted(id, cpus, command.replace("\\", "\\\\").replace("\"", "\\\""));
  }
}
