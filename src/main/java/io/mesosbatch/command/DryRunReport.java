package io.mesosbatch.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.mesosbatch.pipeline.WaitingTasks;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;

/**
 * What a list would do on a cluster.
 *
 * @param agents that there are to choose from
 * @param tasks of the list
 * @param notes what one should know of this report
 */
record DryRunReport(
    int agents,
    int tasks,
    List<Place> starts,
    List<WaitingTasks> waits,
    List<WaitingTasks> never,
    List<String> notes) {
  private static final int MOST_AGENTS = 20;
  private static final int MOST_NAMES = 8;

  /** What would start on an agent now. */
  record Place(String agentId, String hostname, List<String> taskIds) {}

  int starting() {
    return starts.stream().mapToInt(place -> place.taskIds().size()).sum();
  }

  int impossible() {
    return never.stream().mapToInt(WaitingTasks::tasks).sum();
  }

  /** Those that could run, but not now. */
  int waiting() {
    return Math.max(0, tasks - starting() - impossible());
  }

  void print(PrintWriter out) {
    notes.forEach(out::println);
    out.printf(
        "%d %s on %d %s: %d would start now, %d would wait, %d could never run%n",
        tasks,
        tasks == 1 ? "task" : "tasks",
        agents,
        agents == 1 ? "agent" : "agents",
        starting(),
        waiting(),
        impossible());
    if (!starts.isEmpty()) {
      out.println("\nWould start now:");
      for (Place place : starts.subList(0, Math.min(MOST_AGENTS, starts.size()))) {
        out.printf(
            "  %-30s %6d  %s%n",
            place.hostname(),
            place.taskIds().size(),
            names(place.taskIds(), place.taskIds().size()));
      }
      int more = starts.size() - MOST_AGENTS;
      if (more > 0) {
        out.printf("  and on %d more %s%n", more, more == 1 ? "agent" : "agents");
      }
    }
    if (waiting() > 0) {
      out.println("\nWould wait:");
      waits.forEach(waiting -> print(out, waiting));
    }
    if (!never.isEmpty()) {
      out.println("\nCould never run:");
      never.forEach(waiting -> print(out, waiting));
    }
    out.flush();
  }

  private static void print(PrintWriter out, WaitingTasks waiting) {
    String demand = waiting.demand().isEmpty() ? "" : " of " + waiting.demand();
    String names = names(waiting.taskIds(), waiting.tasks());
    out.printf(
        "  %d%s%s: %s%n",
        waiting.tasks(),
        demand,
        names.isEmpty() ? "" : " (" + names + ")",
        String.join("; ", waiting.reasons()));
  }

  private static String names(List<String> ids, int all) {
    int shown = Math.min(MOST_NAMES, ids.size());
    return String.join(", ", ids.subList(0, shown)) + (shown > 0 && shown < all ? ", …" : "");
  }

  void write(OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeNumberField("agents", agents);
      json.writeNumberField("tasks", tasks);
      json.writeNumberField("would_start", starting());
      json.writeNumberField("would_wait", waiting());
      json.writeNumberField("could_never_run", impossible());
      json.writeArrayFieldStart("starts");
      for (Place place : starts) {
        json.writeStartObject();
        json.writeStringField("agent_id", place.agentId());
        json.writeStringField("hostname", place.hostname());
        strings(json, "task_ids", place.taskIds());
        json.writeEndObject();
      }
      json.writeEndArray();
      waiting(json, "waits", waits);
      waiting(json, "never", never);
      strings(json, "notes", notes);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void waiting(JsonGenerator json, String field, List<WaitingTasks> all)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (WaitingTasks waiting : all) {
      waiting.write(json);
    }
    json.writeEndArray();
  }

  private static void strings(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
