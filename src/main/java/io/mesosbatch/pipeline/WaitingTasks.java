package io.mesosbatch.pipeline;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.job.TaskKey;
import io.mesosbatch.scheduling.Waiting;
import io.mesosbatch.store.JobStore;
import io.mesosbatch.store.TaskRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tasks of one job that wait for the same reasons, by the names that its list gives them.
 *
 * @param tasks how many
 * @param taskIds of some of them
 * @param demand what one of them wants, as {@code cpus:1; mem:128}; may be empty
 * @param reasons the most important first
 * @param never none of the agents that are known could ever take one of them
 */
public record WaitingTasks(
    int tasks, List<String> taskIds, String demand, List<String> reasons, boolean never) {

  /**
   * @param job the store's number of the job that all of them are of
   */
  public static List<WaitingTasks> of(long job, List<Waiting> waiting, JobStore store) {
    Set<TaskKey> keys = new LinkedHashSet<>();
    for (Waiting some : waiting) {
      some.first().forEach(i -> keys.add(new TaskKey(job, i)));
      some.after().forEach(i -> keys.add(new TaskKey(job, i)));
    }
    Map<Integer, String> ids = new LinkedHashMap<>();
    for (TaskRecord task : store.tasks(keys).values()) {
      ids.put(task.key().index(), task.spec().id());
    }
    List<WaitingTasks> all = new ArrayList<>();
    for (Waiting some : waiting) {
      all.add(
          new WaitingTasks(
              some.tasks(),
              some.first().stream().map(i -> ids.getOrDefault(i, "task " + i)).toList(),
              some.demand(),
              some.reasons(i -> ids.getOrDefault(i, "task " + i)),
              some.never()));
    }
    return all;
  }

  /** As {@code 3 tasks wait: no agent has 64 cpus in all}. */
  public String sentence() {
    String subject = tasks == 1 ? "1 task waits" : tasks + " tasks wait";
    String why = String.join("; ", reasons);
    return why.startsWith("waits for ")
        ? subject + why.substring("waits".length())
        : subject + ": " + why;
  }

  /** An object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("tasks", tasks);
    json.writeArrayFieldStart("task_ids");
    for (String id : taskIds) {
      json.writeString(id);
    }
    json.writeEndArray();
    if (!demand.isEmpty()) {
      json.writeStringField("demand", demand);
    }
    json.writeArrayFieldStart("reasons");
    for (String reason : reasons) {
      json.writeString(reason);
    }
    json.writeEndArray();
    json.writeBooleanField("never", never);
    json.writeEndObject();
  }
}
