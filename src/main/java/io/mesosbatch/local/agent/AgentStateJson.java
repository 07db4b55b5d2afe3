package io.mesosbatch.local.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.local.StateJson;
import io.mesosbatch.mesos.v1.ExecutorInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo.Capability;
import io.mesosbatch.resources.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The agent's {@code /state}, with the fields of the recorded one that mean something here. */
final class AgentStateJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final List<String> CAPABILITIES =
      List.of(
          "MULTI_ROLE",
          "HIERARCHICAL_ROLE",
          "RESERVATION_REFINEMENT",
          "RESIZE_VOLUME",
          "AGENT_OPERATION_FEEDBACK");

  private final JsonGenerator json;
  private final AgentSnapshot agent;

  private AgentStateJson(JsonGenerator json, AgentSnapshot agent) {
    this.json = json;
    this.agent = agent;
  }

  static byte[] of(AgentSnapshot agent, String version, WorkDirectory work) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      new AgentStateJson(json, agent).write(version, work);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void write(String version, WorkDirectory work) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", version);
    json.writeNumberField("start_time", agent.startTime());
    json.writeStringField("id", agent.info().getId().getValue());
    json.writeStringField("pid", "slave(1)@127.0.0.1:" + agent.info().getPort());
    json.writeStringField("hostname", agent.info().getHostname());
    json.writeArrayFieldStart("capabilities");
    for (String capability : CAPABILITIES) {
      json.writeString(capability);
    }
    json.writeEndArray();
    totals();
    allocated();
    json.writeArrayFieldStart("resource_providers");
    json.writeEndArray();
    json.writeFieldName("attributes");
    StateJson.attributes(json, agent.info().getAttributesList());
    json.writeStringField("master_hostname", "localhost");
    json.writeObjectFieldStart("flags");
    json.writeStringField("port", Integer.toString(agent.info().getPort()));
    json.writeStringField("work_dir", work.root().toString());
    json.writeEndObject();
    frameworks("frameworks", agent.frameworks());
    frameworks("completed_frameworks", agent.completedFrameworks());
    json.writeEndObject();
  }

  private void totals() throws IOException {
    Resources total = agent.total();
    sums("resources", total);
    json.writeObjectFieldStart("reserved_resources");
    for (String role : roles(total)) {
      sums(role, total.reserved(role));
    }
    json.writeEndObject();
    sums("unreserved_resources", total.unreserved());
    json.writeObjectFieldStart("reserved_resources_full");
    for (String role : roles(total)) {
      full(role, total.reserved(role));
    }
    json.writeEndObject();
    full("unreserved_resources_full", total.unreserved());
  }

  private void allocated() throws IOException {
    Resources allocated = Resources.EMPTY;
    for (FrameworkRecord framework : agent.frameworks()) {
      for (TaskExecutor executor : framework.executors()) {
        allocated = allocated.plus(allocated(framework, executor));
      }
    }
    json.writeObjectFieldStart("reserved_resources_allocated");
    for (String role : roles(allocated)) {
      sums(role, allocated.reserved(role));
    }
    json.writeEndObject();
    sums("unreserved_resources_allocated", allocated.unreserved());
  }

  private static Resources allocated(FrameworkRecord framework, TaskExecutor executor) {
    Resources sum = Resources.of(executor.info().getResourcesList());
    for (TaskRecord task : framework.tasksOf(executor)) {
      if (!TaskStatuses.isTerminal(task.state())) {
        sum = sum.plus(Resources.of(task.launch().task().getResourcesList()));
      }
    }
    return sum;
  }

  private void frameworks(String field, Collection<FrameworkRecord> frameworks) throws IOException {
    json.writeArrayFieldStart(field);
    for (FrameworkRecord framework : frameworks) {
      framework(framework);
    }
    json.writeEndArray();
  }

  private void framework(FrameworkRecord record) throws IOException {
    FrameworkInfo info = record.info();
    json.writeStartObject();
    json.writeStringField("id", info.getId().getValue());
    json.writeStringField("name", info.getName());
    json.writeStringField("user", info.getUser());
    json.writeNumberField("failover_timeout", info.getFailoverTimeout());
    json.writeBooleanField("checkpoint", info.getCheckpoint());
    json.writeStringField("hostname", info.getHostname());
    if (info.hasPrincipal()) {
      json.writeStringField("principal", info.getPrincipal());
    }
    if (info.getCapabilitiesList().stream()
        .anyMatch(c -> c.getType() == Capability.Type.MULTI_ROLE)) {
      json.writeArrayFieldStart("roles");
      for (String role : info.getRolesList()) {
        json.writeString(role);
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("executors");
    for (TaskExecutor executor : record.executors()) {
      executor(executor, allocated(record, executor), record.tasksOf(executor));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("completed_executors");
    for (FrameworkRecord.Completed completed : record.completed()) {
      executor(completed.executor(), Resources.EMPTY, completed.tasks());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  @SuppressWarnings("deprecation") // source: Mesos shows it
  private void executor(TaskExecutor executor, Resources allocated, List<TaskRecord> tasks)
      throws IOException {
    ExecutorInfo info = executor.info();
    json.writeStartObject();
    json.writeStringField("id", info.getExecutorId().getValue());
    json.writeStringField("name", info.getName());
    json.writeStringField("source", info.getSource());
    json.writeStringField("container", executor.container().getValue());
    json.writeStringField("directory", executor.directory().toString());
    sums("resources", allocated);
    if (info.getResourcesCount() > 0) {
      json.writeStringField("role", info.getResources(0).getAllocationInfo().getRole());
    }
    if (info.hasLabels()) {
      StateJson.labels(json, info.getLabels());
    }
    if (info.hasType()) {
      json.writeStringField("type", info.getType().name());
    }
    List<TaskRecord> running = new ArrayList<>();
    List<TaskRecord> ended = new ArrayList<>();
    tasks.forEach(task -> (TaskStatuses.isTerminal(task.state()) ? ended : running).add(task));
    tasks("tasks", running);
    tasks("queued_tasks", List.of());
    tasks("completed_tasks", ended);
    json.writeEndObject();
  }

  private void tasks(String field, List<TaskRecord> tasks) throws IOException {
    json.writeArrayFieldStart(field);
    for (TaskRecord task : tasks) {
      StateJson.task(json, task.task());
    }
    json.writeEndArray();
  }

  private void sums(String field, Resources resources) throws IOException {
    json.writeFieldName(field);
    StateJson.resources(json, resources);
  }

  private void full(String field, Resources resources) throws IOException {
    json.writeFieldName(field);
    StateJson.fullResources(json, resources);
  }

  /** The roles that something is reserved to. */
  private static List<String> roles(Resources resources) {
    return resources.reserved().toProto().stream()
        .map(r -> r.getReservations(r.getReservationsCount() - 1).getRole())
        .distinct()
        .toList();
  }
}
