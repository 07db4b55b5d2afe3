package io.mesosbatch.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mesosbatch.mesos.v1.CommandInfo;
import io.mesosbatch.mesos.v1.Environment;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.MesosId;
import io.mesosbatch.wire.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in a task's JSON that may be another one in the next task, and all that is checked of it
 * is checked here.
 *
 * @param from where it begins in the task, after the quotation mark
 * @param to where the quotation mark follows
 * @param index in its list, for fields in lists
 */
record TaskGap(int from, int to, Field field, int index) {
  private static final Pattern INDEXED =
      Pattern.compile("/command/(arguments|uris|environment/variables)/(\\d+)(/value)?");

  enum Field {
    NAME,
    ID,
    COMMAND,
    ARGUMENT,
    URI,
    VARIABLE
  }

  /** Whether that text is as good in this place as the one before. */
  boolean takes(String text) {
    return switch (field) {
      case ID -> MesosId.problem(text).isEmpty();
      case COMMAND, URI -> !text.isBlank();
      default -> true;
    };
  }

  void set(TaskInfo.Builder task, CommandInfo.Builder command, String text) {
    switch (field) {
      case NAME -> task.setName(text);
      case ID -> task.setTaskId(task.getTaskId().toBuilder().setValue(text));
      case COMMAND -> command.setValue(text);
      case ARGUMENT -> command.setArguments(index, text);
      case URI -> command.setUris(index, command.getUris(index).toBuilder().setValue(text));
      case VARIABLE -> {
        Environment environment = command.getEnvironment();
        Environment.Variable variable = environment.getVariables(index);
        command.setEnvironment(
            environment.toBuilder()
                .setVariables(index, variable.toBuilder().setValue(text).build()));
      }
    }
  }

  private String in(TaskInfo task) {
    return switch (field) {
      case NAME -> task.getName();
      case ID -> task.getTaskId().getValue();
      case COMMAND -> task.getCommand().getValue();
      case ARGUMENT -> task.getCommand().getArguments(index);
      case URI -> task.getCommand().getUris(index).getValue();
      case VARIABLE -> task.getCommand().getEnvironment().getVariables(index).getValue();
    };
  }

  /**
   * In the order of the text.
   *
   * @param json of one task without problems, in which each name stands once
   * @param task what was read from it
   */
  static List<TaskGap> find(byte[] json, TaskInfo task) throws IOException {
    List<TaskGap> gaps = new ArrayList<>();
    try (JsonParser parser = JsonReader.parser(json, 0, json.length)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          String path = parser.getParsingContext().pathAsPointer().toString();
          int from = (int) parser.currentTokenLocation().getByteOffset() + 1;
          int to = from + parser.getText().length();
          TaskGap gap = at(path, from, to);
          if (gap != null && isPlain(json, from, to) && gap.in(task).equals(parser.getText())) {
            gaps.add(gap);
          }
        }
      }
    }
    return gaps;
  }

  private static boolean isPlain(byte[] json, int from, int to) {
    return from > 0
        && to < json.length
        && json[from - 1] == '"'
        && TaskPattern.endOfText(json, from, json.length) == to;
  }

  private static TaskGap at(String path, int from, int to) {
    switch (path) {
      case "/name":
        return new TaskGap(from, to, Field.NAME, 0);
      case "/task_id/value", "/taskId/value":
        return new TaskGap(from, to, Field.ID, 0);
      case "/command/value":
        return new TaskGap(from, to, Field.COMMAND, 0);
      default:
        Matcher indexed = INDEXED.matcher(path);
        if (!indexed.matches()) {
          return null;
        }
        Field field =
            switch (indexed.group(1)) {
              case "arguments" -> Field.ARGUMENT;
              case "uris" -> Field.URI;
              default -> Field.VARIABLE;
            };
        return (field == Field.ARGUMENT) == (indexed.group(3) == null)
            ? new TaskGap(from, to, field, Integer.parseInt(indexed.group(2)))
            : null;
    }
  }
}
