package io.mesosbatch.command;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosbatch.mesos.v1.Offer;
import io.mesosbatch.mesos.v1.Resource;
import io.mesosbatch.mesos.v1.TaskInfo;
import io.mesosbatch.resources.InvalidResourceException;
import io.mesosbatch.resources.Resources;
import io.mesosbatch.wire.JsonException;
import io.mesosbatch.wire.JsonProblem;
import io.mesosbatch.wire.JsonProblems;
import io.mesosbatch.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Resources: Mesos's text form ({@code cpus:2;mem:1024}), JSON (one Resource, an array of them, or
 * an object that holds them as {@code resources}, for one a TaskInfo), or a protobuf message: a
 * TaskInfo, or one with them as field 1 (as in Offer.Operation.Reserve); inline, in a file, or on
 * standard input.
 */
final class ResourcesFlag {
  private static final Pattern TEXT =
      Pattern.compile("\\s*[\\w-]+\\s*(\\([^)]*\\))?\\s*:(?!//).*", Pattern.DOTALL);

  private ResourcesFlag() {}

  /**
   * @param flag with its hyphens, for messages
   * @return not empty; a reservation in the text form counts as static
   */
  static List<Resource> read(String flag, String value) throws Failures.BadInput {
    List<Resource> resources = messages(flag, value);
    if (resources.isEmpty()) {
      throw new Failures.BadInput(flag + ": there are no resources");
    }
    try {
      Resources.of(resources);
    } catch (InvalidResourceException e) {
      throw new Failures.BadInput(flag + ": " + e.getMessage());
    }
    return resources;
  }

  private static List<Resource> messages(String flag, String value) throws Failures.BadInput {
    if (TEXT.matcher(value).matches()) {
      return text(flag, value);
    }
    byte[] bytes = new InputFlag(flag, value).bytes();
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
      return json(flag, bytes);
    }
    return TEXT.matcher(text).matches() ? text(flag, text.strip()) : protobuf(flag, bytes);
  }

  private static List<Resource> text(String flag, String text) throws Failures.BadInput {
    try {
      return Resources.parse(text).toProto();
    } catch (InvalidResourceException e) {
      throw new Failures.BadInput(flag + ": " + e.getMessage());
    }
  }

  private static List<Resource> protobuf(String flag, byte[] bytes) throws Failures.BadInput {
    try {
      TaskInfo.Builder task = TaskInfo.newBuilder().mergeFrom(bytes);
      if (task.hasTaskId() && task.getResourcesCount() > 0) {
        return task.getResourcesList();
      }
    } catch (InvalidProtocolBufferException e) {
      // It may be the other message.
      return reserve(flag, bytes);
    }
    return reserve(flag, bytes);
  }

  private static List<Resource> reserve(String flag, byte[] bytes) throws Failures.BadInput {
    try {
      return Offer.Operation.Reserve.parseFrom(bytes).getResourcesList();
    } catch (InvalidProtocolBufferException e) {
      throw new Failures.BadInput(
          flag + ": this is neither JSON nor a protobuf message with resources");
    }
  }

  private static List<Resource> json(String flag, byte[] bytes) throws Failures.BadInput {
    TaskInfo.Builder task = TaskInfo.newBuilder();
    try (JsonParser parser = JsonReader.parser(bytes, 0, bytes.length)) {
      JsonReader.mergeWhole(parser, task, JsonProblems.LENIENT);
    } catch (IOException e) {
      // It is no TaskInfo; what else it may be tells what is wrong with it.
      task.clear();
    }
    return task.hasTaskId() ? ofTask(flag, bytes) : others(flag, bytes);
  }

  /** What a TaskInfo requires but its resources is of no interest. */
  private static List<Resource> ofTask(String flag, byte[] bytes) throws Failures.BadInput {
    TaskInfo.Builder task = TaskInfo.newBuilder();
    try (JsonParser parser = JsonReader.parser(bytes, 0, bytes.length)) {
      JsonReader.mergeWhole(
          parser,
          task,
          problem -> {
            boolean needed = problem.path().startsWith("resources");
            if (needed || problem.kind() != JsonProblem.Kind.MISSING_FIELD) {
              throw new JsonException(problem);
            }
          });
    } catch (JsonException e) {
      throw new Failures.BadInput(flag + ": " + e.problem());
    } catch (IOException e) {
      throw new Failures.BadInput(flag + ": " + e.getMessage());
    }
    return task.getResourcesList();
  }

  private static List<Resource> others(String flag, byte[] bytes) throws Failures.BadInput {
    try (JsonParser parser = JsonReader.parser(bytes, 0, bytes.length)) {
      List<Resource> resources = new ArrayList<>();
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          Resource.Builder one = Resource.newBuilder();
          JsonReader.merge(parser, one, JsonProblems.FIRST);
          resources.add(one.build());
        }
      } else {
        resources.addAll(object(parser));
      }
      if (parser.nextToken() != null) {
        throw new Failures.BadInput(flag + ": something follows after the end of the JSON");
      }
      return resources;
    } catch (JsonException e) {
      throw new Failures.BadInput(flag + ": " + e.problem());
    } catch (JacksonException e) {
      throw new Failures.BadInput(flag + ": no JSON: " + JsonReader.syntax(e).problem());
    } catch (IOException e) {
      throw new Failures.BadInput(flag + ": " + e.getMessage());
    }
  }

  /** One resource, or an object with several. */
  private static List<Resource> object(JsonParser parser) throws IOException {
    Resource.Builder one = Resource.newBuilder();
    Offer.Operation.Reserve.Builder several = Offer.Operation.Reserve.newBuilder();
    JsonReader.merge(parser, several, one, JsonProblems.FIRST);
    return several.getResourcesCount() > 0
        ? several.getResourcesList()
        : List.of(one.buildPartial());
  }
}
