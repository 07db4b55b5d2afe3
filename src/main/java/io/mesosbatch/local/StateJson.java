package io.mesosbatch.local;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import io.mesosbatch.mesos.v1.Attribute;
import io.mesosbatch.mesos.v1.ContainerStatus;
import io.mesosbatch.mesos.v1.Label;
import io.mesosbatch.mesos.v1.Labels;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.Task;
import io.mesosbatch.mesos.v1.TaskStatus;
import io.mesosbatch.mesos.v1.Value;
import io.mesosbatch.resources.FixedPoint;
import io.mesosbatch.resources.ResourceFormat;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.wire.JsonWriter;
import java.io.IOException;
import java.util.List;

/** The forms that Mesos's {@code /state} endpoints have and its v1 API has not. */
public final class StateJson {
  private static final List<String> ALWAYS = List.of("disk", "mem", "gpus", "cpus");

  private StateJson() {}

  /** An object of sums by name, for example {"disk":0.0,"mem":32.0,"ports":"[31000-32000]"}. */
  public static void resources(JsonGenerator json, Resources resources) throws IOException {
    json.writeStartObject();
    Resources firm = resources.nonRevocable();
    for (String name : ALWAYS) {
      json.writeNumberField(name, FixedPoint.toDouble(firm.scalarMillis(name)));
    }
    for (String name : firm.names()) {
      if (!ALWAYS.contains(name)) {
        value(json, name, name, firm);
      }
    }
    Resources revocable = resources.revocable();
    for (String name : revocable.names()) {
      value(json, name + "_revocable", name, revocable);
    }
    json.writeEndObject();
  }

  /** An array of resources, each with its reservation in both forms where it has both. */
  public static void fullResources(JsonGenerator json, Resources resources) throws IOException {
    json.writeStartArray();
    for (Resource resource : bothForms(resources)) {
      JsonWriter.write(resource, json);
    }
    json.writeEndArray();
  }

  /** Each with its reservation in both forms where it has both. */
  public static List<Resource> bothForms(Resources resources) {
    return resources.toProto().stream()
        .map(
            resource ->
                resource.getReservationsCount() > 1
                    ? resource
                    : ResourceFormat.preRefinement(resource).toBuilder()
                        .addAllReservations(resource.getReservationsList())
                        .build())
        .toList();
  }

  private static void value(JsonGenerator json, String field, String name, Resources resources)
      throws IOException {
    if (!resources.ranges(name).isEmpty()) {
      json.writeStringField(field, resources.ranges(name).toString());
    } else if (!resources.set(name).isEmpty()) {
      json.writeStringField(field, "{" + String.join(", ", resources.set(name)) + "}");
    } else {
      json.writeNumberField(field, FixedPoint.toDouble(resources.scalarMillis(name)));
    }
  }

  /** An object of values by name. */
  public static void attributes(JsonGenerator json, List<Attribute> attributes) throws IOException {
    json.writeStartObject();
    for (Attribute attribute : attributes) {
      json.writeFieldName(attribute.getName());
      switch (attribute.getType()) {
        case SCALAR -> json.writeNumber(attribute.getScalar().getValue());
        case RANGES -> json.writeString(ranges(attribute.getRanges()));
        case SET ->
            json.writeString("{" + String.join(", ", attribute.getSet().getItemList()) + "}");
        case TEXT -> json.writeString(attribute.getText().getValue());
      }
    }
    json.writeEndObject();
  }

  private static String ranges(Value.Ranges ranges) {
    return "["
        + String.join(
            ", ", ranges.getRangeList().stream().map(r -> r.getBegin() + "-" + r.getEnd()).toList())
        + "]";
  }

  /** A task with its statuses. */
  public static void task(JsonGenerator json, Task task) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", task.getTaskId().getValue());
    json.writeStringField("name", task.getName());
    json.writeStringField("framework_id", task.getFrameworkId().getValue());
    json.writeStringField("executor_id", task.getExecutorId().getValue());
    json.writeStringField("slave_id", task.getAgentId().getValue());
    json.writeStringField("state", task.getState().name());
    json.writeFieldName("resources");
    resources(json, Resources.of(task.getResourcesList()));
    if (task.getResourcesCount() > 0) {
      json.writeStringField("role", task.getResources(0).getAllocationInfo().getRole());
    }
    json.writeArrayFieldStart("statuses");
    for (TaskStatus status : task.getStatusesList()) {
      status(json, status);
    }
    json.writeEndArray();
    if (task.hasUser()) {
      json.writeStringField("user", task.getUser());
    }
    if (task.hasLabels()) {
      labels(json, task.getLabels());
    }
    field(json, "discovery", task.hasDiscovery(), task.getDiscovery());
    field(json, "container", task.hasContainer(), task.getContainer());
    field(json, "health_check", task.hasHealthCheck(), task.getHealthCheck());
    json.writeEndObject();
  }

  private static void status(JsonGenerator json, TaskStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("state", status.getState().name());
    json.writeNumberField("timestamp", status.getTimestamp());
    if (status.hasLabels()) {
      labels(json, status.getLabels());
    }
    // the process id is in updates, but not here
    ContainerStatus container = status.getContainerStatus().toBuilder().clearExecutorPid().build();
    field(json, "container_status", status.hasContainerStatus(), container);
    if (status.hasHealthy()) {
      json.writeBooleanField("healthy", status.getHealthy());
    }
    json.writeEndObject();
  }

  /** The field "labels", an array of keys and values. */
  public static void labels(JsonGenerator json, Labels labels) throws IOException {
    json.writeArrayFieldStart("labels");
    for (Label label : labels.getLabelsList()) {
      JsonWriter.write(label, json);
    }
    json.writeEndArray();
  }

  /** A message in its own JSON form, if it is present. */
  public static void field(JsonGenerator json, String name, boolean present, Message message)
      throws IOException {
    if (present) {
      json.writeFieldName(name);
      JsonWriter.write(message, json);
    }
  }
}
