package io.mesosbatch.local.master;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mesosbatch.local.StateJson;
import io.mesosbatch.mesos.v1.AgentInfo;
import io.mesosbatch.mesos.v1.FrameworkInfo;
import io.mesosbatch.mesos.v1.MasterInfo;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.wire.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The endpoints older than the v1 API: /state, /slaves, /frameworks, /tasks, /roles, … */
final class MasterStateJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Master master;
  private final Queries queries;

  MasterStateJson(Master master, Queries queries) {
    this.master = master;
    this.queries = queries;
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  byte[] version() {
    return object(json -> json.writeStringField("version", Master.VERSION));
  }

  byte[] schedule() {
    return JsonWriter.toBytes(master.maintenance.schedule());
  }

  byte[] status() {
    return JsonWriter.toBytes(master.maintenance.status());
  }

  byte[] empty() {
    return object(json -> {});
  }

  byte[] slaves() {
    return object(json -> slaves(json, true));
  }

  byte[] frameworks() {
    return object(
        json -> {
          frameworks(json);
          emptyArray(json, "unregistered_frameworks");
        });
  }

  byte[] tasks() {
    return object(
        json -> {
          json.writeArrayFieldStart("tasks");
          for (Framework framework : master.frameworks()) {
            write(json, framework.tasks.values());
            write(json, framework.completed);
          }
          for (Framework framework : master.completedFrameworks()) {
            write(json, framework.completed);
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, Collection<TaskEntry> tasks) throws IOException {
    for (TaskEntry task : tasks) {
      StateJson.task(json, task.toProto());
    }
  }

  byte[] metrics() {
    return object(
        json -> {
          int running = 0;
          for (Framework framework : master.frameworks()) {
            running += framework.tasks.size();
          }
          json.writeNumberField("master/elected", 1.0);
          json.writeNumberField("master/uptime_secs", Statuses.now() - master.startTime());
          json.writeNumberField("master/frameworks_active", (double) master.frameworks().size());
          json.writeNumberField("master/slaves_active", (double) master.agents().size());
          json.writeNumberField("master/tasks_known", (double) running);
        });
  }

  byte[] roles() {
    return object(
        json -> {
          json.writeArrayFieldStart("roles");
          for (Map.Entry<String, List<Framework>> role : queries.rolesInUse().entrySet()) {
            role(json, role.getKey(), role.getValue());
          }
          json.writeEndArray();
        });
  }

  private void role(JsonGenerator json, String role, List<Framework> frameworks)
      throws IOException {
    Resources used = queries.usedBy(role, frameworks);
    Resources offered = Queries.offeredTo(role, frameworks);
    json.writeStartObject();
    json.writeStringField("name", role);
    json.writeNumberField("weight", 1.0);
    json.writeObjectFieldStart("quota");
    json.writeStringField("role", role);
    quantities(json, "guarantee", Resources.EMPTY);
    quantities(json, "limit", Resources.EMPTY);
    quantities(json, "consumed", used);
    json.writeEndObject();
    quantities(json, "resources", used.plus(offered));
    quantities(json, "allocated", used);
    quantities(json, "offered", offered);
    quantities(json, "reserved", queries.reserved(role));
    json.writeArrayFieldStart("frameworks");
    for (Framework framework : frameworks) {
      json.writeString(framework.key);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** How much of each, ranges counted. */
  private static void quantities(JsonGenerator json, String name, Resources resources)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (String resource : new TreeSet<>(resources.names())) {
      long count = resources.ranges(resource).size() + resources.set(resource).size();
      double scalar = FixedPoint.toDouble(resources.scalarMillis(resource));
      json.writeNumberField(resource, scalar + count);
    }
    json.writeEndObject();
  }

  byte[] state() {
    return object(
        json -> {
          MasterInfo info = master.info();
          json.writeStringField("version", Master.VERSION);
          json.writeNumberField("start_time", master.startTime());
          json.writeNumberField("elected_time", master.startTime());
          json.writeStringField("id", info.getId());
          json.writeStringField("pid", info.getPid());
          json.writeStringField("hostname", info.getHostname());
          json.writeArrayFieldStart("capabilities");
          for (MasterInfo.Capability capability : info.getCapabilitiesList()) {
            json.writeString(capability.getType().name());
          }
          json.writeEndArray();
          long deactivated = master.agents().stream().filter(agent -> agent.deactivated).count();
          json.writeNumberField("activated_slaves", (double) master.agents().size() - deactivated);
          json.writeNumberField("deactivated_slaves", (double) deactivated);
          json.writeNumberField("unreachable_slaves", 0.0);
          json.writeStringField("leader", info.getPid());
          json.writeObjectFieldStart("leader_info");
          json.writeStringField("id", info.getId());
          json.writeStringField("pid", info.getPid());
          json.writeNumberField("port", info.getPort());
          json.writeStringField("hostname", info.getHostname());
          json.writeEndObject();
          json.writeObjectFieldStart("flags");
          for (Map.Entry<String, String> flag : queries.flags().entrySet()) {
            json.writeStringField(flag.getKey(), flag.getValue());
          }
          json.writeEndObject();
          slaves(json, false);
          frameworks(json);
          emptyArray(json, "orphan_tasks");
          emptyArray(json, "unregistered_frameworks");
        });
  }

  private static void emptyArray(JsonGenerator json, String name) throws IOException {
    json.writeArrayFieldStart(name);
    json.writeEndArray();
  }

  private void slaves(JsonGenerator json, boolean full) throws IOException {
    json.writeArrayFieldStart("slaves");
    for (RegisteredAgent agent : master.agents()) {
      json.writeStartObject();
      slave(json, agent);
      if (full) {
        json.writeObjectFieldStart("reserved_resources_full");
        for (String role : roles(agent.total)) {
          full(json, role, agent.total.reserved(role));
        }
        json.writeEndObject();
        full(json, "unreserved_resources_full", agent.total.unreserved());
        full(json, "used_resources_full", agent.used());
        full(json, "offered_resources_full", agent.offered());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    emptyArray(json, "recovered_slaves");
  }

  private static void slave(JsonGenerator json, RegisteredAgent agent) throws IOException {
    json.writeStringField("id", agent.key);
    json.writeStringField("hostname", agent.info.getHostname());
    json.writeNumberField("port", agent.info.getPort());
    json.writeFieldName("attributes");
    StateJson.attributes(json, agent.info.getAttributesList());
    json.writeStringField("pid", agent.pid());
    json.writeNumberField("registered_time", agent.registeredTime / 1e9);
    if (agent.reregisteredTime != 0) {
      json.writeNumberField("reregistered_time", agent.reregisteredTime / 1e9);
    }
    sums(json, "resources", agent.total);
    sums(json, "used_resources", agent.used());
    sums(json, "offered_resources", agent.offered());
    json.writeObjectFieldStart("reserved_resources");
    for (String role : roles(agent.total)) {
      sums(json, role, agent.total.reserved(role));
    }
    json.writeEndObject();
    sums(json, "unreserved_resources", agent.total.unreserved());
    json.writeBooleanField("active", true);
    json.writeBooleanField("deactivated", agent.deactivated);
    json.writeStringField("version", Master.VERSION);
    json.writeArrayFieldStart("capabilities");
    for (AgentInfo.Capability.Type capability : Queries.AGENT_CAPABILITIES) {
      json.writeString(capability.name());
    }
    json.writeEndArray();
  }

  private static Iterable<String> roles(Resources resources) {
    TreeSet<String> roles = new TreeSet<>();
    resources
        .reserved()
        .toProto()
        .forEach(it -> roles.add(it.getReservations(it.getReservationsCount() - 1).getRole()));
    return roles;
  }

  private static void sums(JsonGenerator json, String name, Resources resources)
      throws IOException {
    json.writeFieldName(name);
    StateJson.resources(json, resources);
  }

  private static void full(JsonGenerator json, String name, Resources resources)
      throws IOException {
    json.writeFieldName(name);
    StateJson.fullResources(json, resources);
  }

  private void frameworks(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("frameworks");
    for (Framework framework : master.frameworks()) {
      framework(json, framework);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("completed_frameworks");
    for (Framework framework : master.completedFrameworks()) {
      framework(json, framework);
    }
    json.writeEndArray();
  }

  private void framework(JsonGenerator json, Framework framework) throws IOException {
    FrameworkInfo info = framework.info;
    Resources used = queries.used(framework);
    Resources offered = Queries.offered(framework);
    json.writeStartObject();
    json.writeStringField("id", framework.key);
    json.writeStringField("name", info.getName());
    sums(json, "used_resources", used);
    sums(json, "offered_resources", offered);
    json.writeArrayFieldStart("capabilities");
    for (FrameworkInfo.Capability capability : info.getCapabilitiesList()) {
      json.writeString(capability.getType().name());
    }
    json.writeEndArray();
    json.writeStringField("hostname", info.getHostname());
    json.writeStringField("webui_url", info.getWebuiUrl());
    json.writeBooleanField("active", framework.connected());
    json.writeBooleanField("connected", framework.connected());
    json.writeBooleanField("recovered", framework.recovered);
    json.writeStringField("user", info.getUser());
    json.writeNumberField("failover_timeout", info.getFailoverTimeout());
    json.writeBooleanField("checkpoint", info.getCheckpoint());
    if (info.hasPrincipal()) {
      json.writeStringField("principal", info.getPrincipal());
    }
    json.writeNumberField("registered_time", framework.registeredTime);
    json.writeNumberField("unregistered_time", framework.unregisteredTime);
    sums(json, "resources", used.plus(offered));
    json.writeArrayFieldStart("roles");
    for (String role : framework.roles) {
      json.writeString(role);
    }
    json.writeEndArray();
    tasks(json, framework);
    offers(json, framework);
    executors(json, framework);
    StateJson.field(json, "offer_constraints", true, framework.offerConstraints);
    json.writeEndObject();
  }

  private static void tasks(JsonGenerator json, Framework framework) throws IOException {
    json.writeArrayFieldStart("tasks");
    write(json, framework.tasks.values());
    json.writeEndArray();
    emptyArray(json, "unreachable_tasks");
    json.writeArrayFieldStart("completed_tasks");
    write(json, framework.completed);
    json.writeEndArray();
  }

  private static void offers(JsonGenerator json, Framework framework) throws IOException {
    json.writeArrayFieldStart("offers");
    for (OutstandingOffer offer : framework.offers) {
      json.writeStartObject();
      json.writeStringField("id", offer.id().getValue());
      json.writeStringField("framework_id", framework.key);
      json.writeObjectFieldStart("allocation_info");
      json.writeStringField("role", offer.role());
      json.writeEndObject();
      json.writeStringField("slave_id", offer.agent().key);
      sums(json, "resources", offer.resources());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void executors(JsonGenerator json, Framework framework) throws IOException {
    json.writeArrayFieldStart("executors");
    for (Map.Entry<String, Map<String, ExecutorEntry>> agent : framework.executors.entrySet()) {
      for (ExecutorEntry executor : agent.getValue().values()) {
        json.writeStartObject();
        json.writeStringField("executor_id", executor.info().getExecutorId().getValue());
        json.writeStringField("name", executor.info().getName());
        json.writeStringField("framework_id", framework.key);
        json.writeStringField("slave_id", agent.getKey());
        sums(json, "resources", executor.resources());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }
}
