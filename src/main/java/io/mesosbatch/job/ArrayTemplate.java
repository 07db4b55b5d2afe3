package io.mesosbatch.job;

import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.ParameterTable;
import io.mesosbatch.v1.TaskArray;
import io.mesosbatch.v1.TaskPolicy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the tasks of an array of its template, one at a time. */
public final class ArrayTemplate {
  /** The placeholder for a task's index. */
  public static final String INDEX = "index";

  /** The environment variable that tells a task its index. */
  public static final String VARIABLE = "ARRAY_INDEX";

  /** What the core keeps of a task's shape; the fields of both messages have different numbers. */
  private static final Set<Integer> SHAPING =
      Set.of(
          TaskInfo.AGENT_ID_FIELD_NUMBER,
          TaskInfo.RESOURCES_FIELD_NUMBER,
          TaskInfo.EXECUTOR_FIELD_NUMBER,
          TaskInfo.LABELS_FIELD_NUMBER,
          TaskPolicy.RETRY_FIELD_NUMBER,
          TaskPolicy.KILL_AFTER_FIELD_NUMBER,
          TaskPolicy.LAUNCH_TIMEOUT_FIELD_NUMBER,
          TaskPolicy.CONSTRAINTS_FIELD_NUMBER);

  private final TaskArray array;
  private final ArrayIndices indices;
  private final PlaceholderText id;
  private final MessageTemplate<TaskInfo> info;
  private final MessageTemplate<TaskPolicy> policy;

  private ArrayTemplate(TaskSpec template, FieldProblems problems) {
    array = template.policy().getArray();
    indices = ArrayIndices.of(array);
    TaskInfo complete = complete(template.info());
    info = MessageTemplate.of(complete, problems);
    policy =
        MessageTemplate.of(
            template.policy().toBuilder().clearArray().clearAfter().build(), problems);
    id = id(complete.getTaskId().getValue());
  }

  /** Of an array that has been checked. */
  public static ArrayTemplate of(TaskSpec template) {
    return of(
        template,
        (path, message) -> {
          throw new IllegalArgumentException(path + ": " + message);
        });
  }

  /**
   * @param problems told of placeholders that cannot be read
   */
  static ArrayTemplate of(TaskSpec template, FieldProblems problems) {
    return new ArrayTemplate(template, problems);
  }

  /** An id without a placeholder gets the index at its end; a command is told the index. */
  private static TaskInfo complete(TaskInfo template) {
    TaskInfo.Builder info = template.toBuilder();
    String id = template.getTaskId().getValue();
    if (!id.isEmpty() && id(id).names().isEmpty()) {
      info.getTaskIdBuilder().setValue(id + "-@{" + INDEX + "}");
    }
    boolean told =
        template.getCommand().getEnvironment().getVariablesList().stream()
            .anyMatch(variable -> variable.getName().equals(VARIABLE));
    if (template.hasCommand() && !told) {
      info.getCommandBuilder()
          .getEnvironmentBuilder()
          .addVariables(
              Environment.Variable.newBuilder().setName(VARIABLE).setValue("@{" + INDEX + "}"));
    }
    return info.buildPartial();
  }

  private static PlaceholderText id(String text) {
    try {
      return PlaceholderText.parse(text);
    } catch (IllegalArgumentException e) {
      return PlaceholderText.parse(""); // reported where the whole template is read
    }
  }

  public ArrayIndices indices() {
    return indices;
  }

  public int count() {
    return indices.count();
  }

  /** The placeholders that it has. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(info.names());
    names.addAll(policy.names());
    return names;
  }

  /** Whether what a task needs, or where it may run, may differ between the tasks. */
  public boolean shapesVary() {
    return info.varies(SHAPING) || policy.varies(SHAPING);
  }

  /** What stands before and after the index in the tasks' ids; empty if they are made otherwise. */
  public Optional<PlaceholderText.Around> aroundIndex() {
    return id.around(INDEX);
  }

  /**
   * @param place from 0 to count - 1
   */
  public String id(int place) {
    return id.fill(values(place));
  }

  /**
   * @param place from 0 to count - 1
   */
  public TaskSpec task(int place) {
    Map<String, String> values = values(place);
    return new TaskSpec(info.fill(values), policy.fill(values));
  }

  private Map<String, String> values(int place) {
    Map<String, String> values = new HashMap<>();
    values.put(INDEX, Long.toString(indices.at(place)));
    ParameterTable table = array.getParameters();
    for (int i = 0; i < table.getColumnsCount(); i++) {
      values.put(table.getColumns(i), table.getRows(place).getValues(i));
    }
    return values;
  }
}
