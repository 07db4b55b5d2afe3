package io.mesosbatch.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.google.protobuf.Descriptors.Descriptor;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.v1.Job;
import io.mesosbatch.v1.TaskPolicy;
import io.mesosbatch.wire.JsonException;
import io.mesosbatch.wire.JsonProblem;
import io.mesosbatch.wire.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a Job, or a bare array of tasks, from JSON, one task at a time. */
final class JsonTaskList {
  private static final String TASKS = "tasks";

  private final RepeatedTasks repeated;
  private final JsonParser parser;
  private final TaskReception reception;
  private boolean hasTasks;

  private JsonTaskList(RepeatedTasks repeated, JsonParser parser, TaskReception reception) {
    this.repeated = repeated;
    this.parser = parser;
    this.reception = reception;
  }

  static Job read(InputStream in, TaskReception reception) throws IOException {
    RepeatedTasks repeated = new RepeatedTasks(in, reception::repeated);
    try (JsonParser parser = JsonReader.parser(repeated)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      return new JsonTaskList(repeated, parser, reception).read();
    } catch (JsonException e) {
      throw inList(e, repeated);
    } catch (JacksonException e) {
      throw inList(JsonReader.syntax(e), repeated);
    }
  }

  private static JsonException inList(JsonException e, RepeatedTasks repeated) {
    JsonProblem at = e.problem();
    int column = repeated.column(at.line(), at.column());
    JsonException moved =
        new JsonException(new JsonProblem(at.kind(), at.path(), at.line(), column, at.message()));
    moved.initCause(e);
    return moved;
  }

  private Job read() throws IOException {
    Job.Builder header = Job.newBuilder();
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      tasks("");
    } else if (first == JsonToken.START_OBJECT) {
      JsonReader.merge(new WithoutTasks(), header, this::headerProblem);
    } else {
      here(
          "",
          first == null
              ? "there is nothing"
              : "an object with tasks, or an array of tasks, is wanted");
      return header.buildPartial();
    }
    if (parser.nextToken() != null) {
      here("", "something follows after the end of the list; a file holds one list");
    }
    return header.buildPartial();
  }

  private void here(String path, String message) {
    JsonLocation at = parser.currentTokenLocation();
    reception.problem(path, at.getLineNr(), column(at), message);
  }

  private int column(JsonLocation at) {
    return repeated.column(at.getLineNr(), at.getColumnNr());
  }

  private int column(JsonProblem problem) {
    return repeated.column(problem.line(), problem.column());
  }

  private void headerProblem(JsonProblem problem) {
    String message = message(problem, problem.path(), Job.getDescriptor());
    reception.problem(problem.path(), problem.line(), column(problem), message);
  }

  /** The parser stands on the array's start; afterwards on its end. */
  private void tasks(String path) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonLocation at = parser.currentTokenLocation();
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        reception.noTask(at.getLineNr(), column(at), "a task is wanted here: an object");
        parser.skipChildren();
        continue;
      }
      String prefix = path + "[" + parser.getParsingContext().getParent().getCurrentIndex() + "]";
      TaskInfo.Builder info = TaskInfo.newBuilder();
      TaskPolicy.Builder policy = TaskPolicy.newBuilder();
      JsonReader.merge(parser, info, policy, problem -> taskProblem(problem, prefix));
      Optional<TaskSpec> good =
          reception.task(info, policy.buildPartial(), at.getLineNr(), column(at));
      if (good.isPresent()) {
        repeated.good(good.get());
      }
    }
  }

  private void taskProblem(JsonProblem problem, String prefix) {
    int skip = problem.path().startsWith(prefix) ? prefix.length() : 0;
    String path = problem.path().substring(skip);
    if (path.startsWith(".")) {
      path = path.substring(1);
    }
    boolean pin = path.equals("agent_id") || path.equals("agent_id.value");
    if (pin && problem.kind() == JsonProblem.Kind.MISSING_FIELD) {
      return; // optional in a list: Mesos wants it only at the launch
    }
    String message = message(problem, path, TaskInfo.getDescriptor(), TaskPolicy.getDescriptor());
    reception.taskProblem(path, problem.line(), column(problem), message);
  }

  /** Never shows what stands in an environment or a secret. */
  private static String message(JsonProblem problem, String path, Descriptor... messages) {
    String message = problem.message();
    return switch (problem.kind()) {
      case UNKNOWN_FIELD ->
          message.contains("did you mean")
              ? message
              : NearestField.of(path, messages)
                  .map(name -> message + "; did you mean " + name + "?")
                  .orElse(message);
      case WRONG_TYPE -> {
        boolean secret = path.contains("secret") || path.contains("environment");
        int shown = message.indexOf(", not ");
        yield secret && shown > 0 ? message.substring(0, shown) : message;
      }
      default -> message;
    };
  }

  /** The list's object as it would be without its tasks, which are read on passing. */
  private final class WithoutTasks extends JsonParserDelegate {
    WithoutTasks() {
      super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.FIELD_NAME
          && parser.getParsingContext().getParent().inRoot()
          && TASKS.equals(parser.currentName())) {
        passTasks();
        token = parser.nextToken();
      }
      return token;
    }

    private void passTasks() throws IOException {
      if (hasTasks) {
        here(TASKS, "stands here twice; put all tasks into one array");
      }
      hasTasks = true;
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_ARRAY) {
        tasks(TASKS);
      } else if (value != JsonToken.VALUE_NULL) {
        here(TASKS, "an array of tasks is wanted");
        parser.skipChildren();
      }
    }
  }
}
